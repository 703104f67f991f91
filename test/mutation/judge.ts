import { rules } from '../../src/lint/rules/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import { lintTexts } from '../support/lint-texts.ts';
import type { Expected, Mutant } from './mutant.ts';
import type { System } from './system.ts';

/** What became of a mutant. It is killed when exactly what was expected is found in addition to what was found before. */
export interface Verdict {
  readonly mutant: Mutant;
  readonly system: string;
  readonly killed: boolean;
  /** What was expected and is not found. */
  readonly missed: readonly Expected[];
  /** Core findings that nobody expected, and those of the system itself that are gone. */
  readonly collateral: readonly string[];
}

const core = new Set(rules.filter(({ group }) => group === 'core').map(({ name }) => name));

/** Findings of core rules, as `rule file`. */
export function coreFindings({ findings }: System): string[] {
  return findings.filter(({ rule }) => core.has(rule)).map(({ rule, file }) => `${rule} ${file}`);
}

/** Lints a mutant and compares. Advice may change: what a broken system is advised is no matter of one site. */
export async function judge(system: System, mutant: Mutant): Promise<Verdict> {
  const { model, findings } = await lintTexts(mutant.texts);
  const broken = model.coverage.gaps.find(({ reason }) => /^(syntax error|not understood)/.test(reason));
  if (broken) throw new Error(`"${mutant.operator}" makes no program of ${mutant.site}: ${broken.reason}`);
  const before = new Set(system.findings.map(identity));
  const after = new Set(findings.map(identity));
  const left = findings.filter((finding) => !before.has(identity(finding)));
  const missed: Expected[] = [];
  for (const expected of mutant.expected) {
    const index = left.findIndex((finding) => fits(finding, expected));
    if (index < 0) missed.push(expected);
    else left.splice(index, 1);
  }
  const wanted = new Set(mutant.expected.map(({ rule }) => rule));
  const isCounted = ({ rule }: Finding): boolean => core.has(rule) || wanted.has(rule);
  const gone = system.findings.filter((finding) => !after.has(identity(finding)));
  const collateral = [
    ...left.filter(isCounted).map((finding) => `+ ${show(finding)}`),
    ...gone.filter(isCounted).map((finding) => `- ${show(finding)}`),
  ];
  return { mutant, system: system.name, killed: missed.length + collateral.length === 0, missed, collateral };
}

// The same finding, also on another line.
function identity({ rule, fingerprint }: Finding): string {
  return `${rule} ${fingerprint}`;
}

function fits(finding: Finding, { rule, places }: Expected): boolean {
  return (
    finding.rule === rule &&
    places.some(
      ({ file, from, to, service }) =>
        finding.file === file &&
        finding.line >= from &&
        finding.line <= to &&
        (service === undefined || finding.service === service),
    )
  );
}

function show({ rule, file, line, message }: Finding): string {
  return `${file}:${line} ${rule}: ${message}`;
}
