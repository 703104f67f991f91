import type { Evidence } from '../../model/system.ts';
import { roleOf } from '../../recover/inventory/role.ts';
import type { PackageJson } from '../../recover/manifests/package-json.ts';
import { isFrontEnd } from '../seams/find-modules.ts';
import {
  cloudMarks,
  contractMarks,
  deploymentMarks,
  infrastructureMarks,
  pipelineMarks,
  platformMarks,
  telemetryMarks,
  type Mark,
} from './marks.ts';

/** Where each sign was seen, by its word; words that were not seen are missing. */
export type Marks = ReadonlyMap<string, readonly Evidence[]>;

const groups = {
  deployment: deploymentMarks,
  pipeline: pipelineMarks,
  infrastructure: infrastructureMarks,
  cloud: cloudMarks,
  telemetry: telemetryMarks,
  contract: contractMarks,
  platform: platformMarks,
} as const;

// Tests, examples and copies of foreign code say nothing about how the system itself is built.
const ASIDE = /(?:^|\/)(?:examples?|samples?|demos?|docs?|documentation|www|website)\//i;
const ENOUGH = 5;
// A manifest written by hand is shorter; larger files are data.
const LONGEST = 400_000;

/** Looks for every sign in the files of a repository; each file is read once at most. Sorted by file. */
export function findMarks(
  files: readonly string[],
  packages: readonly PackageJson[],
  read: (file: string) => string | null,
): Marks {
  const found = new Map<string, Evidence[]>();
  const all = Object.values(groups).flat();
  const note = (word: string, evidence: Evidence): void => {
    const places = found.get(word) ?? [];
    if (places.length < ENOUGH) found.set(word, [...places, evidence]);
  };
  for (const file of files) {
    if (ASIDE.test(file) || /^(?:test|vendored|generated|seed)$/.test(roleOf(file))) continue;
    for (const { word, path } of all) if (path?.test(file)) note(word, { file, line: 1, column: 1 });
    const asked = all.filter((mark) => mark.in?.test(file) === true && (found.get(mark.word)?.length ?? 0) < ENOUGH);
    const text = asked.length > 0 ? read(file) : null;
    if (text === null || text.length > LONGEST) continue;
    for (const mark of asked) noteText(mark, file, text, note);
  }
  for (const one of packages) {
    if (ASIDE.test(one.file) || /^(?:test|vendored|generated)$/.test(roleOf(one.file)) || isFrontEnd(one)) continue;
    for (const mark of all) noteDependency(mark, one, read, note);
  }
  return found;
}

type Note = (word: string, evidence: Evidence) => void;

function noteText({ word, text: pattern }: Mark, file: string, text: string, note: Note): void {
  const match = pattern?.exec(text);
  if (!match) return;
  const before = text.slice(0, match.index + match[0].search(/\S/));
  const line = before.split('\n').length;
  note(word, { file, line, column: before.length - before.lastIndexOf('\n'), note: match[0].trim() });
}

function noteDependency(
  { word, dependency }: Mark,
  { file, dependencies }: PackageJson,
  read: (file: string) => string | null,
  note: Note,
): void {
  const name = dependency && [...dependencies.keys()].find((one) => dependency.test(one));
  if (name === undefined) return;
  const lines = (read(file) ?? '').split('\n');
  const at = lines.findIndex((line) => line.includes(`"${name}"`));
  note(word, { file, line: at + 1, column: (lines[at] ?? '').indexOf('"') + 1, note: `depends on ${name}` });
}

/** The words of a group that were seen, in the order of the group. */
export function seen(marks: Marks, group: keyof typeof groups, only?: readonly string[]): readonly string[] {
  const words = [...new Set(groups[group].map(({ word }) => word))];
  return words.filter((word) => marks.has(word) && only?.includes(word) !== false);
}

/** The places of some words. */
export function placesOf(marks: Marks, words: readonly string[]): readonly Evidence[] {
  return words.flatMap((word) => (marks.get(word) ?? []).slice(0, 2));
}
