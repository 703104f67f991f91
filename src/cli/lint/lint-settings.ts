import { dirname, join, relative, resolve } from 'node:path';
import { declaredModel } from '../../blueprint/declared-model.ts';
import { deployedModel, MONOLITH_FOLDER } from '../../blueprint/deployed-model.ts';
import { findBlueprint, readBlueprint } from '../../blueprint/read-blueprint.ts';
import type { Blueprint, LintSettings, RuleSettingMap } from '../../blueprint/blueprint.ts';
import { isFile, readText } from '../../io/read-text.ts';
import { frameAt } from '../../io/yaml.ts';
import { isPreset } from '../../lint/presets.ts';
import { defaultSettings, type Locate } from '../../lint/settings.ts';
import type { SystemModel } from '../../model/system.ts';
import { UserError } from '../../util/user-error.ts';
import { resolveSettingsFile } from './resolve-settings-file.ts';

/** Something that a file of settings names by a path or package name, and how to point at it. */
export interface NamedThing {
  readonly name: string;
  /** Folder of the file that names it. */
  readonly folder: string;
  readonly place: ReturnType<Locate>;
}

/** The settings of a run, and what they name besides rules. */
export interface LintConfiguration {
  readonly settings: LintSettings;
  readonly locate: Locate;
  /** The file that the settings begin in; undefined without one. */
  readonly file: string | undefined;
  readonly customRules: readonly NamedThing[];
  readonly baseline: NamedThing | undefined;
  /** The system that the file declares besides; undefined when it declares no service. */
  readonly declared: SystemModel | undefined;
}

/**
 * The settings for a repository: of the file named, else of the blueprint in its root, else the defaults; with all that
 * they extend, of which the later weighs more and the file itself most.
 */
export function readLintSettings(dir: string, config: string | undefined): LintConfiguration {
  const file = config ?? findBlueprint(dir);
  const layers = file === undefined ? [] : layersOf(file, []);
  const own = layers.filter((layer) => typeof layer !== 'string');
  const { settings, locate } = merge(own);
  const baseline = own.findLast(({ lint }) => lint.baseline !== undefined);
  return {
    settings: { ...settings, extends: layers.filter((layer) => typeof layer === 'string') },
    locate,
    file,
    customRules: own.flatMap((layer) =>
      layer.lint.customRules.map((name, index) => named(layer, name, ['lint', 'customRules', index])),
    ),
    declared: declaredBy(own.at(-1)),
    baseline: baseline && named(baseline, baseline.lint.baseline ?? '', ['lint', 'baseline']),
  };
}

function declaredBy(blueprint: Blueprint | undefined): SystemModel | undefined {
  if (blueprint === undefined || blueprint.services.length === 0) return undefined;
  // Modules of code that was not generated lie anywhere: of them nothing can be said.
  const isGenerated = isFile(join(dirname(blueprint.file), MONOLITH_FOLDER, 'src', 'host.ts'));
  return isGenerated ? deployedModel(blueprint) : declaredModel(blueprint);
}

/** A file with all that it extends in front of it, presets by their names. */
function layersOf(file: string, way: readonly string[]): (Blueprint | string)[] {
  const path = resolve(file);
  const blueprint = readBlueprint(file);
  const bases = blueprint.lint.extends.flatMap((name, index, { length }) => {
    if (isPreset(name)) return [name];
    const place = placeIn(blueprint, length === 1 ? ['lint', 'extends'] : ['lint', 'extends', index]);
    const base = resolveSettingsFile(name, dirname(path), place);
    const circle = [...way, path];
    if (circle.includes(base)) throw circular([...circle.slice(circle.indexOf(base)), base], name, place);
    return layersOf(relative('.', base), circle);
  });
  return [...bases, blueprint];
}

function circular(circle: readonly string[], name: string, place: ReturnType<Locate>): UserError {
  const names = circle.map((path) => relative('.', path)).join(' → ');
  return new UserError(`"extends" goes in a circle through "${name}": ${names}`, {
    ...place,
    help: 'remove one of these steps',
  });
}

function named(blueprint: Blueprint, name: string, path: readonly (string | number)[]): NamedThing {
  return { name, folder: dirname(resolve(blueprint.file)), place: placeIn(blueprint, path) };
}

function placeIn({ file, where }: Blueprint, path: readonly (string | number)[], key = false): ReturnType<Locate> {
  const at = where(path, key);
  return { where: at, frame: frameAt(readText(file, 'the configuration'), at) };
}

/** One setting out of many; a place is looked for in the last file that says something about it. */
function merge(layers: readonly Blueprint[]): { settings: LintSettings; locate: Locate } {
  const rules: Record<string, RuleSettingMap[string]> = {};
  for (const { lint } of layers) {
    for (const [name, { severity, options }] of Object.entries(lint.rules)) {
      const before = Object.hasOwn(rules, name) ? rules[name] : undefined;
      const value = {
        ...before,
        ...(severity && { severity }),
        ...(options && { options: { ...before?.options, ...options } }),
      };
      Object.defineProperty(rules, name, { value, enumerable: true, configurable: true });
    }
  }
  const overrides = layers.flatMap((layer) =>
    layer.lint.overrides.map((override, index) => ({ layer, override, index })),
  );
  const locate: Locate = (path, key) => {
    const [, section, name, ...rest] = path;
    const override = section === 'overrides' ? overrides[Number(name)] : undefined;
    if (override) return placeIn(override.layer, ['lint', 'overrides', override.index, ...rest], key);
    const layer = layers.findLast(({ lint }) => says(lint.rules, String(name), rest));
    return layer ? placeIn(layer, path, key) : {};
  };
  const settings = {
    ...defaultSettings,
    rules,
    overrides: overrides.map(({ override }) => override),
    ignore: [...new Set(layers.flatMap(({ lint }) => lint.ignore))],
  };
  return { settings, locate };
}

function says(rules: RuleSettingMap, name: string, [option]: readonly (string | number)[]): boolean {
  if (!Object.hasOwn(rules, name)) return false;
  return option === undefined || Object.hasOwn(rules[name]?.options ?? {}, option);
}

/** The path that a name in a file of settings means, for messages and for reading. */
export function pathOf({ name, folder }: NamedThing): string {
  return relative('.', join(folder, name)) || '.';
}
