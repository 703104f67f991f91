import { UserError } from '../util/user-error.ts';
import type { OptionSpec, Report, Rule } from './rule.ts';

/** What is wrong with something that should be a rule, or null when it may be used. */
export function flawOfRule(value: unknown): string | null {
  if (!isRecord(value)) return 'it is no rule: make it with "defineRule"';
  const { name, group, severity, limits, options, examples, references, evidence, run } = value;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*([-/][a-z0-9]+)*$/.test(name))
    return '"name" is words in lower case with dashes between them, such as "orders-owns-stock"';
  const texts = ['summary', 'why', 'fix'].find((key) => typeof value[key] !== 'string' || value[key] === '');
  if (texts !== undefined) return `"${texts}" is a text that is not empty`;
  if (group !== 'core' && group !== 'advice') return '"group" is core or advice';
  if (severity !== 'error' && severity !== 'warning' && severity !== 'info')
    return '"severity" is error, warning or info';
  if (evidence !== 'path' && evidence !== 'related') return '"evidence" is path or related';
  if (!areTexts(limits)) return '"limits" is a list of texts';
  if (!areTexts(references)) return '"references" is a list of texts';
  if (!isRecord(examples) || typeof examples['bad'] !== 'string' || typeof examples['good'] !== 'string')
    return '"examples" has the texts bad and good';
  if (typeof run !== 'function') return 'it has no "check": make it with "defineRule"';
  if (!isRecord(options)) return '"options" is a map';
  const option = Object.entries(options).find(([, spec]) => !isOption(spec));
  return option === undefined
    ? null
    : `option "${option[0]}" needs "type" (number or text-list), "default", "description"`;
}

/**
 * The rule, so that what goes wrong in it is told as its author's mistake: it throws, or reports something that is no
 * report. `from` says where it comes from.
 */
export function guardRule(rule: Rule, from: string): Rule {
  const refuse = (what: string): UserError =>
    new UserError(`the rule "${rule.name}" ${what}`, {
      where: { file: from },
      help: `mend it, or switch it off: lint.rules.${rule.name}: off`,
    });
  const run: Rule['run'] = (model, options) => {
    const reports = attempt(() => [...rule.run(model, options)], refuse);
    for (const report of reports) {
      const flaw = flawOfReport(report);
      if (flaw !== null) throw refuse(`reported something that cannot be shown: ${flaw}`);
    }
    return reports;
  };
  return { ...rule, run };
}

function attempt(run: () => Report[], refuse: (what: string) => UserError): Report[] {
  try {
    return run();
  } catch (error) {
    throw refuse(`failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function flawOfReport(report: unknown): string | null {
  if (!isRecord(report)) return 'a report is an object';
  const { at, service, message, evidence, severity } = report;
  if (!isPlace(at)) return '"at" needs file, line and column, as evidence of the model has them';
  if (typeof message !== 'string' || message === '') return '"message" is a text that is not empty';
  if (typeof service !== 'string') return '"service" is the id of a service';
  if (!Array.isArray(evidence) || !evidence.every(isPlace)) return '"evidence" is a list of places';
  if (severity !== undefined && severity !== 'error' && severity !== 'warning' && severity !== 'info')
    return '"severity" is error, warning or info';
  return null;
}

function isPlace(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { file, line, column } = value;
  return typeof file === 'string' && file !== '' && isPosition(line) && isPosition(column);
}

function isPosition(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1;
}

function isOption(value: unknown): value is OptionSpec {
  if (!isRecord(value) || typeof value['description'] !== 'string') return false;
  const { type, default: preset, minimum } = value;
  if (type === 'number') return typeof preset === 'number' && typeof minimum === 'number';
  return type === 'text-list' && areTexts(preset);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
