import { parseYaml } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';
import { parseAnswer, parseThreshold } from './parse-value.ts';
import type { DecisionTree, Value } from './tree.ts';
import { throwProblems, YamlReader, type Spot } from './yaml-reader.ts';

/** Answers to one tree, and thresholds that the user set. */
export interface GivenAnswers {
  readonly answers: Map<string, Value | null>;
  readonly overrides: Map<string, number>;
  /** What an answer was inferred from, in words and by question. A person is asked to confirm it or to change it. */
  readonly from: Map<string, string>;
}

/** Answers by tree id; a tree that is there without answers is to be walked all the same. */
export type AnswerBook = Map<string, GivenAnswers>;

type Trees = ReadonlyMap<string, DecisionTree>;

/**
 * Reads an answers file: either `question: answer` for one tree, or a mapping for each tree's id. A threshold's name sets
 * the threshold. Throws UserError with file:line:column for every name or value that does not fit.
 */
export function readAnswers(file: string, text: string, trees: Trees, tree: string): AnswerBook {
  const book: AnswerBook = new Map();
  const yaml = parseYaml(file, text);
  if (yaml.value === null || yaml.value === undefined) return book;
  const reader = new YamlReader(yaml);
  for (const [name, spot] of reader.entries(reader.root, 'an answers file') ?? []) {
    const section = trees.get(name);
    if (section) {
      givenFor(book, name);
      const empty = spot.value === null;
      for (const [key, inner] of empty ? [] : (reader.entries(spot, `the answers to "${name}"`) ?? [])) {
        put(reader, book, section, key, inner);
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
 * is meant, or else the only tree that knows the name. Later settings win. Throws UserError.
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
    set(book, owner.tree, owner.key, setting.slice(split + 1).trim(), (message, help) => {
      throw new UserError(`--set ${setting}: ${message}`, help === undefined ? {} : { help });
    });
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

function set(book: AnswerBook, tree: DecisionTree, key: string, raw: unknown, report: Report): void {
  const given = givenFor(book, tree.id);
  const threshold = tree.thresholds.get(key);
  if (threshold) {
    const parsed = parseThreshold(threshold, raw);
    if ('value' in parsed) given.overrides.set(key, parsed.value);
    else report(parsed.wrong, parsed.help);
    return;
  }
  const input = tree.inputs.get(key);
  const { value, from } = withProvenance(raw);
  const parsed = input && parseAnswer(input, value);
  if (parsed && 'value' in parsed) {
    given.answers.set(key, parsed.value);
    if (from === null) given.from.delete(key);
    else given.from.set(key, from);
  } else if (parsed) report(parsed.wrong, parsed.help);
}

// `{ value: 12, from: 'authors of the last 90 days' }`, as an inferred answer is written.
function withProvenance(raw: unknown): { value: unknown; from: string | null } {
  if (typeof raw !== 'object' || raw === null || !('value' in raw)) return { value: raw, from: null };
  const from = 'from' in raw && typeof raw.from === 'string' ? raw.from.trim() : '';
  return { value: raw.value, from: from === '' ? null : from };
}

function ownerOf(name: string, trees: Trees, tree: string): { tree: DecisionTree; key: string } {
  const dot = name.indexOf('.');
  const named = dot > 0 ? trees.get(name.slice(0, dot)) : undefined;
  const key = named ? name.slice(dot + 1) : name;
  const candidates = named ? [named] : preferred(trees, tree);
  const owner = candidates.find((each) => knownNames(each).includes(key));
  if (owner) return { tree: owner, key };
  const near =
    didYouMean(key, candidates.flatMap(knownNames)) ?? didYouMean(name.slice(0, Math.max(dot, 0)), trees.keys());
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
  const found = book.get(tree) ?? { answers: new Map(), overrides: new Map(), from: new Map() };
  book.set(tree, found);
  return found;
}
