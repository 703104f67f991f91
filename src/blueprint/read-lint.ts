import type { LintOverride, LintSettings, RuleSetting, RuleSettingMap } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import { readNames } from './read-names.ts';

const severities = ['error', 'warning', 'info', 'off'] as const;
const keys = ['extends', 'rules', 'overrides', 'ignore', 'customRules', 'baseline'];

/** Reads `lint`. The names of rules, presets and packages are not known here: who loads them checks them. */
export function readLint(cursor: Cursor | undefined): LintSettings {
  const entries = cursor && cursor.value !== null ? cursor.asMap('lint', keys) : undefined;
  const baseline = entries?.get('baseline')?.asString('the file of the baseline');
  return {
    extends: readExtends(entries?.get('extends')),
    rules: readRules(entries?.get('rules')),
    overrides: readOverrides(entries?.get('overrides')),
    ignore: readGlobs(entries?.get('ignore'), 'ignore'),
    customRules: readGlobs(entries?.get('customRules'), 'customRules'),
    ...(baseline !== undefined && { baseline }),
  };
}

function readExtends(cursor: Cursor | undefined): readonly string[] {
  if (cursor === undefined) return [];
  if (Array.isArray(cursor.value)) return readGlobs(cursor, 'extends');
  const name = cursor.asString('"extends"');
  return name === undefined ? [] : [name];
}

function readGlobs(cursor: Cursor | undefined, what: string): readonly string[] {
  return readNames(cursor, what, () => undefined).map(({ name }) => name);
}

function readRules(cursor: Cursor | undefined): RuleSettingMap {
  const rules: Record<string, RuleSetting> = {};
  for (const [name, rule] of cursor?.asMap('rules') ?? []) {
    const settings = readRule(rule);
    if (settings) Object.defineProperty(rules, name, { value: settings, enumerable: true });
  }
  return rules;
}

function readOverrides(cursor: Cursor | undefined): readonly LintOverride[] {
  return (cursor?.asList('overrides') ?? []).flatMap((item) => {
    const entries = item.asMap('an override', ['files', 'rules']);
    if (!entries) return [];
    const listed = entries.get('files');
    const isEmpty = listed === undefined || (Array.isArray(listed.value) && listed.value.length === 0);
    if (isEmpty) item.fail('an override without "files" is never used', 'give a list of globs');
    const files = readGlobs(listed, 'files');
    return [{ files, rules: readRules(entries.get('rules')) }];
  });
}

function readRule(rule: Cursor): RuleSetting | undefined {
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
