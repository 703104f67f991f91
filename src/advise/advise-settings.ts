import { parseYaml } from '../io/yaml.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { readPresets } from './overlay.ts';
import type { DecisionTree } from './tree.ts';
import { throwProblems, YamlReader, type Fields } from './yaml-reader.ts';

/** The overlays that `advise.overlay` of a blueprint names: paths as they stand there. Throws UserError when they are not texts. */
export function overlaysIn(file: string, text: string): string[] {
  const reader = new YamlReader(parseYaml(file, text));
  const overlays = reader.texts(settings(reader)?.get('overlay'), '"advise.overlay"');
  throwProblems(reader.problems, text);
  return overlays;
}

/**
 * The trees with the thresholds that `advise.thresholds` of a blueprint sets. Only this part of the blueprint is read, so that
 * mistakes elsewhere keep nobody from deciding. Throws UserError with file:line:column for every mistake in it.
 */
export function withThresholds(
  file: string,
  text: string,
  trees: ReadonlyMap<string, DecisionTree>,
): Map<string, DecisionTree> {
  const changed = new Map(trees);
  const reader = new YamlReader(parseYaml(file, text));
  const spot = settings(reader)?.get('thresholds');
  for (const [id, thresholds] of spot ? (reader.entries(spot, '"advise.thresholds"') ?? []) : []) {
    const tree = changed.get(id);
    if (tree) {
      const presets = readPresets(reader, tree, thresholds, file);
      changed.set(id, { ...tree, presets: new Map([...tree.presets, ...presets]) });
      continue;
    }
    const near = didYouMean(id, trees.keys());
    const help = near ? `did you mean "${near}"?` : `trees are: ${[...trees.keys()].join(', ')}`;
    reader.report(thresholds, `there is no decision tree "${id}"`, help, true);
  }
  throwProblems(reader.problems, text);
  return changed;
}

function settings(reader: YamlReader): Fields | undefined {
  const { value } = reader.root;
  if (typeof value !== 'object' || value === null || !('advise' in value) || value.advise === null) return undefined;
  return reader.fields({ path: ['advise'], value: value.advise }, '"advise"', [], ['thresholds', 'overlay']);
}
