import { likeIn, sameText } from './same-text.ts';
import { mergeFile } from './merge/merge-file.ts';
import type { MergeConflict, MergeSide } from './merge/merge.ts';
import { recordFile, type Manifest, type RecordedFile } from './manifest.ts';

/** What lies at a path: a text, or something that generated text can never replace. */
export type ExistingFile = { readonly text: string } | { readonly other: string };

/** The tree as it is: the record of the last run, and what lies at every path that was or will be generated. */
export interface Existing {
  readonly manifest: Manifest | undefined;
  readonly files: ReadonlyMap<string, ExistingFile>;
}

/** One file of a plan. `before` is the text on disk, `text` what will be there. */
export type Operation =
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly before: string;
      readonly text: string;
      /** True when a person's edits were merged into the template's new output. */
      readonly merged: boolean;
    }
  | { readonly kind: 'delete'; readonly path: string; readonly before: string }
  | { readonly kind: 'unchanged'; readonly path: string }
  | {
      readonly kind: 'conflict';
      readonly path: string;
      readonly before: string;
      /** What can be merged, with the conflicts between markers; in data, with the person's values. */
      readonly text: string;
      readonly style: 'markers' | 'values';
      readonly places: readonly MergeConflict[];
      /** The text with every conflict settled for the template. */
      readonly theirs: string;
      /** 1-based lines of the file on disk where both sides changed. */
      readonly lines: readonly number[];
    }
  | { readonly kind: 'skip'; readonly path: string; readonly reason: string };

/** What a run would do, sorted by path, and the record that it would leave. Plain data: planning twice gives the same bytes. */
export interface Plan {
  readonly operations: readonly Operation[];
  readonly manifest: Manifest;
  /** The record that it starts from. */
  readonly previous?: Manifest | undefined;
}

export interface PlanOptions {
  /** Version of the templates, for the record. */
  readonly template: string;
  /** Release of Node.js that the output is for, for the record. */
  readonly node: number;
  /** Further facts for the record. */
  readonly templates?: string;
  readonly blueprint?: string;
  readonly services?: Readonly<Record<string, string>>;
  /** Edited files whose conflicts are settled by keeping them as they are. */
  readonly keep?: readonly string[];
  /** Writes again what was deleted since it was generated. */
  readonly restore?: boolean;
  /** Settles every conflict for one side. */
  readonly side?: MergeSide | undefined;
  /** Plans these files alone, and takes them under generation whoever's they are. */
  readonly adopt?: readonly string[] | undefined;
}

/**
 * Holds what the templates give against what is there. A file that nobody edited follows the template, an edited one is kept
 * or merged, and one that was not generated, or ejected, is never touched.
 */
export function planFiles(output: ReadonlyMap<string, string>, existing: Existing, options: PlanOptions): Plan {
  const previous = existing.manifest;
  const recorded = previous?.files ?? new Map<string, RecordedFile>();
  const { adopt } = options;
  const operations: Operation[] = [];
  const files = new Map<string, RecordedFile>();
  const concerned = (path: string): boolean => adopt === undefined || adopt.includes(path);
  for (const [path, text] of output) {
    const record = recorded.get(path);
    if (!concerned(path)) {
      if (record !== undefined) files.set(path, record);
      continue;
    }
    const found = existing.files.get(path);
    const operation = planFile(path, text, found, adopt === undefined ? record : adopted(record, text), options);
    operations.push(operation);
    const next = recordOf(operation, text, record, adopt !== undefined);
    if (next !== undefined) files.set(path, next);
  }
  for (const [path, record] of recorded) {
    if (output.has(path)) continue;
    const operation = concerned(path) ? planOrphan(path, record, existing.files.get(path)) : undefined;
    if (operation !== undefined) operations.push(operation);
    // What was ejected stays recorded for as long as it is there.
    if (!concerned(path) || (record.owner === 'user' && existing.files.has(path))) files.set(path, record);
    else if (operation?.kind === 'skip') files.set(path, { ...record, owner: 'orphan' });
  }
  operations.sort((a, b) => (a.path < b.path ? -1 : 1));
  const { template, node } = options;
  const { templates = '', blueprint = '', services = {} } = adopt === undefined ? options : { ...options, ...previous };
  const manifest = { template: adopt === undefined ? template : (previous?.template ?? template), node };
  return { operations, manifest: { ...manifest, templates, blueprint, services, files }, previous };
}

