import type { LintResult } from '../../lint/engine.ts';
import { rules as builtIn } from '../../lint/rules/index.ts';
import type { PlacedEntry } from '../../lint/baseline.ts';
import type { Around } from '../../lint/run-rules.ts';
import { atLeast, checkSettings, findRule, onlyAbout } from '../../lint/settings.ts';
import type { Sources } from '../../lint/span.ts';
import { suppressionDocs } from '../../lint/suppression-rules.ts';
import type { Finding } from '../../model/finding.ts';
import type { Beside } from '../../model/recovery.ts';
import type { SystemModel } from '../../model/system.ts';
import { recoverSystem } from '../../recover/recover-system.ts';
import { UserError } from '../../util/user-error.ts';
import { chooseCustomRules } from '../custom-rules/choose-custom-rules.ts';
import { readPeople } from '../read-people.ts';
import { readRepository } from '../read-repository.ts';
import { sourceReader } from '../source-reader.ts';
import { init, knownFindings, lintOfInterest, settleBaseline, type Run } from './adopt.ts';
import { baselinePlace } from './baseline-store.ts';
import { checkBaselineFlags } from './change-baseline.ts';
import { exitStatus } from './gate.ts';
import type { LintFlags } from './lint-flags.ts';
import { readLintSettings } from './lint-settings.ts';
import { planReports, reportFindings } from './report-findings.ts';
import { ruleTimes } from './rule-times.ts';
import { readChange } from './select-changed.ts';

/** Lints a repository, reports, and gives the exit status. */
export async function runLint(dir: string, flags: LintFlags): Promise<0 | 1> {
  checkFlags(flags);
  const plan = planReports(flags);
  const times = ruleTimes();
  // Mistakes in settings are said before a large repository is read.
  const { run, before } = await prepare(dir, flags, times.around);
  const beside = await readBeside(dir, flags, run.configuration.declared);
  const recovery = { ...(await readRepository(dir, flags)), beside };
  if (flags.init) return init(run, recovery);
  let { sources } = run.options;
  const baseline = settleBaseline(run, recovery, before);
  let result = await lintOfInterest(run, recovery, { baseline, sources });
  if (flags.fix || flags.fixDryRun) {
    const { runFixes } = await import('./run-fixes.ts');
    const unfixed = sources;
    result = await runFixes(dir, shown(result, flags), result, unfixed, flags, async (texts) =>
      lintOfInterest(
        run,
        { ...(await recoverSystem(dir, { edited: texts, cache: flags.cache })), beside },
        {
          baseline,
          sources: (file) => texts.get(file) ?? unfixed(file),
        },
      ),
    );
    sources = sourceReader(dir);
  }
  if (flags.stats) process.stderr.write(times.text());
  if (!flags.fixDryRun)
    reportFindings({ ...result, findings: shown(result, flags) }, plan, { dir, sources, sourceUrl: flags.sourceUrl });
  return exitStatus(result, flags);
}

async function prepare(
  dir: string,
  flags: LintFlags,
  around: Around,
): Promise<{ run: Run; before: readonly PlacedEntry[] }> {
  const configuration = readLintSettings(dir, flags.config);
  const { locate, customRules } = configuration;
  const own = [...builtIn, ...suppressionDocs];
  const names = own.map(({ name }) => name);
  const custom = await chooseCustomRules(flags, customRules, names);
  const isPartial = customRules.length > 0 && flags.customRules === false;
  const settings = isPartial ? onlyAbout(configuration.settings, names) : configuration.settings;
  const rules = [...builtIn, ...custom];
  for (const name of flags.rule ?? []) findRule(name, [...own, ...custom]);
  checkSettings(settings, [...own, ...custom], locate);
  const place = baselinePlace(dir, flags, configuration);
  const before = knownFindings(dir, flags, place);
  const change = await readChange(dir, flags);
  const sources: Sources = flags.facts === undefined ? sourceReader(dir) : () => undefined;
  const only = flags.rule ? { only: flags.rule } : {};
  const options = { settings, rules, sources, locate, around, isPartial, ...only };
  return { run: { dir, flags, configuration, options, place, change }, before };
}

function shown({ findings }: LintResult, flags: LintFlags): readonly Finding[] {
  return findings.filter(({ severity }) => atLeast(severity, flags.severity));
}

function checkFlags(flags: LintFlags): void {
  checkBaselineFlags(flags);
  if ((flags.fix || flags.fixDryRun) && flags.facts !== undefined)
    throw new UserError('--fix needs the files themselves, and fact files do not hold them', {
      help: 'run it in each repository, without --facts',
    });
}

// Fact files come from many histories, and of rules that are run alone only one asks who wrote what.
async function readBeside(dir: string, flags: LintFlags, declared: SystemModel | undefined): Promise<Beside> {
  const asks = flags.facts === undefined && (flags.rule?.includes('premature-microservices') ?? true);
  const people = asks ? await readPeople(dir) : undefined;
  return { ...(declared && { declared }), ...(people && { people }) };
}
