import { AckPolicy, DeliverPolicy, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import { headers, nanos, type MsgHdrs } from '@nats-io/transport-node';

/** Subjects of the dead letters of all services. */
export const DEAD_LETTERS = 'dead-letters.>';

const KEPT_MS = 7 * 24 * 3_600_000;

/** How a service uses the streams. */
export interface NatsStreamsOptions {
  readonly manager: JetStreamManager;
  readonly service: string;
  readonly ackWaitMs: number;
  /** Events that may be delivered and not yet handled; those that wait for a retry count. */
  readonly maxPending: number;
}

/** Makes sure that the broker has the streams and consumers that this service uses. */
export class NatsStreams {
  private readonly options: NatsStreamsOptions;
  private readonly manager: JetStreamManager;
  private readonly service: string;
  private readonly known = new Map<string, Promise<string>>();

  constructor(options: NatsStreamsOptions) {
    this.options = options;
    this.manager = options.manager;
    this.service = options.service;
  }

  /** The name of the stream that keeps `subject`; created unless the operator has provided one. */
  ensure(subject: string): Promise<string> {
    let stream = this.known.get(subject);
    if (!stream) {
      stream = this.findOrAdd(subject);
      stream.catch(() => this.known.delete(subject));
      this.known.set(subject, stream);
    }
    return stream;
  }

  /** The durable consumer of this service for one event type; all processes of the service share it. */
  async ensureConsumer(type: string): Promise<{ stream: string; name: string }> {
    const stream = await this.ensure(type);
    const name = `${this.service}-${toName(type)}`;
    await this.manager.consumers.add(stream, {
      durable_name: name,
      filter_subject: type,
      deliver_policy: DeliverPolicy.New,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.options.ackWaitMs),
      max_ack_pending: this.options.maxPending,
      // The limit is kept by the bus: the server would drop the event after its last delivery.
      max_deliver: -1,
    });
    return { stream, name };
  }

  /** The dead letters of this service that are there now, oldest first. */
  async *deadLetters(): AsyncGenerator<StoredMsg> {
    const stream = await this.ensure(DEAD_LETTERS);
    const { state } = await this.manager.streams.info(stream);
    for (let seq = state.first_seq; seq <= state.last_seq;) {
      // The first one of these subjects from this place on.
      const query = { seq, next_by_subj: `dead-letters.${this.service}.>` };
      const message = await this.manager.streams.getMessage(stream, query);
      if (!message || message.seq > state.last_seq) return;
      seq = message.seq + 1;
      yield message;
    }
  }

  async removeDeadLetter(seq: number): Promise<void> {
    await this.manager.streams.deleteMessage(await this.ensure(DEAD_LETTERS), seq, false);
  }

  /** Looks again next time, because the broker may have lost what it had. */
  forget(): void {
    this.known.clear();
  }

  private async findOrAdd(subject: string): Promise<string> {
    const existing = await this.manager.streams.find(subject).catch(() => undefined);
    if (existing !== undefined) return existing;
    const name = toName(subject);
    // Dead letters stay until somebody has looked at them.
    const max_age = subject === DEAD_LETTERS ? 0 : nanos(KEPT_MS);
    await this.manager.streams.add({ name, subjects: [subject], max_age });
    return name;
  }
}

/** Names on the server may hold no dots and wildcards. */
function toName(subject: string): string {
  return subject.replace(/\.>$/, '').replaceAll('.', '_');
}

/** Headers of a message. */
export function natsHeaders(values: Readonly<Record<string, string>>): MsgHdrs {
  const all = headers();
  for (const [name, value] of Object.entries(values)) all.set(name, value);
  return all;
}
