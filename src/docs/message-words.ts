import type { MessageSchema, Publication, Subscription } from '../model/system.ts';

/** What is known of the messages of one channel: each schema once, and at how many places of each side nothing tells. */
export interface Carried {
  readonly sent: readonly MessageSchema[];
  readonly expected: readonly MessageSchema[];
  /** Places that send without a schema that is known. */
  readonly unknownSent: number;
}

/** The schemas of some publications and subscriptions. */
export function carried(
  publications: readonly Pick<Publication, 'schema'>[],
  subscriptions: readonly Pick<Subscription, 'schema'>[],
): Carried {
  return {
    sent: distinct(publications),
    expected: distinct(subscriptions),
    unknownSent: publications.filter(({ schema }) => schema === undefined).length,
  };
}

/** True when nothing at all tells what the messages look like. */
export function isUntold({ sent, expected }: Carried): boolean {
  return sent.length === 0 && expected.length === 0;
}

/** True when what is sent is what is expected, by the same place. */
export function isAgreed({ sent, expected }: Carried): boolean {
  return sent.length > 0 && JSON.stringify(sent.map(keyOf).sort()) === JSON.stringify(expected.map(keyOf).sort());
}

/** A schema in words around its name: `type`, `OrderPlaced`, `of @shop/events`; the name is not escaped. */
export function schemaWords({ by, name, from, members }: MessageSchema): {
  before: string;
  name: string;
  after: string;
} {
  const shown = name ?? (members ? `{ ${members.join(', ')} }` : 'no name');
  const before = { type: 'type', validator: 'checked against', literal: 'written as', asyncapi: 'in AsyncAPI' }[by];
  return { before, name: shown, after: from === undefined ? '' : `of ${from}, used at` };
}

function distinct(uses: readonly { readonly schema?: MessageSchema }[]): MessageSchema[] {
  const found = uses.flatMap(({ schema }) => schema ?? []);
  return [...new Map(found.map((schema) => [keyOf(schema), schema])).values()];
}

// A type of a package is one wherever it is used.
function keyOf({ by, name, from, members, evidence: [at] }: MessageSchema): string {
  const place = from === undefined ? `${at?.file ?? ''}:${at?.line ?? 0}` : from;
  return JSON.stringify([by, name, place, by === 'literal' ? members : null]);
}
