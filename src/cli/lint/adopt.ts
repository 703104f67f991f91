import { lintModel, type LintOptions, type LintResult } from '../../lint/engine.ts';
import type { PlacedEntry } from '../../lint/baseline.ts';
import { involves, selectFindings } from '../../lint/select-findings.ts';
import type { Sources } from '../../lint/span.ts';
import type { Recovery } from '../../model/recovery.ts';
import { isFile } from '../../io/read-text.ts';
import { readBaseline, writeBaseline, type BaselinePlace } from './baseline-store.ts';
import { changeText, nextBaseline } from './change-baseline.ts';
import { initLint } from './init-lint.ts';
import type { LintFlags } from './lint-flags.ts';
import type { LintConfiguration } from './lint-settings.ts';
import { selectChanged, type Change } from './select-changed.ts';

/** All that a run goes by, apart from what the repository says. */
export interface Run {
  readonly dir: string;
  readonly flags: LintFlags;
  readonly configuration: LintConfiguration;
  readonly options: LintOptions;
  readonly place: BaselinePlace;
  readonly change: Change | undefined;
}

/** The known findings that the run goes by; none where the baseline is yet to be written. */
export function knownFindings(dir: string, flags: LintFlags, place: BaselinePlace): readonly PlacedEntry[] {
  const isNew = flags.updateBaseline === true && !isFile(place.path);
  return place.isUsed && flags.init !== true && !isNew ? readBaseline(dir, place) : [];
}

/** Writes settings and baseline, and says what was done. */
export function init({ dir, configuration, place, options }: Run, recovery: Recovery): 0 {
  const entries = nextBaseline(lintModel(recovery, options), [], { update: true, sources: options.sources });
  process.stdout.write(initLint({ dir, configuration, place, entries }));
  return 0;
}

/** Writes the baseline where the flags say so, and gives what is known from then on. */
export function settleBaseline(
  { dir, flags, options, place }: Run,
  recovery: Recovery,
  before: readonly PlacedEntry[],
): readonly PlacedEntry[] {
  const update = flags.updateBaseline === true;
  if (!update && flags.pruneBaseline !== true) return before;
  const result = lintModel(recovery, { ...options, baseline: before });
  const { sources } = options;
  const after = nextBaseline(result, before, { update, sources });
  const kept = nextBaseline(result, before, { update: false, sources });
  writeBaseline(dir, place, after);
  process.stderr.write(`${place.path}: ${changeText(before, after, after.length - kept.length)}\n`);
  return readBaseline(dir, place);
}

/** Lints against the baseline and leaves out findings that are not of interest. */
export async function lintOfInterest(
  run: Run,
  recovery: Recovery,
  { baseline, sources }: { readonly baseline: readonly PlacedEntry[]; readonly sources: Sources },
): Promise<LintResult> {
  const { flags, change } = run;
  const all = lintModel(recovery, { ...run.options, sources, baseline });
  const result = change ? await selectChanged(all, change, { ...run, sources }) : all;
  return flags.service ? selectFindings(result, involves(recovery.model, flags.service)) : result;
}
