import { Refusal } from '../blueprint/sync/draft.ts';
import { syncOne } from '../blueprint/sync/sync-blueprint.ts';
import { alignNames } from '../docs/drift/align-names.ts';
import { codeSide, type DriftReport, type Settled } from '../docs/drift/drift-words.ts';
import { findDrift } from '../docs/drift/find-drift.ts';
import { readRuntime } from '../docs/drift/runtime/read-runtime.ts';
import { readText } from '../io/read-text.ts';
import type { DriftItem } from '../model/drift.ts';
import type { SystemModel } from '../model/system.ts';
import { diffTexts } from '../util/diff-texts.ts';
import { readBothModels, type BothModels } from './read-both-models.ts';
import type { RecoveryFlags } from './recovery-options.ts';

/** How drift is told: formats of its own, and those of the linter that continuous integration reads. */
export type DriftFormat = 'text' | 'json' | 'markdown' | 'sarif' | 'github' | 'gitlab' | 'junit';

/** Options of `archwright drift`, as commander gives them. */
export interface DriftFlags extends RecoveryFlags {
  readonly runtime?: string;
  readonly format: DriftFormat;
  readonly output?: string;
  readonly check?: true;
}

/** Holds the blueprint in `dir`, the code and what was seen at run time against each other, with the edits that would settle it. */
export async function readDrift(
  dir: string,
  flags: DriftFlags,
): Promise<{ readonly report: DriftReport; readonly observed: SystemModel }> {
  const both = await readBothModels(dir, flags);
  const runtime =
    flags.runtime === undefined ? [] : readRuntime(flags.runtime, readText(flags.runtime, 'the telemetry'));
  const { items, undecided, unseen } = findDrift(both.declared, both.observed, runtime);
  const report = {
    blueprint: both.file,
    runtime: flags.runtime ?? null,
    settled: items.map((item) => settle(item, both)),
    undecided,
    unseen,
    compared: { declared: factsOf(both.declared), observed: factsOf(both.observed), runtime: runtime.length },
  };
  return { report, observed: both.observed };
}

function settle(item: DriftItem, { file, text, declared, observed }: BothModels): Settled {
  const aligned = alignNames(declared, observed);
  const edited = syncOne(file, text, aligned, item);
  const folderOf = (service: string): string | undefined =>
    [...aligned.services, ...declared.services].find(({ name }) => name === service)?.path;
  const code = codeSide(item, folderOf);
  if (edited instanceof Refusal) return { item, diff: null, why: edited.why, code };
  return { item, diff: diffTexts(file, text, edited), why: null, code };
}

function factsOf({ services, endpoints, calls, publications, subscriptions }: SystemModel): number {
  return services.length + endpoints.length + calls.length + publications.length + subscriptions.length;
}
