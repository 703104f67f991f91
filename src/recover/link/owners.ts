import type { Call } from '../../model/system.ts';
import type { Effect } from './effects.ts';
import type { EndpointChanges } from './endpoint-changes.ts';
import { ASKS } from './idempotence.ts';

const STORES =
  /^(postgres(ql)?|mysql|mariadb|mongodb|sqlite|mssql|sqlserver|oracle|dynamodb|cassandra|cockroachdb|firestore|couchbase|neo4j|sql|)$/;
// To tell somebody, to count or to keep a copy is no step that has to be undone.
const ASIDE =
  /notif|mail|sms|push|slack|webhook|log|audit|activit|metric|telemetry|track|analytic|event|search|index|cache|histor|websocket|socket|broadcast|report|statistic|session|token|outbox|inbox/i;
// Brings up to date what is kept elsewhere: there is nothing to undo.
const REFRESHES = /(?:^|[/.])(?:flush|(?:re)?sync|refresh|reload|reindex|rebuild|recompute|warm[-_]?up)(?:$|[/?])/i;
const CHANGING = /^(?:POST|PUT|PATCH|DELETE)$/;
const CHANGING_NAME =
  /(?:^|[^a-z])(?:create|add|insert|update|set|save|delete|remove|reserve|charge|pay|place|cancel|book|confirm|decrease|increase|deduct|register|capture|refund|allocate|ship|approve|assign|activate|withdraw|deposit|transfer|purchase|make|process)/i;

const MAKES = /insert|create|save|add|persist|increment|decrement/i;
const REMOVES = /^(?:delete|remove|destroy|soft|truncate|clear|del$)/i;

/** Whose data effects change, and whether something has to be undone. */
export class Owners {
  private readonly endpoints: EndpointChanges;

  constructor(endpoints: EndpointChanges) {
    this.endpoints = endpoints;
  }

  /** The service whose data an effect changes; undefined for what only asks, tells, counts, copies or sets to a value. */
  of(effect: Effect, service: string): string | undefined {
    if (effect.kind === 'call') return this.called(effect.call, service);
    if (effect.kind !== 'access') return undefined;
    const { mode, engine, tables, operation, repetition } = effect.shape;
    const isStep =
      mode === 'write' && STORES.test(engine) && tables.some((table) => table === null || !ASIDE.test(table));
    // To set a value again does no harm: who tries again gets there.
    return isStep && (repetition !== undefined || MAKES.test(operation) || REMOVES.test(operation))
      ? service
      : undefined;
  }

  private called(call: Call, service: string): string | undefined {
    const path = call.path ?? call.target ?? '';
    if (call.to === null || call.to === service || [call.to, path].some((name) => ASIDE.test(name))) return undefined;
    if (ASKS.test(path) || REFRESHES.test(path) || !this.endpoints.mayChange(call.toEndpoint)) return undefined;
    // Remote procedures have no verb but their names.
    const isChange =
      call.protocol === 'http' ? CHANGING.test(call.method ?? '') : CHANGING_NAME.test(`${call.method ?? ''} ${path}`);
    return isChange ? call.to : undefined;
  }
}

/** Whether an effect takes something away or sets it to a value: to try again does no harm. */
export function isRepeatable(effect: Effect): boolean {
  if (effect.kind === 'access') return REMOVES.test(effect.shape.operation);
  if (effect.kind !== 'call') return false;
  const { protocol, method, path } = effect.call;
  return protocol === 'http' ? method !== 'POST' : /delete|remove/i.test(`${method ?? ''} ${path ?? ''}`);
}
