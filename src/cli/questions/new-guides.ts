import type { Blueprint } from '../../blueprint/blueprint.ts';
import { flawOfEvent, flawOfFolder, flawOfServiceName, flawOfTable, type Flaw } from '../../blueprint/names.ts';
import { eventsOfTable } from '../../blueprint/table-events.ts';
import { defaultEndpoints, defaultTables, possibleCalls } from '../../scaffold/service-answers.ts';
import { listOf, textOf, type Guide, type Guides, type Surroundings } from './guide.ts';
import type { NewKind } from './new-questions.ts';

const nothing: Guide = { silent: () => '' };

const name: Guide = {
  flawOf: (text, { blueprint }) => {
    if (![...(blueprint?.services ?? []), ...(blueprint?.libraries ?? [])].some((each) => each.name === text))
      return flawOfServiceName(text);
    return { what: 'is declared already', help: 'change it in archwright.yaml and run "archwright generate"' };
  },
};

// A service that is told nothing about begins as a collection, if somebody agrees.
const isIdle = ({ answers }: Surroundings): boolean => !answers.has('endpoints') && !answers.has('subscribes');

const endpoints: Guide = {
  offer: ({ answers }) => defaultEndpoints(textOf(answers, 'name')),
  silent: (around, yes) => (!isIdle(around) ? [] : yes ? defaultEndpoints(textOf(around.answers, 'name')) : undefined),
};

const owns: Guide = {
  offer: ({ answers }) => (listOf(answers, 'endpoints').length > 0 ? defaultTables(textOf(answers, 'name')) : []),
  silent: ({ answers }, yes) => {
    const asked = listOf(answers, 'endpoints').join() === defaultEndpoints(textOf(answers, 'name')).join();
    return yes && asked ? defaultTables(textOf(answers, 'name')) : [];
  },
  flawOf: flawOfTable,
};

const calls: Guide = {
  choices: ({ blueprint }) => (blueprint ? possibleCalls(blueprint) : []),
  wanted: ({ blueprint }) => (blueprint?.services.length ?? 0) > 0,
  silent: () => [],
};

const published = (blueprint: Blueprint | undefined): string[] => [
  ...new Set(blueprint?.services.flatMap((one) => [...one.publishes, ...one.eventSourced.flatMap(eventsOfTable)])),
];

const publishes: Guide = { silent: () => [], flawOf: flawOfEvent };
const subscribes: Guide = {
  choices: ({ blueprint }) => published(blueprint),
  wanted: ({ blueprint }) => published(blueprint).length > 0,
  silent: () => [],
  flawOf: flawOfEvent,
};

// Who joins others talks over what they talk over.
const bus: Guide = {
  wanted: ({ blueprint, answers }) =>
    blueprint === undefined && [...listOf(answers, 'publishes'), ...listOf(answers, 'subscribes')].length > 0,
  offer: () => 'nats',
  silent: () => '',
};

const port: Guide = {
  silent: () => '',
  flawOf: (text): Flaw | undefined => {
    if (text === '' || (Number(text) >= 1 && Number(text) <= 65_535)) return undefined;
    return { what: 'is no port', help: 'A port is 1 to 65535.' };
  },
};

const eachService = ({ blueprint }: Surroundings): string[] =>
  (blueprint?.services ?? [])
    .filter(({ kind }) => kind === 'service' || kind === 'bff')
    .map((service) => `/api/${service.name}=${service.name}`);

const ofService: Guides = { name, endpoints, owns, calls, publishes, subscribes, bus, port };

/** How the questions of each thing are asked. */
export const newGuides: Readonly<Record<NewKind, Guides>> = {
  service: ofService,
  module: ofService,
  worker: {
    name,
    subscribes: { choices: ({ blueprint }) => published(blueprint), flawOf: flawOfEvent },
    owns: { silent: () => [], flawOf: flawOfTable },
    calls,
    publishes,
    bus,
    port,
  },
  gateway: {
    name,
    routes: {
      offer: eachService,
      silent: (around, yes) => (yes && eachService(around).length > 0 ? eachService(around) : undefined),
    },
    issuer: nothing,
    audience: { wanted: ({ answers }) => textOf(answers, 'issuer') !== '' },
    rateLimit: nothing,
    port,
  },
  bff: {
    name,
    aggregates: { silent: ({ answers }) => (answers.has('endpoints') ? [] : undefined) },
    endpoints: { silent: () => [] },
    calls,
    port,
  },
  library: {
    name,
    usedBy: {
      choices: ({ blueprint }) =>
        (blueprint?.services ?? []).filter(({ existing }) => existing === null).map((service) => service.name),
      silent: () => [],
    },
    path: {
      offer: ({ answers }) => `libs/${textOf(answers, 'name')}`,
      silent: () => '',
      flawOf: flawOfFolder,
    },
    owner: nothing,
  },
};
