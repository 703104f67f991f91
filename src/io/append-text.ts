import { appendFileSync } from 'node:fs';
import { explained } from './write-file.ts';

/** Adds a text to the end of a file, which is made when it is not there. Throws UserError when it cannot be written. */
export function appendText(path: string, text: string): void {
  explained(path, () => appendFileSync(path, text));
}
