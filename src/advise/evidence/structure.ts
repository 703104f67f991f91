import type { Service, SystemModel } from '../../model/system.ts';
import { isBrowserPackage, isRenderingPackage } from '../../recover/inventory/package-kinds.ts';
import { count } from '../../util/markdown.ts';
import { some } from '../seams/reasons.ts';
import { isDomainName } from '../seams/roles.ts';
import { known, unknown, type Fact, type Reading, type Sources } from './fact.ts';

/** Services that run on a server: no front ends, no modules inside a process. */
export function backEnds({ services }: SystemModel): readonly Service[] {
  return services.filter(({ kind }) => kind !== 'frontend' && kind !== 'module');
}

/** What the system is made of. */
export const structureFacts: readonly Fact[] = [
  {
    name: 'architecture-shape',
    title: 'What there is today',
    kind: 'choice',
    words: ['none', 'monolith', 'modular-monolith', 'services'],
    read: shape,
  },
  {
    name: 'services',
    title: 'Services that run on a server',
    kind: 'count',
    unit: 'services',
    read: ({ model }) => servicesReading(backEnds(model), 'service'),
  },
  {
    name: 'deployables',
    title: 'Units that are deployed alone, front ends included',
    kind: 'count',
    unit: 'deployables',
    read: ({ model }) => servicesReading(model.services.filter(({ kind }) => kind !== 'module'), 'deployable'),
  },
  {
    name: 'product-areas',
    title: 'Product areas, by packages, modules and folders of the domain',
    kind: 'count',
    unit: 'areas',
    read: areas,
  },
  {
    name: 'languages',
    title: 'Languages of the services',
    kind: 'list',
    read: ({ model }) => languages(backEnds(model), (language) => language, 'languages'),
  },
  {
    name: 'runtimes',
    title: 'Number of runtimes that the services need',
    kind: 'count',
    unit: 'runtimes',
    read: ({ model }) => {
      const reading = languages(backEnds(model), runtimeOf, 'runtimes');
      return 'value' in reading && Array.isArray(reading.value) ? { ...reading, value: reading.value.length } : reading;
    },
  },
  { name: 'client-kinds', title: 'Kinds of clients in the repository', kind: 'list', words: ['web', 'mobile', 'desktop'], read: clients },
  {
    name: 'client-apps',
    title: 'Front ends in the repository',
    kind: 'count',
    unit: 'front ends',
    read: ({ model }) => {
      const found = model.services.filter(({ kind }) => kind === 'frontend');
      if (found.length === 0) return unknown('no front end was recognised; it may lie elsewhere');
      return known(found.length, `model: ${some(found.map(({ name }) => name))}`, found.flatMap(placeOf));
    },
  },
  { name: 'gateways', title: 'Services that pass requests on', kind: 'count', unit: 'gateways', read: ofKind('gateway') },
  { name: 'bffs', title: 'Back ends for front ends', kind: 'count', unit: 'back ends', read: ofKind('bff') },
];

function placeOf({ evidence }: Service): Service['evidence'] {
  return evidence.slice(0, 1);
}

function servicesReading(found: readonly Service[], word: string): Reading {
  if (found.length === 0) return unknown(`no ${word} was recognised`, 'archwright model says what was not understood');
  return known(found.length, `model: ${count(found.length, word)}: ${some(found.map(({ name }) => name))}`, found.flatMap(placeOf));
}

function ofKind(kind: Service['kind']): Fact['read'] {
  return ({ model }) => {
    const found = model.services.filter((service) => service.kind === kind);
    if (model.services.length === 0) return unknown('no service was recognised');
    return known(found.length, `model: ${found.length === 0 ? `no ${kind}` : some(found.map(({ name }) => name))}`, found.flatMap(placeOf));
  };
}

// A few folders are a beginning; from here on they cut the code.
const FEWEST_MODULES = 3;

