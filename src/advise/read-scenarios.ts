import { parseYaml } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { parseAnswer, parseThreshold } from './parse-value.ts';
import type { DecisionTree, Overrides, Value } from './tree.ts';
import { throwProblems, YamlReader, type Problem, type Spot } from './yaml-reader.ts';

/** Answers to a tree as a scenario gives them; a threshold's name sets the threshold. */
export interface ScenarioAnswers {
  readonly answers: ReadonlyMap<string, Value | null>;
  readonly overrides: Overrides;
}

/** What a scenario expects of a tree. */
export interface Expected {
  /** Id of the option. */
  readonly option: string;
  /** Id of the gate or rule that decides, or `weights`; null when any may. */
  readonly decided: string | null;
}

/** A situation with the recommendation that it must lead to. */
export interface Scenario extends ScenarioAnswers, Expected {
  readonly name: string;
  /** Where the situation is from; null when nobody says. */
  readonly source: string | null;
  /** Other answers to some of the questions, and what they must lead to. */
  readonly flips: readonly (ScenarioAnswers & Expected & { readonly changed: string; readonly at: Problem['at'] })[];
  readonly at: Problem['at'];
}

/** Reads a file of scenarios for one tree. Throws UserError with file:line:column for everything that does not fit the tree. */
export function readScenarios(file: string, text: string, tree: DecisionTree): readonly Scenario[] {
  const reader = new YamlReader(parseYaml(file, text));
  const scenarios = reader.items(reader.root, 'a file of scenarios').flatMap((item): Scenario[] => {
    const fields = reader.fields(item, 'a scenario', ['name', 'answers', 'option'], ['source', 'decided', 'flips']);
    const name = reader.text(fields?.get('name'), 'the name of a scenario');
    const given = readAnswers(reader, fields?.get('answers'), tree);
    const expected = readExpected(reader, fields?.get('option'), fields?.get('decided'), tree);
    if (!fields || name === null || expected === undefined) return [];
    const source = reader.text(fields.get('source'), 'the source of a scenario');
    const flips = reader
      .items(fields.get('flips'), `the flips of "${name}"`)
      .flatMap((each) => readFlip(reader, each, tree, given) ?? []);
    return [{ name, source, ...given, ...expected, flips, at: reader.at(item) }];
  });
  throwProblems(reader.problems, text);
  return scenarios;
}

function readFlip(
  reader: YamlReader,
  item: Spot,
  tree: DecisionTree,
  given: ScenarioAnswers,
): Scenario['flips'][number] | undefined {
  const fields = reader.fields(item, 'a flip', ['with', 'option'], ['decided']);
  const changes = readAnswers(reader, fields?.get('with'), tree);
  const expected = readExpected(reader, fields?.get('option'), fields?.get('decided'), tree);
  if (!fields || expected === undefined) return undefined;
  return {
    answers: new Map([...given.answers, ...changes.answers]),
    overrides: new Map([...given.overrides, ...changes.overrides]),
    ...expected,
    changed: changesText(fields.get('with')?.value),
    at: reader.at(item),
  };
}

function changesText(value: unknown): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.map(([name, answer]) => `${name} = ${String(answer)}`).join(', ');
}

function readAnswers(reader: YamlReader, spot: Spot | undefined, tree: DecisionTree): ScenarioAnswers {
  const answers = new Map<string, Value | null>();
  const overrides = new Map<string, number>();
  for (const [name, each] of (spot && reader.entries(spot, 'the answers of a scenario')) ?? []) {
    const input = tree.inputs.get(name);
    const threshold = tree.thresholds.get(name);
    if (input) {
      const parsed = parseAnswer(input, each.value);
      if ('value' in parsed) answers.set(name, parsed.value);
      else reader.report(each, parsed.wrong, parsed.help);
    } else if (threshold) {
      const parsed = parseThreshold(threshold, each.value);
      if ('value' in parsed) overrides.set(name, parsed.value);
      else reader.report(each, parsed.wrong, parsed.help);
    } else {
      const near = didYouMean(name, [...tree.inputs.keys(), ...tree.thresholds.keys()]);
      reader.report(each, `"${tree.id}" has no question "${name}"`, near && `did you mean "${near}"?`, true);
    }
  }
  return { answers, overrides };
}

function readExpected(
  reader: YamlReader,
  option: Spot | undefined,
  decided: Spot | undefined,
  tree: DecisionTree,
): Expected | undefined {
  const wanted = oneOf(reader, option, `an option of "${tree.id}"`, [...tree.options.keys()]);
  const rules = [...tree.gates, ...tree.rules].filter((rule) => rule.weight === null).map((rule) => rule.id);
  const weighs = tree.rules.some((rule) => rule.weight !== null) ? ['weights'] : [];
  const rule = oneOf(reader, decided, `a gate or rule of "${tree.id}" that decides alone`, [...rules, ...weighs]);
  return wanted === null ? undefined : { option: wanted, decided: rule };
}

function oneOf(reader: YamlReader, spot: Spot | undefined, what: string, names: readonly string[]): string | null {
  const name = reader.text(spot, what);
  if (name === null || spot === undefined || names.includes(name)) return name;
  const near = didYouMean(name, names);
  reader.report(spot, `"${name}" is not ${what}`, near ? `did you mean "${near}"?` : `there are: ${names.join(', ')}`);
  return null;
}
