import type { Blueprint, BusKind, EndpointSpec } from '../blueprint/blueprint.ts';
import type { BlueprintEdit } from '../blueprint/edit-blueprint.ts';
import { UserError } from '../util/user-error.ts';
import { atPublishedVersion } from './additions/draft.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { pathParameters } from './views/endpoint-kind.ts';
import { snake } from './names.ts';

/** What is asked about a service that is to be made. `null`: not said. */
export interface ServiceAnswers {
  readonly kind: 'service' | 'worker' | 'bff';
  /** Of a system that begins with it. */
  readonly shape: Blueprint['system']['shape'];
  /** Of a bff, as the blueprint has them. */
  readonly aggregates: Readonly<Record<string, unknown>>;
  readonly name: string;
  /** `POST /orders`, `GET /orders/{id} as findOrder`. */
  readonly endpoints: readonly string[];
  readonly owns: readonly string[];
  /** `payment POST /charges` or `payment.charge`. */
  readonly calls: readonly string[];
  readonly publishes: readonly string[];
  readonly subscribes: readonly string[];
  readonly bus: BusKind | null;
  readonly port: number | null;
}

/** The endpoints that a service of this name begins with unless others are given. */
export function defaultEndpoints(name: string): string[] {
  return [`POST /${name}`, `GET /${name}`, `GET /${name}/{id}`];
}

/** The tables that it begins with. */
export function defaultTables(name: string): string[] {
  return [snake(name)];
}

/**
 * The edits that add a service to a blueprint; without one, to an empty file for a system named `system`.
 * What it calls and publishes is done by its first POST endpoint (or its first at all) until somebody says otherwise.
 */
export function serviceEdits(
  answers: ServiceAnswers,
  blueprint: Blueprint | undefined,
  system: string,
): BlueprintEdit[] {
  const { name } = answers;
  if (blueprint?.services.some((service) => service.name === name))
    throw new UserError(`the service "${name}" is declared already`, {
      where: blueprint.where(['services', name], true),
      help: 'change it there and run "archwright generate"',
    });
  const edits: BlueprintEdit[] = [];
  if (blueprint === undefined) edits.push({ path: ['system'], value: { name: system, shape: answers.shape } });
  if (answers.bus !== null) edits.push({ path: ['defaults', 'bus'], value: answers.bus });
  const calls = answers.calls.map((call) => findCall(call, blueprint));
  const byCallee = new Map<string, string[]>();
  for (const { service, endpoint } of calls)
    byCallee.set(service, [...(byCallee.get(service) ?? []), `${endpoint.method} ${braces(endpoint.path)}`]);
  const entries = {
    ...(answers.kind !== 'service' && { kind: answers.kind }),
    ...(answers.port !== null && { port: answers.port }),
    ...(answers.owns.length > 0 && { owns: [...answers.owns] }),
    ...(answers.endpoints.length > 0 && { endpoints: endpointEntries(answers, calls) }),
    ...(byCallee.size > 0 && { calls: Object.fromEntries(byCallee) }),
    ...(answers.publishes.length > 0 && { publishes: [...answers.publishes] }),
    ...(answers.subscribes.length > 0 && {
      subscribes: answers.subscribes.map((event) => atPublishedVersion(event, blueprint)),
    }),
    ...(Object.keys(answers.aggregates).length > 0 && { aggregates: answers.aggregates }),
  };
  edits.push({ path: ['services', name], value: entries });
  return edits;
}

type EndpointEntry = string | { [endpoint: string]: { as?: string; calls?: string[]; publishes?: string[] } };

function endpointEntries(answers: ServiceAnswers, calls: readonly FoundCall[]): EndpointEntry[] {
  const { endpoints, publishes } = answers;
  if (calls.length === 0 && publishes.length === 0) return [...endpoints];
  const doer = endpoints.find((endpoint) => endpoint.startsWith('POST ')) ?? endpoints[0];
  return endpoints.map((endpoint) => {
    if (endpoint !== doer) return endpoint;
    const [text = endpoint, as] = endpoint.split(/\s+as\s+/);
    return {
      [text]: {
        ...(as !== undefined && { as }),
        ...(calls.length > 0 && { calls: calls.map((call) => `${call.service}.${call.endpoint.operation}`) }),
        ...(publishes.length > 0 && { publishes: [...publishes] }),
      },
    };
  });
}

interface FoundCall {
  readonly service: string;
  readonly endpoint: EndpointSpec;
}

/** Every call that a blueprint makes possible, as `--calls` takes them. */
export function possibleCalls(blueprint: Blueprint): string[] {
  return blueprint.services.flatMap(({ name, endpoints }) =>
    endpoints.map(({ method, path }) => `${name} ${method} ${braces(path)}`),
  );
}

function findCall(text: string, blueprint: Blueprint | undefined): FoundCall {
  const [, service = '', what = ''] = /^([^\s.]+)[\s.]+(.+)$/.exec(text.trim()) ?? [];
  const shape = (endpoint: string): string => endpoint.replace(/\{\w+\}|:\w+/g, '{}');
  for (const { name, endpoints } of blueprint?.services ?? []) {
    if (name !== service) continue;
    const endpoint = endpoints.find(
      ({ method, path, operation }) => operation === what || shape(`${method} ${path}`) === shape(what),
    );
    if (endpoint !== undefined) return { service, endpoint };
  }
  const possible = blueprint === undefined ? [] : possibleCalls(blueprint);
  const near = didYouMean(text, possible);
  throw new UserError(`no service declares the endpoint of the call "${text}"`, {
    help:
      possible.length === 0
        ? 'there is no other service yet: make the one that is called first'
        : `${near === undefined ? '' : `did you mean "${near}"? `}possible calls: ${possible.join(', ')}`,
  });
}

function braces(path: string): string {
  return pathParameters(path).reduce((text, name) => text.replace(`:${name}`, `{${name}}`), path);
}
