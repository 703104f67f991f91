import { isHealthPath } from '../../model/health-path.ts';
import type { Call, Endpoint, Service, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, withNote } from '../sites.ts';
import { count, joinList, quoteList } from '../wording.ts';

// `v1`, `v2.1`, `2024-01-01`, `version`: how a version stands in a path, a host or a query.
const VERSION = /(?:^|[/._:?&=-])(?:v\d+(?:\.\d+)*(?:[a-z]+\d*)?|\d{4}-\d\d-\d\d|(?:api-?)?version)(?=$|[/._:?&=-])/i;
const INTERNAL = /(?:^|\/)(?:metrics|internal|webhooks?|callbacks?|docs|swagger|openapi|favicon)(?:\/|$)/i;

/** Reports services whose endpoints several others call and that have no version anywhere. */
export const unversionedApi = defineRule({
  name: 'unversioned-api',
  group: 'advice',
  severity: 'info',
  summary: 'A service whose HTTP endpoints several other services call, and none of which carries a version.',
  why: 'Callers are deployed at other times than the service. Without a version there is no way to offer the old and the new form side by side, so an incompatible change has to go out everywhere at once.',
  fix: 'Put a version where callers see it (a path such as /v1, or a header), change within a version only by adding, and keep the old one until no caller is left.',
  limits: [
    'Services that version any endpoint: they have a scheme.',
    'Services whose endpoints archwright.yaml declares: a change is seen there, with all callers.',
    'Calls whose base URL is not known: the version may be a part of it.',
    'Callers whose client comes from a shared library or a contract: it changes together with the service.',
    'Services with fewer calling services than "minCallers"; a single caller can be changed with the service.',
    'gRPC and message patterns, whose messages are extended by their own rules, and GraphQL.',
    'Health, metrics, webhook and documentation endpoints.',
    'Versions that only a header or a media type carries, as far as code does not show them in a call.',
  ],
  options: {
    minCallers: {
      type: 'number',
      default: 2,
      minimum: 1,
      description:
        'How many other services have to call the endpoints. Two, because a change for one caller is agreed with one team.',
    },
  },
  examples: {
    bad: "app.get('/products/:id', getProduct); // called by orders and by search",
    good: "app.get('/v1/products/:id', getProduct); // called by orders and by search",
    systems: { bad: 'invalid-two-callers', good: 'valid-versions' },
  },
  references: [
    'https://learn.microsoft.com/azure/architecture/microservices/design/api-design#api-versioning',
    'https://cloud.google.com/apis/design/versioning',
  ],
  evidence: 'related',
  *check(model, { minCallers }, { declared }) {
    const inBlueprint = new Set(declared?.services.map(({ name }) => name));
    for (const service of model.services) {
      if (inBlueprint.has(service.name)) continue;
      if (/^(?:frontend|function|module|gateway|bff)$/.test(service.kind)) continue;
      const own = model.endpoints.filter((one) => one.service === service.id);
      const calls = model.calls.filter((call) => isFromOther(model, call, service));
      if (own.some(({ path }) => VERSION.test(path)) || calls.some(isVersioned)) continue;
      const written = calls.filter((call) => isWrittenByHand(model, call));
      const used = own.filter((one) => isContract(one) && written.some(({ toEndpoint }) => toEndpoint === one.id));
      const callers = [
        ...new Set(written.filter((call) => used.some(({ id }) => id === call.toEndpoint)).map((call) => call.from)),
      ];
      if (callers.length >= minCallers) yield* report(model, service, used, callers);
    }
  },
});

function isFromOther({ services }: SystemModel, { from, to }: Call, service: Service): boolean {
  const caller = services.find(({ id }) => id === from);
  return (
    to === service.id &&
    from !== to &&
    caller !== undefined &&
    caller.path !== service.path &&
    caller.kind !== 'frontend'
  );
}

// A client that is made from a contract, or that lies in a library for all callers, changes together with the service.
const FROM_CONTRACT = /zodios|ts-rest|openapi|trpc|orval|swagger|generated/i;

// Where a base URL is not known, a version may stand in it.
function isWrittenByHand({ services }: SystemModel, { from, client, address, evidence: [site] }: Call): boolean {
  const path = services.find(({ id }) => id === from)?.path ?? '';
  const isOwn = site !== undefined && (path === '.' || site.file.startsWith(`${path}/`));
  return isOwn && address.host !== null && !FROM_CONTRACT.test(client);
}

function isVersioned({ target, path }: Call): boolean {
  return VERSION.test(target ?? '') || VERSION.test(path ?? '');
}

function isContract({ protocol, path }: Endpoint): boolean {
  return protocol === 'http' && !isHealthPath(path) && !INTERNAL.test(path) && !path.includes('*');
}

function* report(
  model: SystemModel,
  service: Service,
  used: readonly Endpoint[],
  callers: readonly string[],
): Iterable<Report> {
  const sites = used.flatMap(({ method, path, evidence }) =>
    evidence.slice(0, 1).map((site) => withNote(site, `${method} ${path}, called by others`)),
  );
  const [at] = sites;
  if (!at) return;
  const names = joinList(
    used.map(({ method, path }) => `${method} ${path}`),
    4,
  );
  yield {
    at,
    service: service.id,
    message: `${quoteList(callers.map(serviceNames(model)))} call ${count(used.length, 'endpoint')} of "${service.name}" and nothing carries a version: ${names}; how would an incompatible change go out?`,
    evidence: otherSites(sites, at),
  };
}
