import { UserError } from '../util/user-error.ts';
import type { MergeConflict } from './merge/merge.ts';
import { pack, unpack } from './manifest.ts';

/** Where an update that left conflicts is recorded, relative to the blueprint, until it is continued or aborted. */
export const PENDING_PATH = '.archwright/pending.json';

/** An update that left conflicts: what is to settle, and how everything was before. */
export interface Pending {
  /** Versions of the templates; `from` is '' when nothing was generated before. */
  readonly from: string;
  readonly to: string;
  readonly conflicts: readonly PendingFile[];
  readonly undo: readonly UndoStep[];
}

/** One file in conflict. */
export interface PendingFile {
  readonly path: string;
  readonly style: 'markers' | 'values';
  readonly places: readonly MergeConflict[];
  /** SHA-256 of the text with the conflicts in it. */
  readonly written: string;
  /** The text as it is when all conflicts are settled for the template. */
  readonly theirs: string;
}

/** How to put one file back: its text and permissions before (null: it was not there), and the hash of what was written since. */
export interface UndoStep {
  readonly path: string;
  readonly before: string | null;
  readonly mode: number | undefined;
  readonly written: string | null;
}

export function formatPending({ from, to, conflicts, undo }: Pending): string {
  const value = {
    schemaVersion: 1,
    from,
    to,
    conflicts: conflicts.map((file) => ({ ...file, theirs: pack(file.theirs) })),
    undo: undo.map((step) => ({ ...step, before: step.before === null ? null : pack(step.before) })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Reads what `formatPending` wrote. Throws UserError when it was damaged. */
export function parsePending(text: string): Pending {
  try {
    const { schemaVersion, from, to, conflicts, undo } = JSON.parse(text) as Pending & { schemaVersion: number };
    if (schemaVersion !== 1) throw new Error('it is not of schemaVersion 1');
    return {
      from: String(from),
      to: String(to),
      conflicts: conflicts.map((file) => ({ ...file, theirs: unpacked(file.theirs) })),
      undo: undo.map((step) => ({ ...step, before: step.before === null ? null : unpacked(step.before) })),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`the record of the update that is under way is damaged: ${reason}`, {
      where: { file: PENDING_PATH },
      help: 'restore the files from version control, or settle them by hand and remove this one',
    });
  }
}

function unpacked(packed: string): string {
  const text = unpack(packed);
  if (text === undefined) throw new Error('a text in it cannot be read');
  return text;
}
