import { parseYaml } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { readInputs, readSources, readThresholds } from './read-inputs.ts';
import { readOptions } from './read-options.ts';
import { claimedNames, readRules, readScoreNames, readScores } from './read-rules.ts';
import type { Names } from './resolve.ts';
import type { DecisionTree, Option, Rule } from './tree.ts';
import { throwProblems, YamlReader, type Problem, type Spot } from './yaml-reader.ts';

const required = ['id', 'version', 'title', 'question', 'summary', 'context', 'inputs', 'rules', 'options', 'sources'];
const optional = ['thresholds', 'scores', 'gates', 'disagreement'];

/** A tree as far as it could be read, with everything that is wrong with its form. The tree is null when it cannot be walked. */
export interface TreeReading {
  readonly tree: DecisionTree | null;
  readonly problems: readonly Problem[];
}

/** Reads a decision tree that must be right. Throws UserError with file:line:column for every mistake. */
export function loadTree(file: string, text: string): DecisionTree {
  const { tree, problems } = readTree(file, text);
  throwProblems(problems, text);
  if (tree === null) throw new Error(`${file} could not be read, and no reason was given`);
  return tree;
}

/** Reads a decision tree and collects every mistake in its form. Throws UserError only when the text is no YAML. */
export function readTree(file: string, text: string): TreeReading {
  const reader = new YamlReader(parseYaml(file, text));
  const fields = reader.fields(reader.root, 'a decision tree', required, optional);
  if (!fields) return { tree: null, problems: reader.problems };
  const inputs = readInputs(reader, fields.get('inputs'));
  const thresholds = readThresholds(reader, fields.get('thresholds'));
  const broken = claimedNames(fields.get('inputs'), fields.get('thresholds'));
  const names: Names = { inputs, thresholds, broken, ...readScoreNames(reader, fields.get('scores')) };
  const scores = readScores(reader, fields.get('scores'), names);
  const tree: DecisionTree = {
    file,
    id: reader.name(fields.get('id'), 'the id of the tree', 'kebab') ?? '',
    version: reader.number(fields.get('version'), 'the version of the tree') ?? 0,
    title: reader.text(fields.get('title'), 'the title of the tree') ?? '',
    question: reader.text(fields.get('question'), 'the question of the tree') ?? '',
    summary: reader.text(fields.get('summary'), 'the summary of the tree') ?? '',
    context: reader.texts(fields.get('context'), '"context"'),
    inputs,
    thresholds,
    scores,
    forces: new Map([...scores.values()].flatMap((score) => score.forces.map((force) => [force.id, force]))),
    gates: readRules(reader, fields.get('gates'), 'gate', names),
    rules: readRules(reader, fields.get('rules'), 'rule', names),
    options: readOptions(reader, fields.get('options'), names),
    sources: readSources(reader, fields.get('sources')),
    disagreement: reader.texts(fields.get('disagreement'), '"disagreement"'),
    presets: new Map(),
    overlays: [],
  };
  uniqueNames(reader, tree);
  danglingOptions(reader, tree);
  return { tree: reader.problems.length === 0 ? tree : null, problems: inOrder(reader.problems) };
}

function uniqueNames(reader: YamlReader, tree: DecisionTree): void {
  const owners = new Map<string, string>();
  const groups = { input: tree.inputs, threshold: tree.thresholds, score: tree.scores, force: tree.forces };
  for (const [group, members] of Object.entries(groups)) {
    for (const id of members.keys()) {
      const owner = owners.get(id);
      if (owner) reader.report(root, `"${id}" names both an ${owner} and a ${group}`, 'give one of them another name');
      owners.set(id, group);
    }
  }
}

const root: Spot = { path: [], value: undefined };

function danglingOptions(reader: YamlReader, tree: DecisionTree): void {
  for (const rule of [...tree.gates, ...tree.rules]) {
    if (tree.options.has(rule.then)) continue;
    const near = didYouMean(rule.then, tree.options.keys());
    const help = near ? `did you mean "${near}"?` : `options are: ${[...tree.options.keys()].join(', ')}`;
    const { line = 1, column = 1 } = rule.at;
    reader.problems.push({
      message: `${rule.kind} "${rule.id}" leads to "${rule.then}", which is no option`,
      at: { file: tree.file, line, column },
      help,
    });
  }
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
}

/** The option with an id that a rule names. */
export function optionOf(tree: DecisionTree, rule: Pick<Rule, 'then'>): Option {
  const option = tree.options.get(rule.then);
  if (option === undefined) throw new Error(`the tree "${tree.id}" has no option "${rule.then}"`);
  return option;
}
