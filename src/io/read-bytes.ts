import { readFileSync } from 'node:fs';
import { reasonOf } from './read-text.ts';
import { UserError } from '../util/user-error.ts';

/** Bytes of a file that must be there. Throws UserError when it is missing or unreadable. */
export function readBytes(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`${what} cannot be read (${reasonOf(error)})`, { where: { file: path } });
  }
}
