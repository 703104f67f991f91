import { relative, resolve, sep } from 'node:path';
import { requireAdrFolder, readAdrFolder } from '../../advise/adr/read-adr-folder.ts';
import { auditDecisions, type AuditInput } from '../../advise/audit/audit.ts';
import { auditJson, auditSummary } from '../../advise/audit/audit-json.ts';
import { auditText } from '../../advise/audit/audit-text.ts';
import type { Settings } from '../../advise/audit/audit-settings.ts';
import type { Adr } from '../../advise/adr/read-adr.ts';
import { findBlueprint, parseBlueprint } from '../../blueprint/read-blueprint.ts';
import { readText, requireFolder } from '../../io/read-text.ts';
import { parseYaml } from '../../io/yaml.ts';
import { decisionsFolder } from '../decisions-folder.ts';
import type { RecoveryFlags } from '../recovery-options.ts';
import { columns, style } from '../terminal.ts';
import { treesHere } from '../trees-here.ts';
import { factsOfToday } from './facts-of-today.ts';
import { lintForAudit } from './lint-for-audit.ts';

/** Options of `archwright advise audit`. */
export interface AuditFlags extends RecoveryFlags {
  readonly dir?: string;
  readonly tree?: string;
  readonly json?: true;
}

/** Audits the decisions of a repository. Returns 1 when one of them is violated. */
export async function runAudit(dir: string, flags: AuditFlags): Promise<number> {
  requireFolder(dir);
  const settings = readSettings(dir);
  const folder = flags.dir ?? decisionsFolder(dir);
  // Without a folder, archwright.yaml may still say what was decided.
  const records = (settings === null ? requireAdrFolder(folder) : readAdrFolder(folder)).map((adr) => placed(adr, dir));
  const { trees } = treesHere(flags.tree, [], dir);
  const { lint, model } = await lintForAudit(dir, flags);
  const factsOf = await factsOfToday(dir, model, flags);
  const input: AuditInput = { records, trees, settings, lint, factsOf };
  const decisions = auditDecisions(input);
  const pending = records.filter(({ state }) => state === 'proposed' || state === 'unknown').length;
  const text = flags.json
    ? `${JSON.stringify(auditJson(decisions, pending), null, 2)}\n`
    : auditText(decisions, pending, columns(), style);
  process.stdout.write(text);
  return auditSummary(decisions).violated > 0 ? 1 : 0;
}

function readSettings(dir: string): Settings | null {
  const file = findBlueprint(dir);
  if (file === undefined) return null;
  const text = readText(file, 'the blueprint');
  const blueprint = parseBlueprint(file, text);
  return {
    written: parseYaml(file, text).value,
    effective: blueprint,
    declares: blueprint.services.length > 0,
    where: (path) => ({ ...blueprint.where(path), file: within(dir, file) }),
  };
}

// Findings name files from the root of the repository on; so do decisions.
function placed(adr: Adr, dir: string): Adr {
  return { ...adr, file: within(dir, adr.file) };
}

function within(dir: string, file: string): string {
  return relative(resolve(dir), resolve(file)).split(sep).join('/');
}
