import type { Observed, Subscription } from '../../model/system.ts';
import { comesOnce } from '../libraries/durability.ts';
import type { Messaging } from './channels.ts';
import { effectAt, type Effect, type Effects } from './effects.ts';
import type { Evaluator } from './evaluate.ts';
import type { Idempotence } from './idempotence.ts';
import type { MessageHandlers } from './message-handlers.ts';

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };

// Brokers that bring a message again when nobody said that it was handled.
const BRINGS_AGAIN = /^(?:kafka|rabbitmq|nats|sqs|sns|pubsub|servicebus|eventhubs|kinesis|pulsar|stomp|dapr)$/;
const STORES =
  /^(postgres(ql)?|mysql|mariadb|mongodb|sqlite|mssql|sqlserver|oracle|dynamodb|cassandra|cockroachdb|firestore|couchbase|neo4j|sql|)$/;
const CHANGING = /^(?:POST|PUT|PATCH|DELETE)$/;

/** Subscriptions with what handling a message changes, and whether that happens again when the message comes again. */
export function handledSubscriptions(
  evaluator: Evaluator,
  { channels, subscriptions }: Messaging,
  handlers: MessageHandlers,
  effects: Effects,
  idempotence: Idempotence,
): Subscription[] {
  const brokers = new Map(channels.map(({ id, broker }) => [id, broker]));
  return subscriptions.map((use) => {
    const functions = handlers.of(use.service, use.evidence[0]);
    const changes = [...functions]
      .flatMap((one) => effects.of(use.service, one))
      .filter(isChange)
      .map((effect) => effectAt(evaluator, effect, effect.kind === 'call' ? 'changes another service' : 'writes'));
    const broker = brokers.get(use.channel) ?? '';
    return {
      ...use,
      idempotence: comesAgain(broker, use.durability) ? idempotence.of(use.service, functions) : UNKNOWN,
      changes: changes.sort((a, b) => (place(a) < place(b) ? -1 : 1)),
    };
  });
}

// What a broker forgets when it has sent it comes once at most; core NATS and its streams go by one name.
function comesAgain(broker: string, durability: Observed): boolean {
  if (!BRINGS_AGAIN.test(broker)) return false;
  return broker === 'nats' ? durability.state === 'present' : !comesOnce(durability);
}

function isChange(effect: Effect): boolean {
  if (effect.kind === 'access') return effect.shape.mode === 'write' && STORES.test(effect.shape.engine);
  return effect.kind === 'call' && CHANGING.test(effect.call.method ?? '');
}

function place({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${file}|${String(line).padStart(7, '0')}|${String(column).padStart(5, '0')}`;
}
