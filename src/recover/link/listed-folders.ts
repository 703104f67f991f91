import { posix } from 'node:path';
import type { Expr } from '../facts/file-facts.ts';
import { WORKING_FOLDER } from './computed-modules.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import { partsOf } from './texts.ts';
import type { Lib, Value } from './values.ts';

type List = Extract<Expr, { k: 'arr' }>;

const MOST_NAMES = 300;

const known = new WeakMap<Program, Map<string, List>>();

/** What `readdirSync(folder)` gives: the names of the source files and folders in it; undefined for any other function. */
export function listedFolder(
  evaluator: Evaluator,
  lib: Lib,
  path: readonly Value[],
  file: string,
): Value[] | undefined {
  if (!/^fs(?:\/promises|-extra)?$/.test(lib.pkg) || !/(?:^|\.)readdir(?:Sync)?$/.test(lib.path)) return undefined;
  for (const folder of foldersOf(evaluator, path, file)) {
    const list = listOf(evaluator.program, folder);
    if (list.items.length > 0) return [{ t: 'arr', file, expr: list, frame: undefined }];
  }
  return undefined;
}

// A relative path is seen from the working folder, which is the package's; where nothing is there, the file's own was meant.
function foldersOf(evaluator: Evaluator, paths: readonly Value[], file: string): readonly string[] {
  const [path, ...more] = paths;
  const [start, ...rest] = path && more.length === 0 ? partsOf(path) : [];
  if (!start || rest.some((part) => part.p !== 'text')) return [];
  const tail = rest.map((part) => (part.p === 'text' ? part.s : '')).join('');
  const [home, here] = [evaluator.program.packageOf(file), posix.dirname(file)];
  if (start.p === 'text')
    return /^[\w.@-]/.test(start.s) ? [home, here].map((dir) => posix.join(dir, start.s, tail)) : [];
  if (start.p !== 'hole') return [];
  return start.name === '__dirname'
    ? [posix.join(here, tail)]
    : start.name === WORKING_FOLDER
      ? [posix.join(home, tail)]
      : [];
}

// The same list each time, so that what is known of it is remembered.
function listOf(program: Program, folder: string): List {
  const lists = known.get(program) ?? new Map<string, List>();
  known.set(program, lists);
  const dir = folder.replace(/\/$/, '');
  const before = lists.get(dir);
  if (before) return before;
  const start = dir === '.' ? '' : `${dir}/`;
  const names = new Set<string>();
  for (const file of program.files.keys())
    if (file.startsWith(start)) names.add(file.slice(start.length).split('/')[0] ?? '');
  const at = { line: 1, column: 1 };
  const items = [...names].slice(0, MOST_NAMES).map((v): Expr => ({ k: 'str', v, at }));
  const list: List = { k: 'arr', items, at: { line: 0, column: lists.size } };
  lists.set(dir, list);
  return list;
}