/** A file that a person made where the template writes one counts as an edit of the template's; one that was ejected, as an edit of what it was. */
function adopted(record: RecordedFile | undefined, text: string): RecordedFile {
  return record === undefined ? recordFile(text) : { ...record, owner: 'generated' };
}

function planFile(
  path: string,
  text: string,
  found: ExistingFile | undefined,
  record: RecordedFile | undefined,
  options: PlanOptions,
): Operation {
  const { keep = [], restore = false, adopt, side } = options;
  if (record?.owner === 'user') return { kind: 'skip', path, reason: 'ejected: it is yours' };
  if (found === undefined) {
    if (record === undefined || restore || adopt !== undefined) return { kind: 'create', path, text };
    return { kind: 'skip', path, reason: 'deleted since it was generated; --restore writes it again' };
  }
  if ('other' in found) return { kind: 'skip', path, reason: `${found.other} stands there, and stays` };
  const before = found.text;
  if (sameText(before, text)) return { kind: 'unchanged', path };
  if (record === undefined)
    return { kind: 'skip', path, reason: 'it was not generated by archwright, and stays as it is' };
  if (sameText(before, record.base)) return { kind: 'update', path, before, text: likeIn(before, text), merged: false };
  if (sameText(text, record.base))
    return { kind: 'skip', path, reason: 'edited since it was generated; the template has not changed' };
  if (keep.includes(path)) return { kind: 'skip', path, reason: 'kept as it is, as asked' };
  return planMerge(path, { mine: before, base: record.base, theirs: text }, side);
}

function planMerge(
  path: string,
  texts: { mine: string; base: string; theirs: string },
  side: MergeSide | undefined,
): Operation {
  const before = texts.mine;
  const { text, conflicts, style } = mergeFile(path, texts, side);
  if (conflicts.length > 0) {
    const lines = [...new Set(conflicts.map((conflict) => conflict.before))];
    const theirs = mergeFile(path, texts, 'theirs').text;
    return { kind: 'conflict', path, before, text, style, places: conflicts, theirs, lines };
  }
  if (sameText(text, before)) {
    const why = side === 'ours' ? 'your side is kept, as asked' : 'holds the template’s change already';
    return { kind: 'skip', path, reason: `edited since it was generated; ${why}` };
  }
  return { kind: 'update', path, before, text, merged: true };
}

/** The record of a file after an operation; undefined for one that is not ours. */
function recordOf(
  operation: Operation,
  text: string,
  record: RecordedFile | undefined,
  adopting: boolean,
): RecordedFile | undefined {
  if (record?.owner === 'user' && !adopting) return record;
  const merged = (operation.kind === 'update' && operation.merged) || operation.kind === 'conflict';
  if (merged && !sameText(operation.text, text)) return recordFile(text, 'merged', operation.text);
  if (operation.kind !== 'skip') return recordFile(text);
  if (record === undefined && !adopting) return undefined;
  const next = recordFile(text, record?.owner === 'merged' ? 'merged' : 'generated');
  return record?.written === undefined ? next : { ...next, written: record.written };
}

function planOrphan(path: string, record: RecordedFile, found: ExistingFile | undefined): Operation | undefined {
  if (found === undefined || record.owner === 'user') return undefined;
  // npm writes it from here on, for packages that we know nothing of.
  if (path === 'package-lock.json')
    return { kind: 'skip', path, reason: 'no longer generated; "npm install" brings it up to date' };
  if ('other' in found || !sameText(found.text, record.base))
    return {
      kind: 'skip',
      path,
      reason: 'no longer generated, but edited: an orphan, which stays until you delete or eject it',
    };
  return { kind: 'delete', path, before: found.text };
}
