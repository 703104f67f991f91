// Holds a tree after an update against the tree before it, the edits, and what the templates gave before and after.
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { diffArrays } from 'diff';
import { parse } from 'jsonc-parser';
import { parseDocument } from 'yaml';

/** Every file below a folder: path → bytes and permissions, a link as what it points to. */
export function snapshot(root, folder = root, files = new Map()) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) snapshot(root, file, files);
    else if (entry.isSymbolicLink()) files.set(relative(root, file), `link ${readlinkSync(file)}`);
    else
      files.set(relative(root, file), `${(lstatSync(file).mode & 0o777).toString(8)} ${readFileSync(file, 'latin1')}`);
  }
  return files;
}

/** What an update did wrong, and how often both sides were in each other's way. */
export function judgeUpdate({ root, old, output, base, plan, edits, tampered }) {
  const now = snapshot(root);
  const content = (files) =>
    [...files].filter(([file]) => !file.startsWith('.archwright/')).map(([file, bytes]) => [file, decoded(bytes)]);
  const everything = content(now);
  const all = new Set(everything.flatMap(([, text]) => lines(text).map((line) => line.trim())));
  const joined = everything.map(([, text]) => text).join('\n');
  const before = new Set(content(old).flatMap(([, text]) => lines(text).map((line) => line.trim())));
  const oldJoined = content(old)
    .map(([, text]) => text)
    .join('\n');
  const result = {
    lost: [],
    unread: [],
    templateLost: [],
    returned: [],
    contested: 0,
    conflicts: 0,
    apart: 0,
    apartConflicts: 0,
    apartConflictsOf: [],
    lines: 0,
  };
  for (const edit of edits) {
    // A later edit of the same person may have taken it away again.
    const wrote = edit.wrote.map((line) => line.trim()).filter((line) => before.has(line));
    const holds = (edit.holds ?? []).filter((text) => oldJoined.includes(text));
    result.lines += wrote.length + holds.length;
    for (const line of wrote)
      if (!all.has(line) && !squeezed(joined).includes(squeezed(line)))
        result.lost.push(`${edit.name} in ${edit.path}: ${line}`);
    for (const text of holds) if (!joined.includes(text)) result.lost.push(`${edit.name} in ${edit.path}: ${text}`);
  }
  const conflicts = new Set(plan.operations.filter(({ kind }) => kind === 'conflict').map(({ path }) => path));
  // Without a record nobody can tell what the template changed.
  if (tampered === undefined)
    for (const [file, theirs] of output)
      judgeFile({
        file,
        theirs,
        mine: textOf(old, file),
        was: base.get(file),
        is: textOf(now, file),
        conflict: conflicts.has(file),
        edits,
        result,
      });
  return result;
}

function judgeFile({ file, theirs, mine, was, is, conflict, edits, result }) {
  if (is !== undefined && mine !== undefined && readable(file, mine) && !readable(file, is)) result.unread.push(file);
  if (mine === undefined || was === undefined || is === undefined) return;
  const [a, o, b] = [mine, was, theirs].map(lines);
  if (a.join('\n') === o.join('\n') || b.join('\n') === o.join('\n')) return;
  result.contested++;
  if (conflict) result.conflicts++;
  const apart = !touching(ranges(o, a), ranges(o, b));
  if (apart) {
    result.apart++;
    if (conflict) {
      result.apartConflicts++;
      result.apartConflictsOf.push(file);
    }
  }
  if (conflict) return;
  const of = edits.filter((edit) => edit.path === file);
  const after = lines(is).map((line) => line.trim());
  for (const { removed } of of)
    if (removed !== undefined && !a.includes(removed) && b.includes(removed) && after.includes(removed.trim()))
      result.returned.push(`${file}: ${removed}`);
  if (!apart || of.some((edit) => edit.reformatted) || /json$|ya?ml$/.test(file)) return;
  for (const line of b)
    if (line.trim() !== '' && !o.includes(line) && !after.includes(line.trim()))
      result.templateLost.push(`${file}: ${line}`);
}

function textOf(files, file) {
  const found = files.get(file);
  return found === undefined || found.startsWith('link ') ? undefined : decoded(found.slice(found.indexOf(' ') + 1));
}

// Snapshots hold bytes, one to a letter.
function decoded(bytes) {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function lines(text) {
  return text.replaceAll('\r\n', '\n').split('\n');
}

/** The stretches of `from` that became something else, as pairs of first line and line behind the last. */
function ranges(from, to) {
  const found = [];
  let at = 0;
  for (const { added, removed, count } of diffArrays(from, to)) {
    if (removed) found.push([at, at + count]);
    else if (added && found.at(-1)?.[1] !== at) found.push([at, at]);
    if (!added) at += count;
  }
  return found;
}

function touching(a, b) {
  return a.some(([start, end]) => b.some(([from, to]) => start <= to && from <= end));
}

function squeezed(text) {
  return text.replace(/[\s;,'"]/g, '');
}

function readable(file, text) {
  if (file.endsWith('.json')) {
    const errors = [];
    parse(text, errors, { allowTrailingComma: true });
    return errors.length === 0;
  }
  return !/\.ya?ml$/.test(file) || parseDocument(text).errors.length === 0;
}
