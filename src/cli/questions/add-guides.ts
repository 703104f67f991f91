import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { splitVersion } from '../../blueprint/read-events.ts';
import { flawOfEvent, flawOfKebabName, flawOfOperation, flawOfTable } from '../../blueprint/names.ts';
import { eventsOfTable } from '../../blueprint/table-events.ts';
import { possibleCalls } from '../../scaffold/service-answers.ts';
import type { AddedKind } from './add-questions.ts';
import { textOf, type Guide, type Guides, type Surroundings } from './guide.ts';

const needed: Guide = {};
const optionalText: Guide = { silent: () => '' };
const optionalList: Guide = { silent: () => [] };
const no: Guide = { silent: () => false };

const services = ({ blueprint }: Surroundings): readonly ServiceSpec[] => blueprint?.services ?? [];

const serviceOf = (test: (service: ServiceSpec) => boolean): Guide => ({
  choices: (around) =>
    services(around)
      .filter(test)
      .map(({ name }) => name),
});

const chosen = (around: Surroundings): ServiceSpec | undefined =>
  services(around).find(({ name }) => name === textOf(around.answers, 'service'));

/** Operations of the service that was chosen. */
const operations: Guide = {
  choices: (around) => chosen(around)?.endpoints.map(({ operation }) => operation) ?? [],
  wanted: (around) => (chosen(around)?.endpoints.length ?? 0) > 0,
  silent: () => [],
};

const published = (blueprint: Blueprint | undefined): string[] => [
  ...new Set(
    blueprint?.services.flatMap((service) => [...service.publishes, ...service.eventSourced.flatMap(eventsOfTable)]),
  ),
];

const works = ({ kind }: ServiceSpec): boolean => kind === 'service' || kind === 'worker';
const answers = ({ kind }: ServiceSpec): boolean => kind === 'service' || kind === 'bff';

/** How the questions of each thing are asked. */
export const addGuides: Readonly<Record<AddedKind, Guides>> = {
  endpoint: {
    endpoint: needed,
    service: serviceOf(answers),
    as: { ...optionalText, flawOf: flawOfOperation },
    calls: {
      ...optionalList,
      choices: (around) =>
        around.blueprint
          ? possibleCalls(around.blueprint).filter((call) => !call.startsWith(`${chosen(around)?.name} `))
          : [],
    },
    publishes: { ...optionalList, flawOf: flawOfEvent },
    starts: {
      ...optionalText,
      wanted: (around) => (chosen(around)?.sagas.length ?? 0) > 0,
      choices: (around) => ['', ...(chosen(around)?.sagas.map(({ name }) => name) ?? [])],
    },
    idempotent: {
      offer: () => 'no',
      silent: () => 'no',
      wanted: (around) =>
        /^(?:POST|PATCH) /.test(textOf(around.answers, 'endpoint')) && chosen(around)?.owns.length !== 0,
    },
  },
  call: {
    service: serviceOf(({ kind }) => kind !== 'gateway'),
    to: {
      choices: (around) =>
        around.blueprint
          ? possibleCalls(around.blueprint).filter((call) => !call.startsWith(`${chosen(around)?.name} `))
          : [],
    },
    by: operations,
    timeout: optionalText,
    retries: optionalText,
    bulkhead: optionalText,
    fallback: { offer: () => 'fail', silent: () => '' },
    protocol: { offer: () => 'http', silent: () => '' },
  },
  event: {
    event: { flawOf: (text) => flawOfEvent(splitVersion(text).type) },
    service: serviceOf(works),
    by: operations,
  },
  'cpu-job': { job: { flawOf: flawOfKebabName }, service: serviceOf(works), by: operations },
  subscription: { event: { choices: ({ blueprint }) => published(blueprint) }, service: serviceOf(works) },
  saga: {
    name: { flawOf: flawOfKebabName },
    service: serviceOf(works),
    steps: needed,
    style: { offer: ({ blueprint }) => blueprint?.defaults.sagas ?? 'orchestration', silent: () => '' },
    by: { ...operations, choices: (around) => ['', ...(operations.choices?.(around) ?? [])], silent: () => '' },
  },
  table: { table: { flawOf: flawOfTable }, service: serviceOf(works), eventSourced: no },
  view: {
    table: { flawOf: flawOfTable },
    service: serviceOf(works),
    from: {
      choices: (around) => {
        const service = chosen(around);
        return service ? [...service.publishes, ...service.eventSourced.flatMap(eventsOfTable)] : [];
      },
    },
  },
  copy: {
    table: { flawOf: flawOfTable },
    service: serviceOf(works),
    from: { choices: (around) => published(around.blueprint) },
  },
  route: {
    prefix: needed,
    gateway: serviceOf(({ kind }) => kind === 'gateway'),
    to: serviceOf(({ kind }) => kind === 'service' || kind === 'bff'),
    timeout: optionalText,
    scopes: optionalList,
    public: no,
    rateLimit: optionalText,
  },
  aggregate: {
    path: needed,
    service: serviceOf(({ kind }) => kind === 'gateway' || kind === 'bff'),
    parts: needed,
  },
};
