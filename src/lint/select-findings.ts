import type { Finding } from '../model/finding.ts';
import type { SystemModel } from '../model/system.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';
import type { LintResult } from './engine.ts';
import { ownerOf } from './owner.ts';

/** The result with only some of its findings; the others are counted. */
export function selectFindings(result: LintResult, isWanted: (finding: Finding) => boolean): LintResult {
  const findings = result.findings.filter(isWanted);
  return { ...result, findings, outside: result.outside + result.findings.length - findings.length };
}

/**
 * Tells whether services take part in a finding: it stands in one of them, or has evidence there.
 * Throws UserError for a name that is no service.
 */
export function involves(model: SystemModel, names: readonly string[]): (finding: Finding) => boolean {
  const ids = new Set(names.flatMap((name) => idsOf(model, name)));
  return ({ service, evidence }) => ids.has(service) || evidence.some(({ file }) => ids.has(ownerOf(model, file)));
}

function idsOf({ services }: SystemModel, name: string): string[] {
  const found = services.filter((service) => service.id === name || service.name === name);
  if (found.length > 0) return found.map(({ id }) => id);
  const names = services.map((service) => service.name);
  const near = didYouMean(name, names);
  throw new UserError(`there is no service "${name}"${near === undefined ? '' : `, did you mean "${near}"?`}`, {
    help: names.length === 0 ? 'no service was found' : `services: ${names.join(', ')}`,
  });
}
