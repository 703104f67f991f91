import type { IgnoreComment, Recovery } from '../model/recovery.ts';
import { byCodeUnit } from '../util/by-code-unit.ts';
import { noticeComments } from './ignore-comments.ts';
import { takeInventory, type Inventory } from './inventory/inventory.ts';
import { buildModel } from './link/build-model.ts';
import { linkProgram } from './link/link.ts';
import { Program } from './link/program.ts';
import type { ReadFacts } from './read-facts.ts';
import { joinRepositories, type Repository } from './sources/repositories.ts';
import { readRepositories } from './read-repositories.ts';
import { ParserMissing } from './sources/source-tree.ts';
import { Stopwatch } from './stopwatch.ts';

interface Setting {
  /** The root as the model shows it; its last part is the name of the system. */
  readonly root: string;
  readonly watch?: Stopwatch;
  readonly loadParser?: () => Promise<void>;
  /** Called when all facts were read: nobody asks the trees any more. */
  readonly onRead?: () => Promise<void>;
}

/** What manifests and code of repositories say, before it is linked. */
interface ReadTrees {
  readonly inventory: Inventory;
  readonly read: ReadFacts;
  /** Comments of deployment files that silence findings. */
  readonly comments: readonly IgnoreComment[];
}

/** Reads repositories: their manifests, and the facts of each by itself. */
export async function readTrees(repositories: readonly Repository[], setting: Setting): Promise<ReadTrees> {
  const { root, watch = new Stopwatch() } = setting;
  const joined = joinRepositories(repositories);
  await watch.phase('reading manifests');
  const manifests = noticeComments((file) => joined.read(file));
  const inventory = takeInventory(root, joined.files, manifests.read, joined.repositoryOf);
  await watch.phase(`reading ${joined.files.length} files`);
  const read = await withParser(() => readRepositories(joined, inventory), setting.loadParser);
  return { inventory, read: { ...read, gaps: [...joined.gaps, ...read.gaps] }, comments: manifests.comments() };
}

/** Links repositories into one system and gives its observed model. One without a name is alone, and keeps its paths. */
export async function recoverTrees(repositories: readonly Repository[], setting: Setting): Promise<Recovery> {
  const { root, watch = new Stopwatch() } = setting;
  const { inventory, read, comments } = await readTrees(repositories, { ...setting, watch });
  await setting.onRead?.();
  await watch.phase(`linking ${read.facts.size} files`);
  const evaluator = linkProgram(new Program(read.facts, read.resolver, read.plugins));
  await watch.phase('building the model');
  const model = buildModel(root, inventory, read, evaluator);
  const ignores = [...read.facts.values()].flatMap((item) =>
    item.ignores.map((ignore) => ({ file: item.file, ...ignore })),
  );
  const all = [...ignores, ...comments].sort((a, b) => byCodeUnit(a.file, b.file) || a.line - b.line);
  return { model, ignores: all };
}

// Facts that were made or found before the parser was missed are kept, so that little is done twice.
async function withParser<T>(work: () => T, loadParser: (() => Promise<void>) | undefined): Promise<T> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ParserMissing) || loadParser === undefined) throw error;
    await loadParser();
    return work();
  }
}
