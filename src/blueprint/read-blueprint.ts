import { basename, dirname, join, resolve } from 'node:path';
import { isFile, readText } from '../io/read-text.ts';
import { parseYaml } from '../io/yaml.ts';
import type { Blueprint, BusKind } from './blueprint.ts';
import { Cursor } from './cursor.ts';
import { Mistakes } from './mistakes.ts';
import { flawOfFolder, flawOfKebabName, toKebab } from './names.ts';
import { readLint } from './read-lint.ts';
import { checkLibraries, librarySpecs, readLibraries } from './read-libraries.ts';
import { httpKinds } from './read-service.ts';
import { readServices } from './read-services.ts';
import { readDeploy, readOwner } from './read-surroundings.ts';
import { readTemplateSettings } from './read-template-settings.ts';
import { SAGA_STYLES } from './saga-style.ts';

/** Path of the blueprint in a folder (`archwright.yaml`, else `archwright.yml`), or undefined when it has none. */
export function findBlueprint(dir: string): string | undefined {
  return ['archwright.yaml', 'archwright.yml'].map((name) => join(dir, name)).find(isFile);
}

/**
 * Reads and checks a blueprint, and fills in every default. Throws one UserError that carries every mistake
 * (the first speaks, the others are its `others`), each with file:line:column and a code frame.
 */
export function readBlueprint(path: string): Blueprint {
  return parseBlueprint(path, readText(path, 'the blueprint'));
}

/** As `readBlueprint`, for a text that is already there; `path` is for messages and the system's default name. */
export function parseBlueprint(path: string, text: string): Blueprint {
  const yaml = parseYaml(path, text);
  const mistakes = new Mistakes(yaml);
  const root = new Cursor(yaml.value ?? {}, [], mistakes);
  const entries = root.asMap('the blueprint', [
    'system',
    'defaults',
    'services',
    'libraries',
    'decisions',
    'advise',
    'lint',
    'templates',
  ]);
  const system = readSystem(entries?.get('system'), path);
  const defaults = readDefaults(entries?.get('defaults'), system.shape);
  const libraries = readLibraries(entries?.get('libraries'), system.owner);
  const services = readServices(entries?.get('services'), {
    http: defaults.http,
    sagas: defaults.sagas,
    libraries,
    ...system,
  });
  checkLibraries(libraries, services, system);
  const blueprint: Blueprint = {
    file: path,
    system,
    defaults,
    services,
    libraries: librarySpecs(libraries),
    decisions: readDecisions(entries?.get('decisions')),
    lint: readLint(entries?.get('lint')),
    templates: readTemplateSettings(entries?.get('templates')),
    where: (at, key) => yaml.where(at, key),
  };
  checkAdvise(entries?.get('advise'));
  mistakes.throwIfAny();
  return blueprint;
}

// What the names and numbers mean is known where the trees are: here only their form is checked.
function checkAdvise(cursor: Cursor | undefined): void {
  const entries = cursor && cursor.value !== null ? cursor.asMap('advise', ['thresholds', 'overlay']) : undefined;
  for (const tree of entries?.get('thresholds')?.asMap('thresholds')?.values() ?? []) {
    for (const value of tree.asMap('the thresholds of a tree')?.values() ?? []) {
      if (typeof value.value !== 'number') value.asString('a threshold');
    }
  }
  const overlay = entries?.get('overlay');
  for (const file of Array.isArray(overlay?.value) ? (overlay.asList('overlay') ?? []) : overlay ? [overlay] : []) {
    file.asString('the file of an overlay');
  }
}

function readSystem(cursor: Cursor | undefined, path: string): Blueprint['system'] {
  const entries = cursor && cursor.value !== null ? cursor.asMap('system', ['name', 'shape', 'owner']) : undefined;
  const nameEntry = entries?.get('name');
  const name = nameEntry?.asString('the name of the system');
  if (name !== undefined) nameEntry?.check(name, flawOfKebabName(name));
  return {
    name: name ?? (toKebab(basename(dirname(resolve(path)))) || 'system'),
    shape: entries?.get('shape')?.asOneOf('shape', ['microservices', 'modular-monolith']) ?? 'microservices',
    owner: readOwner(entries?.get('owner')),
  };
}

function readDefaults(cursor: Cursor | undefined, shape: Blueprint['system']['shape']): Blueprint['defaults'] {
  const entries =
    cursor && cursor.value !== null
      ? cursor.asMap('defaults', ['bus', 'database', 'http', 'telemetry', 'discovery', 'sagas', 'deploy', 'ci'])
      : undefined;
  // Modules of one process need no broker between them; services do.
  const bus: BusKind = shape === 'modular-monolith' ? 'in-process' : 'nats';
  return {
    bus: entries?.get('bus')?.asOneOf('bus', ['in-process', 'nats', 'rabbitmq', 'redis', 'kafka', 'sqs']) ?? bus,
    database: entries?.get('database')?.asOneOf('database', ['postgres']) ?? 'postgres',
    http: entries?.get('http')?.asOneOf('http', httpKinds) ?? 'fastify',
    telemetry: entries?.get('telemetry')?.asOneOf('telemetry', ['none', 'otel']) ?? 'none',
    discovery: entries?.get('discovery')?.asOneOf('discovery', ['dns', 'consul']) ?? 'dns',
    sagas: entries?.get('sagas')?.asOneOf('sagas', SAGA_STYLES) ?? 'orchestration',
    deploy: readDeploy(entries?.get('deploy')),
    ci: entries?.get('ci')?.asOneOf('ci', ['github', 'gitlab', 'none']) ?? 'github',
  };
}

function readDecisions(cursor: Cursor | undefined): string {
  const folder = cursor?.asString('the folder of the decisions');
  if (cursor && folder !== undefined && cursor.check(folder, flawOfFolder(folder))) return folder.replace(/\/+$/, '');
  return 'docs/decisions';
}
