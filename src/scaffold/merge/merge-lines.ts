import { diffIndices } from 'node-diff3';
import type { Merge, MergeSide } from './merge.ts';
import { lineKey, squeeze } from './squeeze.ts';

const OPEN = '<<<<<<< yours';
const BEFORE = '||||||| generated before';
const BETWEEN = '=======';
const CLOSE = '>>>>>>> generated';

/** How to merge lines: `code` forgives what a formatter does; `side` settles conflicts instead of marking them. */
interface LineOptions {
  readonly code: boolean;
  readonly side: MergeSide | undefined;
}

/** Merges the changes from `base` to `mine` (a person's) with those from `base` to `theirs` (the template's), line by line. */
export function mergeLines(mine: string, base: string, theirs: string, options: LineOptions): Merge {
  const sides: Sides = { a: lines(mine), o: lines(base), b: lines(theirs) };
  let pieces = mergePieces(sides, (line) => line, options);
  // Only where lines are in each other's way: a person may have reformatted the file, which is no edit worth a conflict.
  if (options.code && pieces.some(isConflict)) {
    const forgiving = mergePieces(sides, lineKey, options);
    if (forgiving.filter(isConflict).length <= pieces.filter(isConflict).length) pieces = forgiving;
  }
  return written(pieces, lineEnd(mine), options.side);
}

/** The 1-based lines of a text that hold a marker which `mergeLines` wrote. */
export function markerLines(text: string): number[] {
  return lines(text).flatMap((line, index) => (line === OPEN || line === CLOSE || line === BEFORE ? [index + 1] : []));
}

/** A text with the conflicts between markers settled for one side. */
export function settleMarkers(text: string, side: MergeSide): string {
  const out: string[] = [];
  let part: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  for (const line of lines(text)) {
    if (part === 'both' && line === OPEN) part = 'ours';
    else if (part === 'ours' && line === BEFORE) part = 'base';
    else if (part === 'base' && line === BETWEEN) part = 'theirs';
    else if (part === 'theirs' && line === CLOSE) part = 'both';
    else if (part === 'both' || part === side) out.push(line);
  }
  return out.join(lineEnd(text));
}

interface Sides {
  readonly a: readonly string[];
  readonly o: readonly string[];
  readonly b: readonly string[];
}

interface Conflict {
  readonly a: readonly string[];
  readonly o: readonly string[];
  readonly b: readonly string[];
  /** 0-based line of `mine` where it begins. */
  readonly at: number;
}

type Piece = readonly string[] | Conflict;

function isConflict(piece: Piece): piece is Conflict {
  return 'at' in piece && typeof piece.at === 'number';
}

interface Hunk {
  readonly side: 'a' | 'b';
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** Lines that stay or that one side changed, and conflicts, in order. Changes to neighboring lines are not in each other's way; two insertions at one place are. */
function mergePieces(sides: Sides, key: (line: string) => string, { code }: LineOptions): Piece[] {
  const { a, o, b } = sides;
  const pieces: Piece[] = [];
  let at = 0;
  // How far a line of base stands from its place in `a` and in `b`.
  const shift = { a: 0, b: 0 };
  const keepUntil = (end: number): void => {
    for (; at < end; at++) {
      const [mine = '', before = '', theirs = ''] = [a[at + shift.a], o[at], b[at + shift.b]];
      pieces.push([mine === before ? theirs : mine]);
    }
  };
  for (const group of groups(hunksOf(sides, key))) {
    const start = Math.min(...group.map((hunk) => hunk.start));
    const end = Math.max(...group.map((hunk) => hunk.end));
    keepUntil(start);
    const moved = { ...shift };
    for (const { side, start: from, end: to, from: newFrom, to: newTo } of group)
      moved[side] += newTo - newFrom - (to - from);
    const part = (side: 'a' | 'b'): readonly string[] => sides[side].slice(start + shift[side], end + moved[side]);
    const [mine, before, theirs] = [part('a'), o.slice(start, end), part('b')];
    const changed = new Set(group.map(({ side }) => side));
    if (!changed.has('b')) pieces.push(mine);
    else if (!changed.has('a')) pieces.push(theirs);
    else pieces.push(settle(mine, before, theirs, code) ?? { a: mine, o: before, b: theirs, at: start + shift.a });
    Object.assign(shift, moved);
    at = end;
  }
  keepUntil(o.length);
  return pieces;
}

function hunksOf({ a, o, b }: Sides, key: (line: string) => string): Hunk[] {
  const base = o.map(key);
  const hunks = (side: 'a' | 'b', changed: readonly string[]): Hunk[] =>
    diffIndices(base, changed.map(key)).map(({ buffer1: [start, length], buffer2: [from, count] }) => ({
      side,
      start,
      end: start + length,
      from,
      to: from + count,
    }));
  return [...hunks('a', a), ...hunks('b', b)].sort((x, y) => x.start - y.start || x.end - y.end);
}

function groups(hunks: readonly Hunk[]): Hunk[][] {
  const found: Hunk[][] = [];
  for (const hunk of hunks) {
    const group = found.at(-1);
    const touches = group?.some(
      (other) =>
        hunk.start < other.end ||
        (hunk.start === other.end &&
          (hunk.start === hunk.end || other.start === other.end) &&
          hunk.side !== other.side),
    );
    if (group !== undefined && touches) group.push(hunk);
    else found.push([hunk]);
  }
  return found;
}

/** The lines that both sides can mean, where that is certain: the same change, a change of form alone, imports. */
function settle(
  mine: readonly string[],
  base: readonly string[],
  theirs: readonly string[],
  code: boolean,
): readonly string[] | undefined {
  if (mine.join('\n') === theirs.join('\n')) return mine;
  if (!code) return undefined;
  const [a, o, b] = [squeeze(mine), squeeze(base), squeeze(theirs)];
  if (a === b || o === b) return mine;
  if (a === o) return theirs;
  const isImport = (line: string): boolean => /^import\b.*\bfrom\s+['"][^'"]+['"];?$/.test(line) || line === '';
  if (base.length > 0 || ![...mine, ...theirs].every(isImport)) return undefined;
  return [...mine, ...theirs.filter((line) => !mine.includes(line))];
}

function written(pieces: readonly Piece[], end: string, side: MergeSide | undefined): Merge {
  const out: string[] = [];
  const conflicts: Merge['conflicts'][number][] = [];
  for (const piece of pieces) {
    if (!isConflict(piece)) out.push(...piece);
    else if (side !== undefined) out.push(...(side === 'ours' ? piece.a : piece.b));
    else {
      conflicts.push({ line: out.length + 1, before: piece.at + 1 });
      out.push(OPEN, ...piece.a, BEFORE, ...piece.o, BETWEEN, ...piece.b, CLOSE);
    }
  }
  return { text: out.join(end), conflicts, style: 'markers' };
}

function lines(text: string): string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}

/** The line end that most lines have. */
function lineEnd(text: string): string {
  const crlf = text.split('\r\n').length - 1;
  return crlf * 2 > text.split('\n').length - 1 ? '\r\n' : '\n';
}
