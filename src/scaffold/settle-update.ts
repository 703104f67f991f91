import { writeAll, type FileChange } from '../io/write-all.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';
import { describePlace } from './describe-place.ts';
import { STATE_FOLDER, readExisting, textAt } from './existing.ts';
import { formatManifest, recordFile, sha256 } from './manifest.ts';
import { markerLines, settleMarkers } from './merge/merge-lines.ts';
import type { MergeSide } from './merge/merge.ts';
import { PENDING_PATH, formatPending, type Pending, type PendingFile } from './pending.ts';
import { likeIn, sameText } from './same-text.ts';

/** A place that is still to be settled. */
export interface OpenConflict {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** What of an update is still in conflict. In lines, what still has markers; in data, what nobody touched or settled since. */
export function openConflicts(root: string, pending: Pending): OpenConflict[] {
  return pending.conflicts.flatMap((file) => {
    const text = textAt(root, file.path);
    return text === undefined ? [] : openIn(file, text);
  });
}

/**
 * Settles files for one side (`ours`, `theirs`) and, when nothing is in conflict any more, ends the update.
 * Gives what is still open; then nothing but the settled files was written.
 */
export function continueUpdate(
  root: string,
  pending: Pending,
  settle: Readonly<Record<MergeSide, readonly string[]>>,
): OpenConflict[] {
  const changes: FileChange[] = [];
  const settled = new Set<string>();
  for (const side of ['ours', 'theirs'] as const)
    for (const path of settle[side]) {
      const before = textAt(root, path);
      const file = requirePending(pending, path);
      settled.add(path);
      const text = before === undefined ? undefined : settleFile(file, before, side);
      if (before !== undefined && text !== undefined && text !== before) changes.push({ path, before, text });
    }
  const left = pending.conflicts.map((file) => (settled.has(file.path) ? { ...file, places: [] } : file));
  const open = openConflicts(root, { ...pending, conflicts: left.filter(({ path }) => !settled.has(path)) });
  const pendingText = textAt(root, PENDING_PATH) ?? null;
  if (open.length > 0) {
    // What was settled stays settled: it is no longer asked for.
    if (settled.size > 0)
      changes.push({ path: PENDING_PATH, before: pendingText, text: formatPending({ ...pending, conflicts: left }) });
    writeAll(root, STATE_FOLDER, changes);
    return open;
  }
  changes.push(...recordSettled(root, pending, changes), { path: PENDING_PATH, before: pendingText, text: null });
  writeAll(root, STATE_FOLDER, changes);
  return [];
}

/** Files that were edited since the update wrote them, other than those in conflict: an abort would take the edits away. */
export function editedSince(root: string, { undo, conflicts }: Pending): string[] {
  const expected = new Set(conflicts.map(({ path }) => path));
  return undo
    .filter(({ path, written }) => {
      const text = textAt(root, path);
      return !expected.has(path) && (text === undefined ? null : sha256(text)) !== written;
    })
    .map(({ path }) => path);
}

/** Puts every file back as it was before the update, byte for byte. Returns their number. */
export function abortUpdate(root: string, { undo }: Pending): number {
  const changes = undo.flatMap(({ path, before, mode }): FileChange[] => {
    const now = textAt(root, path) ?? null;
    return now === before ? [] : [{ path, before: now, text: before, mode }];
  });
  changes.push({ path: PENDING_PATH, before: textAt(root, PENDING_PATH) ?? null, text: null });
  writeAll(root, STATE_FOLDER, changes);
  return changes.length - 1;
}

function openIn(file: PendingFile, text: string): OpenConflict[] {
  const { path, style, places } = file;
  if (style === 'markers')
    return markerLines(text).map((line) => ({ path, line, what: 'a marker of the conflict is left' }));
  if (sha256(text) !== file.written) return [];
  return places.map((place) => ({ path, line: place.line, what: describePlace(place, style) }));
}

function settleFile(file: PendingFile, now: string, side: MergeSide): string {
  if (file.style === 'markers') return settleMarkers(now, side);
  if (side === 'ours') return now;
  if (sha256(now) !== file.written)
    throw new UserError(`"${file.path}" was edited since the update`, {
      help: 'it counts as settled; run "archwright update --continue" without naming it',
    });
  return likeIn(now, file.theirs.replaceAll('\r\n', '\n').replace(/^\uFEFF/, ''));
}

function requirePending(pending: Pending, path: string): PendingFile {
  const found = pending.conflicts.find((file) => file.path === path);
  if (found !== undefined) return found;
  const paths = pending.conflicts.map((file) => file.path);
  const near = didYouMean(path, paths);
  throw new UserError(`"${path}" is not in conflict`, {
    help: `${near === undefined ? '' : `did you mean "${near}"? `}in conflict: ${paths.join(', ')}`,
  });
}

/** The record with the settled files as merged. */
function recordSettled(root: string, pending: Pending, changes: readonly FileChange[]): FileChange[] {
  const manifest = readExisting(root, []).manifest;
  if (manifest === undefined) return [];
  const files = new Map(manifest.files);
  for (const { path } of pending.conflicts) {
    const record = files.get(path);
    const written = changes.find((change) => change.path === path)?.text ?? textAt(root, path);
    if (record === undefined || written === undefined) continue;
    const isGenerated = sameText(record.base, written);
    files.set(path, isGenerated ? recordFile(record.base) : recordFile(record.base, 'merged', written));
  }
  return formatManifest({ ...manifest, files }).flatMap(({ path, text }) => {
    const before = textAt(root, path) ?? null;
    return before === text ? [] : [{ path, before, text }];
  });
}
