import { register } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFile } from '../../io/read-text.ts';
import { flawOfRule, guardRule } from '../../lint/custom-rule.ts';
import type { Rule } from '../../lint/rule.ts';
import { UserError } from '../../util/user-error.ts';
import type { NamedThing } from '../lint/lint-settings.ts';
import { FROM } from './module-hooks.ts';

let isRegistered = false;

/**
 * Loads rules from files and packages: their code is executed, with the rights of the user. Throws UserError when one
 * cannot be loaded, exports no rules, or has a rule that is none or whose name is taken.
 */
export async function loadCustomRules(things: readonly NamedThing[], taken: readonly string[]): Promise<Rule[]> {
  const rules = new Map<string, Rule>();
  for (const thing of things) {
    for (const rule of rulesOf(await loadModule(thing), thing)) {
      const other = taken.includes(rule.name) || rules.has(rule.name);
      if (other) throw refuse(thing, `the name of its rule "${rule.name}" is taken`, 'give it another name');
      rules.set(rule.name, rule);
    }
  }
  return [...rules.values()];
}

async function loadModule(thing: NamedThing): Promise<unknown> {
  const { name, folder } = thing;
  const isPath = /^\.\.?\/|^\//.test(name) || isFile(resolve(folder, name));
  const file = resolve(folder, name);
  if (isPath && !isFile(file)) throw refuse(thing, 'it is no file', `looked for "${relative('.', file)}"`);
  if (!isRegistered) register('./module-hooks.js', import.meta.url);
  isRegistered = true;
  const address = isPath
    ? pathToFileURL(file).href
    : `${FROM}${name} ${pathToFileURL(resolve(folder, 'package.json')).href}`;
  try {
    return (await import(address)) as unknown;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && !isPath;
    const help = isMissing
      ? `npm install --save-dev ${name}; a file begins with "./"`
      : 'its code was executed and failed';
    throw refuse(thing, `it cannot be loaded: ${why}`, help);
  }
}

function rulesOf(module: unknown, thing: NamedThing): Rule[] {
  const exported = listOf(module) ?? [];
  if (exported.length === 0)
    throw refuse(thing, 'it exports no rules', 'write: export const rules = [defineRule({ … })];');
  return exported.map((value, index) => {
    const flaw = flawOfRule(value);
    const name = isObject(value) && typeof value['name'] === 'string' ? `"${value['name']}"` : `number ${index + 1}`;
    if (flaw !== null) throw refuse(thing, `its rule ${name} cannot be used: ${flaw}`);
    return guardRule(value as Rule, shown(thing));
  });
}

/** `rules` of a module; of one that is written in the older form, of what it exports as a whole. */
function listOf(module: unknown): readonly unknown[] | undefined {
  if (!isObject(module)) return undefined;
  const rules = module['rules'] ?? (isObject(module['default']) ? module['default']['rules'] : undefined);
  return Array.isArray(rules) ? rules : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function refuse(thing: NamedThing, what: string, help?: string): UserError {
  return new UserError(`rules from "${thing.name}": ${what}`, { ...thing.place, ...(help !== undefined && { help }) });
}

function shown({ name, folder }: NamedThing): string {
  const file = resolve(folder, name);
  return isFile(file) ? relative('.', file) : name;
}

/** What the command line names with `--rules-from`. */
export function namedOnCommandLine(names: readonly string[]): NamedThing[] {
  return names.map((name) => ({ name, folder: dirname(resolve('package.json')), place: {} }));
}
