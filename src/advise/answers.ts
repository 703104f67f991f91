import { parseYaml } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';
import { parseAnswer, parseThreshold, type Parsed } from './parse-value.ts';
import type { DecisionTree, Value } from './tree.ts';
import { throwProblems, YamlReader, type Spot } from './yaml-reader.ts';

/** Answers to one tree, and thresholds that the user set. */
export interface GivenAnswers {
  readonly answers: Map<string, Value | null>;
  readonly overrides: Map<string, number>;
  /** What an answer was inferred from, or who set a threshold, in words and by name. A person is asked to confirm an inferred answer or to change it. */
  readonly from: Map<string, string>;
  /** What somebody said instead of the values of an enum, by question. The answer itself counts as unknown. */
  readonly notes: Map<string, string>;
}

/** Answers by tree id; a tree that is there without answers is to be walked all the same. */
export type AnswerBook = Map<string, GivenAnswers>;

/** The part of an answers file for questions that are shared between trees, and the part that is no answer but the way an interview went. */
export const reservedSections = { shared: 'shared', session: 'session' } as const;

type Trees = ReadonlyMap<string, DecisionTree>;

/**
 * Reads an answers file: either `question: answer` for one tree, or a mapping for each tree's id, and `shared` for questions
 * that trees share. A threshold's name sets the threshold; `other: text` answers an enum with none of its values. Throws UserError with file:line:column for every name or value that does not fit.
 */
export function readAnswers(file: string, text: string, trees: Trees, tree: string): AnswerBook {
  const book: AnswerBook = new Map();
  const yaml = parseYaml(file, text);
  if (yaml.value === null || yaml.value === undefined) return book;
  const reader = new YamlReader(yaml);
  for (const [name, spot] of reader.entries(reader.root, 'an answers file') ?? []) {
    const section = trees.get(name);
    if (name === reservedSections.session) continue;
    if (section || name === reservedSections.shared) {
      givenFor(book, name);
      const empty = spot.value === null;
      for (const [key, inner] of empty ? [] : (reader.entries(spot, `the answers to "${name}"`) ?? [])) {
        if (section) put(reader, book, section, key, inner);
        else putShared(reader, book, trees, key, inner);
      }
      continue;
    }
    const single = trees.get(tree);
    if (single) put(reader, book, single, name, spot, trees);
  }
  throwProblems(reader.problems, text);
  return book;
}

/**
 * Adds `question=answer` settings, each optionally with its tree in front (`communication.reactors=3`). Without one, `tree`
 * is meant, or else the first tree that knows the name; a question that trees share is answered for all of them. Later settings win. Throws UserError.
 */
export function applySettings(book: AnswerBook, settings: readonly string[], trees: Trees, tree: string): void {
  for (const setting of settings) {
    const split = setting.indexOf('=');
    if (split < 1) {
      throw new UserError(`--set ${setting}: there is no "="`, {
        help: 'write it as question=answer: --set engineers=40',
      });
    }
    const name = setting.slice(0, split).trim();
    const owner = ownerOf(name, trees, tree);
    const report: Report = (message, help) => {
      throw new UserError(`--set ${setting}: ${message}`, help === undefined ? {} : { help });
    };
    if (owner.shared) forgetOwn(book, owner.key, trees);
    set(book, owner.tree, owner.key, setting.slice(split + 1).trim(), report, owner.shared);
  }
}

// What is set for all trees wins over what a file says for one of them.
function forgetOwn(book: AnswerBook, key: string, trees: Trees): void {
  for (const [id, given] of book) {
    if (trees.get(id)?.inputs.get(key)?.shared !== true) continue;
    for (const map of [given.answers, given.from, given.notes]) map.delete(key);
  }
}

type Report = (message: string, help?: string) => void;

function put(reader: YamlReader, book: AnswerBook, tree: DecisionTree, key: string, spot: Spot, trees?: Trees): void {
  const known = knownNames(tree);
  if (known.includes(key)) {
    set(book, tree, key, spot.value, (message, help) => reader.report(spot, message, help));
    return;
  }
  const near = didYouMean(key, [...known, ...(trees?.keys() ?? [])]);
  const what = trees
    ? `"${key}" is neither a tree nor a question of "${tree.id}"`
    : `"${tree.id}" has no question "${key}"`;
  reader.report(spot, what, near ? `did you mean "${near}"?` : `"archwright trees show ${tree.id}" lists them`, true);
}

