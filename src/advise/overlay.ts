import { createHash } from 'node:crypto';
import { parseYaml } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { loadTree } from './load-tree.ts';
import { parseThreshold } from './parse-value.ts';
import { readInputs, readSources } from './read-inputs.ts';
import { readRules } from './read-rules.ts';
import type { Names } from './resolve.ts';
import type { DecisionTree, Option, Overlay, Preset, Rule } from './tree.ts';
import { throwProblems, YamlReader, type Fields, type Spot } from './yaml-reader.ts';

type Trees = ReadonlyMap<string, DecisionTree>;

const parts = ['thresholds', 'inputs', 'gates', 'rules', 'options', 'sources'];
const lists = ['pros', 'neutral', 'cons', 'checks', 'confirm'] as const;

/**
 * The trees as a file of the organization changes them. The file is a whole tree, which takes the place of the one with its id,
 * or a mapping of trees to what is set (`thresholds`) and added (`inputs`, `gates`, `rules`, `sources`, texts of `options`).
 * Gates and rules of an overlay are tried before the tree's own. Throws UserError with file:line:column for every mistake.
 */
export function applyOverlay(file: string, text: string, trees: Trees): Map<string, DecisionTree> {
  const changed = new Map(trees);
  const reader = new YamlReader(parseYaml(file, text));
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const entries = reader.entries(reader.root, 'an overlay') ?? new Map<string, Spot>();
  if (entries.has('id') && entries.has('rules')) {
    const tree = loadTree(file, text);
    const change = trees.has(tree.id) ? 'takes the place of the tree of this id' : 'is the tree';
    return changed.set(tree.id, { ...tree, overlays: [{ file, digest, changes: [change] }] });
  }
  for (const [id, spot] of entries) {
    const tree = changed.get(id);
    if (tree) changed.set(id, overlaid(reader, tree, spot, { file, digest }));
    else reportUnknown(reader, spot, `there is no decision tree "${id}"`, id, trees.keys());
  }
  throwProblems(reader.problems, text);
  return changed;
}

/** Reads thresholds that are set for a tree: a mapping of names to values. `from` says who set them. */
export function readPresets(reader: YamlReader, tree: DecisionTree, spot: Spot, from: string): Map<string, Preset> {
  const presets = new Map<string, Preset>();
  for (const [id, value] of reader.entries(spot, `the thresholds of "${tree.id}"`) ?? []) {
    const threshold = tree.thresholds.get(id);
    const parsed = threshold && parseThreshold(threshold, value.value);
    if (parsed === undefined)
      reportUnknown(reader, value, `"${tree.id}" has no threshold "${id}"`, id, tree.thresholds.keys());
    else if ('wrong' in parsed) reader.report(value, parsed.wrong, parsed.help);
    else presets.set(id, { value: parsed.value, from });
  }
  return presets;
}

function overlaid(
  reader: YamlReader,
  tree: DecisionTree,
  spot: Spot,
  source: Pick<Overlay, 'file' | 'digest'>,
): DecisionTree {
  const fields = reader.fields(spot, `the overlay of "${tree.id}"`, [], parts);
  if (!fields) return tree;
  const added = readInputs(reader, fields.get('inputs'));
  for (const input of added.values()) {
    if (isTaken(tree, input.id)) {
      const { line = 1, column = 1 } = input.at;
      reader.problems.push({
        message: `"${tree.id}" has the name "${input.id}" already`,
        at: { file: source.file, line, column },
      });
    }
  }
  const inputs = new Map([...tree.inputs, ...added]);
  const names: Names = {
    inputs,
    thresholds: tree.thresholds,
    forces: tree.forces,
    scores: tree.scores,
    broken: new Set(),
  };
  const gates = readRules(reader, fields.get('gates'), 'gate', names);
  const rules = readRules(reader, fields.get('rules'), 'rule', names);
  checkRules(reader, tree, [...gates, ...rules]);
  const presets = fields.get('thresholds');
  const sources = readSources(reader, fields.get('sources'));
  const { options, changes } = addTexts(reader, tree, fields);
  const ruled = [...gates, ...rules].map((rule) => `${rule.kind} "${rule.id}" is tried first`);
  const asked = [...added.keys()].map((id) => `question "${id}" is added`);
  return {
    ...tree,
    inputs,
    options,
    gates: [...gates, ...tree.gates],
    rules: [...rules, ...tree.rules],
    sources: new Map([...tree.sources, ...sources]),
    presets: presets ? new Map([...tree.presets, ...readPresets(reader, tree, presets, source.file)]) : tree.presets,
    overlays: [...tree.overlays, { ...source, changes: [...asked, ...ruled, ...changes] }],
  };
}

function isTaken({ inputs, thresholds, forces, scores }: DecisionTree, id: string): boolean {
  return [inputs, thresholds, forces, scores].some((members) => members.has(id));
}

function checkRules(reader: YamlReader, tree: DecisionTree, rules: readonly Rule[]): void {
  const own = new Set([...tree.gates, ...tree.rules].map(({ id }) => id));
  for (const rule of rules) {
    const at = { file: reader.yaml.file, line: rule.at.line ?? 1, column: rule.at.column ?? 1 };
    if (own.has(rule.id)) reader.problems.push({ message: `"${tree.id}" has a rule "${rule.id}" already`, at });
    if (tree.options.has(rule.then)) continue;
    const near = didYouMean(rule.then, tree.options.keys());
    const help = near ? `did you mean "${near}"?` : `options are: ${[...tree.options.keys()].join(', ')}`;
    reader.problems.push({
      message: `${rule.kind} "${rule.id}" leads to "${rule.then}", which is no option`,
      at,
      help,
    });
  }
}

function addTexts(
  reader: YamlReader,
  tree: DecisionTree,
  fields: Fields,
): { options: Map<string, Option>; changes: string[] } {
  const options = new Map(tree.options);
  const changes: string[] = [];
  const spot = fields.get('options');
  for (const [id, each] of spot ? (reader.entries(spot, '"options"') ?? []) : []) {
    const option = options.get(id);
    if (option === undefined) {
      reportUnknown(reader, each, `"${tree.id}" has no option "${id}"`, id, options.keys());
      continue;
    }
    const texts = reader.fields(each, `what is added to "${id}"`, [], lists);
    const more = (name: (typeof lists)[number]): string[] => reader.texts(texts?.get(name), `"${name}" of "${id}"`);
    const found = Object.fromEntries(lists.map((name) => [name, [...option[name], ...more(name)]]));
    options.set(id, { ...option, ...found });
    const named = lists.filter((name) => texts?.get(name) !== undefined);
    if (named.length > 0) changes.push(`${named.join(' and ')} of "${option.title}" are added`);
  }
  return { options, changes };
}

function reportUnknown(reader: YamlReader, spot: Spot, message: string, word: string, known: Iterable<string>): void {
  const words = [...known];
  const near = didYouMean(word, words);
  reader.report(spot, message, near ? `did you mean "${near}"?` : `there are: ${words.join(', ')}`, true);
}
