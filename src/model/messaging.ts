import type { Evidence, Observed } from './evidence.ts';

/** A topic, subject, exchange + key, or queue. */
export interface Channel {
  readonly id: string;
  readonly broker: string;
  readonly name: string;
}

/** What is known of what a message looks like, and where it is written. */
export interface MessageSchema {
  /** A type of the code, what a validator checks, a literal that is sent, or a document of AsyncAPI. */
  readonly by: 'type' | 'validator' | 'literal' | 'asyncapi';
  /** Null where it has none. */
  readonly name: string | null;
  /** The package that the type comes from, when that is not part of the system; then the evidence is where it is used. */
  readonly from?: string;
  /** Of a literal: the members that it has. */
  readonly members?: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A service's sending to a channel. */
export interface Publication {
  readonly service: string;
  readonly channel: string;
  /** Whether what is sent outlives a restart of the broker, and the absence of who should get it. */
  readonly durability: Observed;
  /** What is sent; left out where nothing tells. */
  readonly schema?: MessageSchema;
  readonly evidence: readonly Evidence[];
}

/** A service's receiving from a channel. */
export interface Subscription {
  readonly service: string;
  readonly channel: string;
  /** Where a message goes that keeps failing: `present` when it is set aside after some tries, `absent` when it is lost or comes back for ever. */
  readonly deadLetter: Observed;
  /** Whether what waits outlives a restart of the broker, and what was taken a crash of who took it. */
  readonly durability: Observed;
  /** `absent` when a message that comes twice has an effect twice: the evidence is where. */
  readonly idempotence: Observed;
  /** Where handling a message changes the service's own store or another service. */
  readonly changes: readonly Evidence[];
  /** What is expected; left out where nothing tells. */
  readonly schema?: MessageSchema;
  readonly evidence: readonly Evidence[];
}
