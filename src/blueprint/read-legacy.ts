import type { Cursor } from './cursor.ts';
import type { LegacySpec, RolloutRuleSpec } from './edge-spec.ts';

const keys = ['url', 'percent', 'by', 'shadow', 'rules', 'fields'] as const;
const headerName = /^[a-z0-9-]+$/;

/** `legacy: LEGACY_URL`, or `legacy: { url: LEGACY_URL, percent: 10, … }` of a route. */
export function readLegacy(cursor: Cursor | undefined): LegacySpec | null {
  if (!cursor) return null;
  const given = typeof cursor.value === 'string' ? undefined : cursor.asMap('legacy', keys);
  const variable = given ? given.get('url') : cursor;
  if (!variable) {
    cursor.fail(
      'legacy does not say where the old system is',
      'name an environment variable: { url: LEGACY_URL }',
      true,
    );
    return null;
  }
  const url = variable.asString('an environment variable') ?? '';
  if (url !== '' && !/^[A-Z][A-Z0-9_]*_URL$/.test(url)) {
    variable.fail(`"${url}" is not a variable for a URL`, 'write the name of an environment variable: LEGACY_URL');
  }
  const by = readHeader(given?.get('by'));
  return {
    url,
    percent: given?.get('percent')?.asInteger('percent', 0, 100) ?? 0,
    by,
    shadow: given?.get('shadow')?.asBoolean('shadow') ?? false,
    rules: (given?.get('rules')?.asList('rules') ?? []).flatMap((item) => readRule(item) ?? []),
    fields: readFields(given?.get('fields')),
  };
}

function readHeader(cursor: Cursor | undefined): string | null {
  const name = cursor?.asString('a header')?.toLowerCase();
  if (cursor && name !== undefined && !headerName.test(name))
    cursor.fail(`"${name}" is not a header`, 'such as x-user');
  return name ?? null;
}

function readRule(item: Cursor): RolloutRuleSpec | undefined {
  const entries = item.asMap('a rule', ['header', 'equals', 'path', 'to']);
  if (!entries) return undefined;
  const header = readHeader(entries.get('header'));
  const equals = entries.get('equals')?.asString('the value of a header') ?? null;
  const path = entries.get('path')?.asString('a path') ?? null;
  const to = entries.get('to');
  const side = to?.asOneOf('to', ['new', 'legacy'] as const);
  if (path !== null && !/^(?:\/[\w.~-]+)+$/.test(path)) entries.get('path')?.fail(`"${path}" is not a path`);
  if (equals !== null && /['\\]/.test(equals)) entries.get('equals')?.fail(`"${equals}" has quotes`);
  if (equals !== null && header === null) entries.get('equals')?.fail('the rule names no header', 'add header', true);
  if (header === null && path === null) return item.fail('the rule fits everything', 'name a header or a path');
  if (!to) return item.fail('the rule does not say to which side', 'add to: new, or to: legacy');
  return side && { header, equals, path, to: side };
}

function readFields(cursor: Cursor | undefined): LegacySpec['fields'] {
  const fields: { legacy: string; ours: string }[] = [];
  for (const [legacy, item] of cursor?.asMap('fields') ?? []) {
    const ours = item.asString('the name of a field');
    if (ours === undefined) continue;
    const help = 'write fields: { order_no: id }: the old name, and ours';
    if (!/^[A-Za-z_$][\w$]*$/.test(legacy)) item.fail(`"${legacy}" is not the name of a field`, help, true);
    else if (!/^[A-Za-z_$][\w$]*$/.test(ours)) item.fail(`"${ours}" is not the name of a field`, help);
    else if (fields.some((other) => other.ours === ours)) item.fail(`two fields become "${ours}"`, help);
    else fields.push({ legacy, ours });
  }
  return fields;
}
