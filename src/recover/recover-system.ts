import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireFolder } from '../io/read-text.ts';
import type { Recovery } from '../model/recovery.ts';
import { takeInventory } from './inventory/inventory.ts';
import { walkRepository } from './inventory/walk.ts';
import { buildModel } from './link/build-model.ts';
import { linkProgram } from './link/link.ts';
import { Program } from './link/program.ts';
import { readFacts } from './read-facts.ts';

export interface RecoverOptions {
  /** Called with a short text when a phase begins; for progress on a terminal. */
  readonly onProgress?: (phase: string) => void;
}

/**
 * Reads a repository and gives its observed model. Nothing of the repository is executed, nothing is written.
 * Throws UserError when `root` is not a readable folder.
 */
export async function recoverSystem(root: string, options: RecoverOptions = {}): Promise<Recovery> {
  requireFolder(root);
  const progress = async (phase: string): Promise<void> => {
    options.onProgress?.(phase);
    // Gives a terminal the time to show it.
    if (options.onProgress) await new Promise((resolve) => setImmediate(resolve));
  };
  await progress('listing files');
  const walk = walkRepository(root);
  const read = (file: string): string => readFileSync(join(root, file), 'utf8').replace(/^\uFEFF/, '');
  const inventory = takeInventory(root, walk.files, read);
  await progress(`reading ${walk.files.length} files`);
  const packages = inventory.manifests.packages.map((item) => ({
    dir: item.folder,
    name: item.name ?? undefined,
    entries: [...(item.main === null ? [] : [item.main]), ...(item.exportTargets.get('.') ?? [])],
    exports: item.exportTargets,
    imports: item.importTargets,
  }));
  const facts = readFacts(walk.files, packages, read);
  await progress(`linking ${facts.facts.size} files`);
  const evaluator = linkProgram(new Program(facts.facts, facts.resolver));
  const model = buildModel(root, inventory, { ...facts, gaps: [...walk.gaps, ...facts.gaps] }, evaluator);
  const ignores = [...facts.facts.values()].flatMap((item) =>
    item.ignores.map((ignore) => ({ file: item.file, ...ignore })),
  );
  return { model, ignores: ignores.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)) };
}
