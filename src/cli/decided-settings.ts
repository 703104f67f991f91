import { requireAdrFolder } from '../advise/adr/read-adr-folder.ts';
import { readDecision } from '../advise/adr/recorded-decision.ts';
import { readAnswers, reservedSections } from '../advise/answers.ts';
import { blueprintEffects } from '../advise/blueprint-effects.ts';
import { walkChain } from '../advise/chain.ts';
import type { DecisionTree, Option } from '../advise/tree.ts';
import { treeNamed } from '../advise/tree-library.ts';
import { isFile, readText } from '../io/read-text.ts';
import { decisionsFolder } from './decisions-folder.ts';
import { treesHere } from './trees-here.ts';

/** What decisions say of a blueprint. */
interface DecidedSettings {
  /** `shape`, `bus` and so on; what was decided later counts. */
  readonly settings: ReadonlyMap<string, string>;
  /** Trees that the answers begin and do not bring to an end. */
  readonly open: readonly string[];
}

type Trees = ReadonlyMap<string, DecisionTree>;

/**
 * What decisions say of a blueprint. `from` is a folder of records, or a file of answers to the trees, such as the one that an
 * interview leaves behind when it is stopped; `true` stands for the usual folder. Throws UserError without either.
 */
export function settingsOfDecisions(dir: string, from: string | true): DecidedSettings {
  const { trees } = treesHere(undefined, [], dir);
  const { options, open } =
    typeof from === 'string' && isFile(from)
      ? answered(from, trees)
      : { options: recorded(from === true ? decisionsFolder(dir) : from, trees), open: [] };
  const settings = new Map<string, string>();
  for (const option of options) {
    const said = Object.fromEntries(settings);
    const written = { system: said, defaults: said };
    for (const { path, value } of blueprintEffects(option, written, {}).edits)
      settings.set(path.at(-1) ?? '', String(value));
  }
  return { settings, open };
}

function recorded(folder: string, trees: Trees): Option[] {
  return requireAdrFolder(folder)
    .filter(({ state }) => !['rejected', 'deprecated', 'superseded'].includes(state))
    .flatMap((adr) => readDecision(adr, trees).decision?.option ?? []);
}

/** The options that the answers lead to, in the order in which an interview would come to them. */
function answered(file: string, trees: Trees): { options: Option[]; open: string[] } {
  const [first = ''] = trees.keys();
  const book = readAnswers(file, readText(file, 'the answers file'), trees, first);
  const sections = [...book.keys()].filter((id) => id !== reservedSections.shared);
  const options = new Map<string, Option>();
  const open = new Set<string>();
  for (const id of sections.sort((a, b) => Number(b === first) - Number(a === first))) {
    if (options.has(id) || open.has(id)) continue;
    const { made, pending } = walkChain(trees, book, treeNamed(trees, id));
    for (const { verdict } of made) if (!options.has(verdict.tree.id)) options.set(verdict.tree.id, verdict.option);
    if (pending !== null) open.add(pending.tree.id);
  }
  return { options: [...options.values()], open: [...open].filter((id) => !options.has(id)) };
}