function shape(sources: Sources): Reading {
  const services = backEnds(sources.model);
  if (services.length > 1) {
    const reading = servicesReading(services, 'service');
    return 'value' in reading ? { ...reading, value: 'services' } : reading;
  }
  if (sources.sourceFiles === 0)
    return unknown('there is no JavaScript or TypeScript here that could be judged', 'give the root of the repository');
  const [only] = services;
  if (only === undefined) return unknown('nothing that starts was recognised', 'archwright model says what was not understood');
  const modules = sources.modules.filter(({ folder }) => isDomainName(folder));
  if (modules.length < FEWEST_MODULES) return known('monolith', `model: one service, ${only.name}, and no modules in it`, placeOf(only));
  return known('modular-monolith', `model: one service, ${only.name}, with ${count(modules.length, 'module')}: ${some(modules.map(({ name }) => name))}`, placeOf(only));
}

function areas({ modules, model }: Sources): Reading {
  const services = backEnds(model);
  if (services.length >= 2) return areasOfServices(services);
  const found = modules.filter(({ folder }) => isDomainName(folder));
  if (found.length < 2) return unknown('no modules were recognised', 'archwright seams --modules names them');
  const ways = [...new Set(found.map(({ by }) => by.replace(/^folder of .*/, 'folder')))];
  const places = found.map(({ folder, by }) => ({ file: folder, line: 0, column: 0, note: by }));
  const names = some(found.map(({ name }) => name));
  return known(found.length, `files: ${count(found.length, 'area')} by ${ways.join(', ')}: ${names}`, places);
}

// Services of one area share the first word of their names: `order-process`, `order-writer`.
function areasOfServices(services: readonly Service[]): Reading {
  const words = services.map(({ name }) => name.split(/[-_.]/)[0] ?? name);
  const groups = [...new Set(words)].filter((word) => words.filter((other) => other === word).length > 1).sort();
  const grouped = words.filter((word) => groups.includes(word)).length;
  if (groups.length < 2 || grouped * 2 < services.length)
    return unknown(`which of the ${services.length} services make one area, their names do not tell`);
  const source = `model: ${groups.length} groups of services by the first word of their names: ${some(groups)}`;
  return known(groups.length, source, services.flatMap(placeOf));
}

const LANGUAGE =
  /^(?:typescript|javascript|browser|python|go|java|kotlin|csharp|php|ruby|rust|elixir|scala|swift|dart|haskell|cpp)$/;

function languages(services: readonly Service[], wordOf: (language: string) => string, what: string): Reading {
  const words = new Map<string, Service>();
  // What an image is called says nothing of a language where it is none.
  for (const service of services.filter(({ language }) => LANGUAGE.test(language)))
    if (!words.has(wordOf(service.language))) words.set(wordOf(service.language), service);
  if (words.size === 0) return unknown('no service was recognised');
  const names = [...words.keys()].sort();
  return known(names, `model: ${what} of ${count(services.length, 'service')}`, [...words.values()].flatMap(placeOf));
}

function runtimeOf(language: string): string {
  return /^(?:typescript|javascript|browser)$/.test(language) ? 'node' : language;
}

const MOBILE = /^(?:react-native|expo|@ionic\/.*|@capacitor\/core|nativescript.*)$/;

function clients({ packages }: Sources): Reading {
  const kindOf = (name: string): string | undefined =>
    MOBILE.test(name) ? 'mobile' : name === 'electron' ? 'desktop' : isBrowserPackage(name) || isRenderingPackage(name) ? 'web' : undefined;
  const found = new Map<string, { file: string; line: number; column: number; note: string }>();
  for (const { file, dependencies } of packages) {
    for (const name of dependencies.keys()) {
      const kind = kindOf(name);
      if (kind !== undefined && !found.has(kind)) found.set(kind, { file, line: 1, column: 1, note: `depends on ${name}` });
    }
  }
  if (found.size === 0) return unknown('no client was recognised; it may lie elsewhere');
  return known([...found.keys()].sort(), 'packages: what front ends depend on', [...found.values()]);
}
