import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sessionText } from '../advise/session-file.ts';
import type { Session } from '../advise/session.ts';
import { isFile, readText } from '../io/read-text.ts';
import { writeFileAtomic } from '../io/write-file.ts';

/** Where an interview under way is kept, relative to the working directory. */
export const sessionFile = join('.archwright', 'advise-session.yaml');

/** The text of an interview that was stopped here; null when there is none. */
export function storedSession(): string | null {
  return isFile(sessionFile) ? readText(sessionFile, 'the stopped interview') : null;
}

/** Keeps the interview as it stands, whole or not at all; one in which nothing was said yet leaves no file. */
export function storeSession(session: Session, start: string): void {
  if (session.moves.length === 0) removeSession();
  else writeFileAtomic(sessionFile, sessionText(session, start));
}

export function removeSession(): void {
  rmSync(sessionFile, { force: true });
}
