import type { VariableValue } from '../../blueprint/blueprint.ts';
import { Cursor } from '../../blueprint/cursor.ts';
import { Mistakes } from '../../blueprint/mistakes.ts';
import { parseYaml } from '../../io/yaml.ts';
import type { Hook, Pack, VariableSpec } from './pack.ts';

const TYPES = ['string', 'number', 'boolean'] as const;

/** Reads templates.yaml of a pack. Throws UserError with every mistake at its place. */
export function readPackFile(file: string, text: string): Pick<Pack, 'variables' | 'packages' | 'hooks'> {
  const yaml = parseYaml(file, text);
  const mistakes = new Mistakes(yaml);
  const root = new Cursor(yaml.value ?? {}, [], mistakes);
  const entries = root.asMap('the file of templates', ['variables', 'packages', 'hooks']);
  const variables = [...(mapAt(entries?.get('variables'), 'variables') ?? [])].map(([name, item]) =>
    readVariable(name, item),
  );
  const packages: Record<string, string> = {};
  for (const [name, item] of mapAt(entries?.get('packages'), 'packages') ?? []) {
    const version = item.asString('the version of a package');
    if (version !== undefined && /^\d+\.\d+\.\d+(?:[-+][\w.-]+)?$/.test(version)) packages[name] = version;
    else if (version !== undefined) item.fail(`"${version}" is no exact version`, 'write it like 4.17.21');
  }
  const hooks = (entries?.get('hooks')?.asList('hooks') ?? []).flatMap((item) => readHook(item) ?? []);
  mistakes.throwIfAny();
  return { variables, packages, hooks: hooks.map(({ words }) => words) };
}

function mapAt(cursor: Cursor | undefined, what: string): Map<string, Cursor> | undefined {
  return cursor && cursor.value !== null ? cursor.asMap(what) : undefined;
}

function readVariable(name: string, cursor: Cursor): VariableSpec {
  if (!/^[A-Za-z]\w*$/.test(name))
    cursor.fail(`"${name}" cannot be the name of a variable`, 'letters, digits and underscores: team_name', true);
  const entries = cursor.asMap('a variable', ['type', 'description', 'default', 'enum', 'pattern']);
  const type = entries?.get('type')?.asOneOf('type', TYPES) ?? 'string';
  const valueOf = (item: Cursor): VariableValue | undefined => {
    if (typeof item.value === type) return item.value as VariableValue;
    return item.fail(`here a ${type} is expected`);
  };
  const fallback = entries?.get('default');
  const pattern = entries?.get('pattern');
  return {
    name,
    type,
    description: entries?.get('description')?.asString('the description') ?? '',
    default: fallback && valueOf(fallback),
    enum: (entries?.get('enum')?.asList('enum') ?? []).flatMap((item) => valueOf(item) ?? []),
    pattern: pattern && readPattern(pattern),
  };
}

function readPattern(cursor: Cursor): string | undefined {
  const text = cursor.asString('pattern');
  if (text === undefined) return undefined;
  try {
    return new RegExp(`^(?:${text})$`, 'u').source;
  } catch (error) {
    return cursor.fail(`this is no regular expression: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readHook(cursor: Cursor): { words: Hook } | undefined {
  const items = cursor.asList('a hook');
  const words = (items ?? []).flatMap((item) => item.asString('a word of a hook') ?? []);
  if (items && words.length === items.length && words.length > 0) return { words };
  if (items?.length === 0) cursor.fail('a hook has no words', 'write it like [npx, prettier, --write, .]');
  return undefined;
}
