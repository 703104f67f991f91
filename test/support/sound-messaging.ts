import type { Publication, Subscription } from '../../src/model/system.ts';

const present = { state: 'present', evidence: [] } as const;

/** What a sound publication says besides who sends what. */
export const SENT = { durability: present } satisfies Partial<Publication>;

/** What a sound subscription says besides who takes what. */
export const HANDLED = {
  deadLetter: present,
  durability: present,
  idempotence: present,
  changes: [],
} satisfies Partial<Subscription>;
