import { readAdrFolder } from '../advise/adr/read-adr-folder.ts';
import { readDecision } from '../advise/adr/recorded-decision.ts';
import type { Earlier } from '../advise/contradicted.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { findBlueprint } from '../blueprint/read-blueprint.ts';
import { readText } from '../io/read-text.ts';
import { parseYaml } from '../io/yaml.ts';

/** The accepted decisions of a folder, and what archwright.yaml in the working directory says unless it is about to be changed. */
export function readEarlier(folder: string, trees: ReadonlyMap<string, DecisionTree>, applies: boolean): Earlier {
  const records = readAdrFolder(folder).filter(({ state }) => state === 'accepted');
  const accepted = records.flatMap((adr) => readDecision(adr, trees).decision ?? []);
  const file = applies ? undefined : findBlueprint('.');
  if (file === undefined) return { accepted, blueprint: null };
  return { accepted, blueprint: { file, value: parseYaml(file, readText(file, 'the blueprint')).value } };
}
