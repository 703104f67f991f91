import { syncBlueprint, type Synced } from '../blueprint/sync/sync-blueprint.ts';
import { alignNames } from '../docs/drift/align-names.ts';
import { headline } from '../docs/drift/drift-words.ts';
import { findDrift } from '../docs/drift/find-drift.ts';
import { writeFileAtomic } from '../io/write-file.ts';
import { harmless } from '../util/code-frame.ts';
import { diffTexts } from '../util/diff-texts.ts';
import { readBothModels } from './read-both-models.ts';
import type { RecoveryFlags } from './recovery-options.ts';

/** Options of `archwright sync`, as commander gives them. */
export interface SyncFlags extends RecoveryFlags {
  readonly to: 'blueprint';
  readonly dryRun?: true;
  readonly json?: true;
}

/** Writes what code says into the blueprint of `dir`, and tells what; 1 when something is left to a person. */
export async function runSync(dir: string, flags: SyncFlags): Promise<0 | 1> {
  const { file, text, declared, observed } = await readBothModels(dir, flags);
  const synced = syncBlueprint(file, text, alignNames(declared, observed), (now) => findDrift(now, observed));
  const diff = diffTexts(file, text, synced.text);
  const written = synced.text !== text && flags.dryRun !== true;
  if (written) writeFileAtomic(file, synced.text);
  process.stdout.write(flags.json ? syncJson(file, synced, diff, written) : syncText(file, synced, diff, flags));
  return synced.left.length > 0 ? 1 : 0;
}

function syncJson(file: string, { applied, left }: Synced, diff: string, written: boolean): string {
  return `${JSON.stringify({ schemaVersion: 1, blueprint: file, written, applied, left, diff }, null, 2)}\n`;
}

function syncText(file: string, { applied, left }: Synced, diff: string, { dryRun }: SyncFlags): string {
  const lines = dryRun ? diff.trimEnd().split('\n') : applied.map((item) => headline(item));
  for (const { item, why } of left) lines.push(`left to you: ${headline(item)}: ${why}`);
  const count = `${String(applied.length)} ${applied.length === 1 ? 'difference' : 'differences'}`;
  if (diff === '')
    lines.push(`nothing to write: ${file} says what the code says${left.length > 0 ? ', but for the above' : ''}`);
  else lines.push(dryRun ? `dry run, nothing written: ${count} in ${file}` : `${count} written to ${file}`);
  return `${lines.filter(Boolean).map(harmless).join('\n')}\n`;
}
