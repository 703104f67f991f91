import { readFileSync } from 'node:fs';

/** Text of a file that can be written back without a change of its bytes, BOM included; undefined when it is not UTF-8 or cannot be read. */
export function readExact(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
  } catch {
    return undefined;
  }
}
