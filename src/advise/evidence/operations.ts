import type { Evidence } from '../../model/system.ts';
import { known, unknown, type Fact, type Reading, type Sources } from './fact.ts';
import { placesOf, seen } from './find-marks.ts';
import { backEnds } from './structure.ts';

const ORCHESTRATORS = ['kubernetes', 'ecs', 'nomad', 'cloud-run', 'serverless', 'platform', 'compose', 'none'] as const;
const ELSEWHERE = 'nothing of it is in the repository; it may lie elsewhere';

/** How the system is built, deployed and watched. */
export const operationsFacts: readonly Fact[] = [
  { name: 'orchestrator', title: 'What runs the services', kind: 'choice', words: ORCHESTRATORS, read: orchestrator },
  { name: 'clouds', title: 'Clouds in use', kind: 'list', words: ['aws', 'gcp', 'azure'], read: words('cloud', 'files and packages: what is built for them') },
  {
    name: 'continuous-integration',
    title: 'A pipeline builds and tests every change',
    kind: 'truth',
    read: truth('pipeline', ['ci'], 'files: pipelines'),
  },
  {
    name: 'continuous-delivery',
    title: 'A pipeline brings changes to production',
    kind: 'truth',
    read: truth('pipeline', ['deploy'], 'files: pipelines that deploy, or manifests that are applied from git'),
  },
  {
    name: 'infrastructure-as-code',
    title: 'Infrastructure is made from files',
    kind: 'truth',
    read: (sources) => {
      const found = seen(sources.marks, 'infrastructure');
      if (found.length === 0) return unknown(ELSEWHERE);
      return known(true, `files: ${found.join(', ')}`, placesOf(sources.marks, found));
    },
  },
  { name: 'tracing', title: 'Requests can be followed through services', kind: 'truth', read: tracing },
  { name: 'central-logs', title: 'Logs come together in one place', kind: 'truth', read: truth('telemetry', ['central-logs'], 'files and packages: where logs are sent') },
  {
    name: 'service-registries',
    title: 'Registries by which services find each other',
    kind: 'list',
    words: ['consul', 'eureka', 'nacos'],
    read: words('platform', 'packages', ['consul', 'eureka', 'nacos']),
  },
  {
    name: 'service-mesh',
    title: 'A mesh that carries calls between services',
    kind: 'list',
    words: ['istio', 'linkerd'],
    read: words('platform', 'files', ['istio', 'linkerd']),
  },
  {
    name: 'workflow-engines',
    title: 'Engines that run workflows',
    kind: 'list',
    words: ['temporal', 'step-functions', 'camunda', 'inngest'],
    read: words('platform', 'files and packages', ['temporal', 'step-functions', 'camunda', 'inngest']),
  },
  {
    name: 'contracts',
    title: 'Kinds of contracts that others can read',
    kind: 'list',
    words: ['openapi', 'asyncapi', 'protobuf', 'graphql', 'avro', 'pact'],
    read: words('contract', 'files and packages'),
  },
  { name: 'protocols', title: 'Protocols that endpoints speak', kind: 'list', words: ['http', 'grpc', 'graphql', 'rpc'], read: protocols },
];

type Group = Parameters<typeof seen>[1];

function words(group: Group, from: string, only?: readonly string[]): Fact['read'] {
  return ({ marks }) => {
    const found = seen(marks, group, only);
    if (found.length === 0) return unknown(ELSEWHERE);
    return known(found, from, placesOf(marks, found));
  };
}

// That something is not in the repository proves nothing: there is no "no" among these.
function truth(group: Group, only: readonly string[], from: string): Fact['read'] {
  return ({ marks }) => {
    const found = seen(marks, group, only);
    return found.length === 0 ? unknown(ELSEWHERE) : known(true, from, placesOf(marks, found));
  };
}

function orchestrator({ marks }: Sources): Reading {
  const found = seen(marks, 'deployment');
  const [first] = ORCHESTRATORS.filter((word) => found.includes(word));
  if (first !== undefined) {
    const others = found.filter((word) => word !== first && word !== 'pm2');
    const also = others.length > 0 ? `; also ${others.join(', ')}` : '';
    const only = first === 'compose' ? '; production may run elsewhere' : '';
    return known(first, `files: deployment manifests${also}${only}`, placesOf(marks, [first]));
  }
  if (found.includes('pm2')) return known('none', 'files: processes are started by PM2', placesOf(marks, ['pm2']));
  return unknown('there are no deployment manifests; they may lie elsewhere');
}

function tracing({ marks, model }: Sources): Reading {
  const found = seen(marks, 'telemetry', ['tracing']);
  if (found.length > 0) return known(true, 'packages: what services depend on', placesOf(marks, found));
  const observed = backEnds(model).flatMap(({ correlation }) => (correlation ? [correlation] : []));
  const present = observed.filter(({ state }) => state === 'present');
  if (present.length > 0) return known(true, 'model: services pass a correlation id on', present.flatMap(({ evidence }) => evidence.slice(0, 1)));
  if (observed.length > 0 && observed.every(({ state }) => state === 'absent'))
    return known(false, 'model: no service passes anything on by which requests could be joined');
  return unknown(ELSEWHERE);
}

function protocols({ model }: Sources): Reading {
  const found = new Map<string, readonly Evidence[]>();
  for (const { protocol, evidence } of model.endpoints) if (!found.has(protocol)) found.set(protocol, evidence.slice(0, 1));
  if (found.size === 0) return unknown('no endpoint was recognised');
  return known([...found.keys()].sort(), `model: ${model.endpoints.length} endpoints`, [...found.values()].flat());
}