function putShared(reader: YamlReader, book: AnswerBook, trees: Trees, key: string, spot: Spot): void {
  const owner = [...trees.values()].find((tree) => tree.inputs.get(key)?.shared === true);
  if (owner) return set(book, owner, key, spot.value, (message, help) => reader.report(spot, message, help), true);
  const shared = [...trees.values()].flatMap((tree) => [...tree.inputs.values()].filter((input) => input.shared));
  const near = didYouMean(
    key,
    shared.map(({ id }) => id),
  );
  reader.report(
    spot,
    `no trees share a question "${key}"`,
    near ? `did you mean "${near}"?` : 'name it under its tree',
    true,
  );
}

function set(book: AnswerBook, tree: DecisionTree, key: string, raw: unknown, report: Report, shared = false): void {
  const given = givenFor(book, shared ? reservedSections.shared : tree.id);
  const threshold = tree.thresholds.get(key);
  const input = tree.inputs.get(key);
  const { value, from } = withProvenance(raw);
  const note = input?.type === 'enum' ? otherIn(value) : null;
  const parsed: Parsed | undefined = threshold
    ? parseThreshold(threshold, value)
    : input && parseAnswer(input, note === null ? value : null);
  if (parsed === undefined) return;
  if ('wrong' in parsed) return report(parsed.wrong, parsed.help);
  if (!threshold) given.answers.set(key, parsed.value);
  else if (typeof parsed.value === 'number') given.overrides.set(key, parsed.value);
  setOrDelete(given.from, key, from);
  setOrDelete(given.notes, key, note);
}

function setOrDelete(map: Map<string, string>, key: string, value: string | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}

// `{ value: 12, from: 'authors of the last 90 days' }`, as an inferred answer is written.
function withProvenance(raw: unknown): { value: unknown; from: string | null } {
  if (typeof raw !== 'object' || raw === null || !('value' in raw)) return { value: raw, from: null };
  const from = 'from' in raw && typeof raw.from === 'string' ? raw.from.trim() : '';
  return { value: raw.value, from: from === '' ? null : from };
}

/** What somebody said instead of one of the values (`other: a mix of both`), or null. */
function otherIn(raw: unknown): string | null {
  const found = typeof raw === 'string' ? /^\s*other\s*:\s*(\S[\s\S]*)$/i.exec(raw) : null;
  return found?.[1]?.trim().replaceAll(/\s+/g, ' ') ?? null;
}

interface Owner {
  readonly tree: DecisionTree;
  readonly key: string;
  /** Whether the setting holds for every tree that shares the question. */
  readonly shared: boolean;
}

function ownerOf(name: string, trees: Trees, tree: string): Owner {
  const dot = name.indexOf('.');
  const section = name.slice(0, Math.max(dot, 0));
  const named = dot > 0 ? trees.get(section) : undefined;
  const forAll = section === reservedSections.shared;
  const key = named || forAll ? name.slice(dot + 1) : name;
  const candidates = named ? [named] : preferred(trees, tree);
  const owner = candidates.find((each) => knownNames(each).includes(key));
  const shared = owner?.inputs.get(key)?.shared === true;
  if (owner && (shared || !forAll)) return { tree: owner, key, shared: shared && !named };
  const near = didYouMean(key, candidates.flatMap(knownNames)) ?? didYouMean(section, trees.keys());
  const help = near ? `did you mean "${near}"?` : `"archwright trees show ${named?.id ?? tree}" lists the questions`;
  throw new UserError(`--set: there is no question "${name}"`, { help });
}

function preferred(trees: Trees, tree: string): DecisionTree[] {
  const first = trees.get(tree);
  return [...(first ? [first] : []), ...trees.values()];
}

function knownNames(tree: DecisionTree): string[] {
  return [...tree.inputs.keys(), ...tree.thresholds.keys()];
}

/** The answers to a tree, made empty when there are none yet. */
export function givenFor(book: AnswerBook, tree: string): GivenAnswers {
  const found = book.get(tree) ?? { answers: new Map(), overrides: new Map(), from: new Map(), notes: new Map() };
  book.set(tree, found);
  return found;
}
