import type { LintSettings } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import { readNames } from './read-names.ts';

const severities = ['error', 'warning', 'info', 'off'] as const;

/** Reads `lint`. The names of rules are not known here: the linter checks them. */
export function readLint(cursor: Cursor | undefined): LintSettings {
  const entries = cursor && cursor.value !== null ? cursor.asMap('lint', ['extends', 'rules', 'ignore']) : undefined;
  const rules: Record<string, LintSettings['rules'][string]> = {};
  for (const [name, rule] of entries?.get('rules')?.asMap('rules') ?? []) {
    const settings = readRule(rule);
    if (settings) Object.defineProperty(rules, name, { value: settings, enumerable: true });
  }
  return {
    extends: entries?.get('extends')?.asOneOf('extends', ['recommended']) ?? 'recommended',
    rules,
    ignore: readNames(entries?.get('ignore'), 'ignore', () => undefined).map(({ name }) => name),
  };
}

function readRule(rule: Cursor): LintSettings['rules'][string] | undefined {
  if (typeof rule.value !== 'object' || rule.value === null) {
    const severity = rule.asOneOf('the severity of a rule', severities);
    return severity && { severity };
  }
  const entries = rule.asMap('the settings of a rule');
  if (!entries) return undefined;
  const severity = entries.get('severity')?.asOneOf('the severity of a rule', severities);
  const options = Object.fromEntries(
    [...entries].filter(([key]) => key !== 'severity').map(([key, { value }]) => [key, value]),
  );
  return { ...(severity && { severity }), ...(Object.keys(options).length > 0 && { options }) };
}
