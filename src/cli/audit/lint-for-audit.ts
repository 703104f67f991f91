import type { AuditInput } from '../../advise/audit/audit.ts';
import { lintModel } from '../../lint/engine.ts';
import { rules as builtIn } from '../../lint/rules/index.ts';
import { suppressionDocs } from '../../lint/suppression-rules.ts';
import { onlyAbout } from '../../lint/settings.ts';
import type { SystemModel } from '../../model/system.ts';
import { baselinePlace, readBaseline } from '../lint/baseline-store.ts';
import { readLintSettings } from '../lint/lint-settings.ts';
import { readPeople } from '../read-people.ts';
import { recoverRepository } from '../read-repository.ts';
import type { RecoveryFlags } from '../recovery-options.ts';
import { sourceReader } from '../source-reader.ts';

/** What `archwright lint` says about a repository with its own settings, for an audit, and the model that it judged. */
export async function lintForAudit(
  dir: string,
  flags: RecoveryFlags,
): Promise<{ readonly lint: AuditInput['lint']; readonly model: SystemModel }> {
  const configuration = readLintSettings(dir, undefined);
  const names = [...builtIn, ...suppressionDocs].map(({ name }) => name);
  const place = baselinePlace(dir, {}, configuration);
  const recovery = await recoverRepository(dir, flags);
  const people = flags.facts === undefined ? await readPeople(dir) : undefined;
  const { declared } = configuration;
  const beside = { ...(declared && { declared }), ...(people && { people }) };
  const result = lintModel(
    { ...recovery, beside },
    {
      // Rules of the user's own are code of the repository, and trees cannot name them.
      settings: onlyAbout(configuration.settings, names),
      isPartial: configuration.customRules.length > 0,
      rules: builtIn,
      sources: flags.facts === undefined ? sourceReader(dir) : () => undefined,
      locate: configuration.locate,
      baseline: place.isUsed ? readBaseline(dir, place) : [],
    },
  );
  const lint = {
    findings: result.findings,
    known: result.known,
    rules: new Set(result.rules.map(({ name }) => name)),
    blind: result.services === 0 ? 'no service was found in the code' : null,
  };
  return { lint, model: recovery.model };
}
