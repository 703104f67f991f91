import type { TemplateSettings, VariableValue } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import { flawOfTemplateSource } from './names.ts';

/** Reads `templates`: where templates of the user's own are, and the values of their variables. */
export function readTemplateSettings(cursor: Cursor | undefined): TemplateSettings {
  const entries = cursor && cursor.value !== null ? cursor.asMap('templates', ['from', 'variables']) : undefined;
  return { from: readSources(entries?.get('from')), variables: readVariables(entries?.get('variables')) };
}

function readSources(cursor: Cursor | undefined): string[] {
  if (cursor === undefined) return [];
  const items = Array.isArray(cursor.value) ? (cursor.asList('from') ?? []) : [cursor];
  return items.flatMap((item) => {
    const source = item.asString('the place of templates');
    return source !== undefined && item.check(source, flawOfTemplateSource(source)) ? [source] : [];
  });
}

function readVariables(cursor: Cursor | undefined): Record<string, VariableValue> {
  const variables: Record<string, VariableValue> = {};
  for (const [name, item] of (cursor && cursor.value !== null ? cursor.asMap('variables') : undefined) ?? []) {
    const { value } = item;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') variables[name] = value;
    else item.fail('a variable is a text, a number, true or false');
  }
  return variables;
}
