import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintModel } from '../../src/lint/engine.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { SystemModel } from '../../src/model/system.ts';
import { sourceFacts, type SourceFacts } from '../../src/recover/facts/source-facts.ts';
import { walkRepository } from '../../src/recover/inventory/walk.ts';
import { recoverTrees } from '../../src/recover/recover-trees.ts';
import type { SourceTree } from '../../src/recover/sources/source-tree.ts';

/** The files of a system by their path, which uses forward slashes. */
export type Texts = ReadonlyMap<string, string>;

/** What a system's texts say, and what every rule finds in them. */
export interface Linted {
  readonly model: SystemModel;
  readonly findings: readonly Finding[];
}

/** Reads all that a run would look at under a folder. */
export function readTexts(root: string): Texts {
  return new Map(walkRepository(root).files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

// Variants of a system differ in few files; the facts of the others are made once.
const known = new Map<string, SourceFacts>();
const MOST_KNOWN = 5_000;

/** Recovers and lints a system that is in memory, with the default settings. */
export async function lintTexts(texts: Texts): Promise<Linted> {
  const tree: SourceTree = {
    files: [...texts.keys()].sort(),
    gaps: [],
    read: (file) => textOf(texts, file),
    facts: (file) => factsOf(file, textOf(texts, file)),
  };
  const recovery = await recoverTrees([{ name: '', tree }], { root: '/shop' });
  const { findings } = lintModel(recovery, { settings: defaultSettings, rules, sources: (file) => texts.get(file) });
  return { model: recovery.model, findings };
}

function textOf(texts: Texts, file: string): string {
  const text = texts.get(file);
  if (text === undefined) throw Object.assign(new Error(`there is no ${file}`), { code: 'ENOENT' });
  return text.replace(/^\uFEFF/, '');
}

function factsOf(file: string, text: string): SourceFacts {
  const key = `${file}\n${text}`;
  const found = known.get(key) ?? sourceFacts(file, text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found);
  return found;
}
