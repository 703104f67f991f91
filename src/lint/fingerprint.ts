import { createHash } from 'node:crypto';

/** What identifies a finding apart from the number of its line. */
export interface Identity {
  readonly rule: string;
  readonly service: string;
  readonly file: string;
  /** The source line of the finding; the message stands in for it where the source is not at hand. */
  readonly text: string;
}

/**
 * Makes fingerprints that survive moved and re-indented lines: 16 hexadecimal digits over rule, service, file, the line's
 * text without differences in white space, and an ordinal among equals in the order of the calls.
 */
export function fingerprinter(): (identity: Identity) => string {
  const seen = new Map<string, number>();
  return (identity) => {
    const key = keyOf(identity);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return fingerprintOf(identity, ordinal);
  };
}

/** The fingerprint of the finding that is number `ordinal` (from 0) among equal ones. */
export function fingerprintOf(identity: Identity, ordinal: number): string {
  return createHash('sha256')
    .update(`${keyOf(identity)}${ordinal}`)
    .digest('hex')
    .slice(0, 16);
}

function keyOf({ rule, service, file, text }: Identity): string {
  return JSON.stringify([rule, service, file, text.replaceAll(/\s+/g, ' ').trim()]);
}
