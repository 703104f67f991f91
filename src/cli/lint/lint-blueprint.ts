import { basename, dirname } from 'node:path';
import { findBlueprint, parseBlueprint } from '../../blueprint/read-blueprint.ts';
import { isFile, readText } from '../../io/read-text.ts';
import { blueprintRules } from '../../lint/design-rules/index.ts';
import { atLeast, findRule } from '../../lint/settings.ts';
import { UserError } from '../../util/user-error.ts';
import { exitStatus } from './gate.ts';
import { judgeBlueprint } from './judge-blueprint.ts';
import type { LintFlags } from './lint-flags.ts';
import { planReports, reportFindings } from './report-findings.ts';

/** Lints the blueprint itself, reports, and gives the exit status. */
export function lintBlueprint(dir: string, flags: LintFlags): 0 | 1 {
  refuseOthers(flags);
  const file = blueprintFile(dir, flags.blueprint);
  for (const name of flags.rule ?? []) findRule(name, blueprintRules);
  const plan = planReports(flags);
  const text = readText(file, 'the blueprint');
  const blueprint = parseBlueprint(file, text);
  if (blueprint.services.length === 0)
    throw new UserError('the blueprint declares no service', {
      where: { file },
      help: 'there is nothing to judge yet',
    });
  const result = judgeBlueprint(blueprint, text, { config: flags.config ?? file, only: flags.rule });
  const findings = result.findings.filter(({ severity }) => atLeast(severity, flags.severity));
  const sources = (name: string): string | undefined => (name === basename(file) ? text : undefined);
  reportFindings({ ...result, findings }, plan, { dir: dirname(file), sources, sourceUrl: flags.sourceUrl });
  return exitStatus(result, flags);
}

function blueprintFile(dir: string, given: string | true | undefined): string {
  const place = typeof given === 'string' ? given : dir;
  const file = isFile(place) ? place : findBlueprint(place);
  if (file !== undefined) return file;
  throw new UserError(`there is no archwright.yaml in "${place}"`, {
    help: 'name the file: archwright lint --blueprint path/to/archwright.yaml',
  });
}

// They are about code, which is not read.
function refuseOthers(flags: LintFlags): void {
  const given = Object.entries({
    '--fix': flags.fix,
    '--fix-dry-run': flags.fixDryRun,
    '--init': flags.init,
    '--changed': flags.changed,
    '--update-baseline': flags.updateBaseline,
    '--prune-baseline': flags.pruneBaseline,
    '--facts': flags.facts,
    '--service': flags.service,
    '--watch': flags.watch,
  }).find(([, value]) => value !== undefined && value !== false);
  if (given)
    throw new UserError(`${given[0]} does not go with --blueprint, which reads no code`, {
      help: 'leave out one of the two',
    });
}
