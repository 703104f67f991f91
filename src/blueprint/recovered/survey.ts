import { isOfEveryService } from '../../model/compare.ts';
import { plainPath } from '../../model/compare-facts.ts';
import type { Call, Endpoint, Evidence, Service, SystemModel } from '../../model/system.ts';
import { defaultOperation, endpointShape } from '../read-endpoint.ts';
import type { Blueprint } from '../blueprint.ts';
import { serviceNamesFor } from './names.ts';

/** An endpoint as it will be written: `GET /orders/{id}`, and the name of its operation. */
export interface WrittenEndpoint {
  readonly text: string;
  readonly operation: string;
  /** False where two endpoints would have this name by themselves. */
  readonly isDefault: boolean;
  readonly ids: readonly string[];
  readonly evidence: Evidence | undefined;
}

/** What is written of a whole model, so that each service can be written alone. */
export interface Survey {
  readonly model: SystemModel;
  readonly names: ReadonlyMap<string, string>;
  /** HTTP endpoints of each service, by its id. */
  readonly endpoints: ReadonlyMap<string, readonly WrittenEndpoint[]>;
  readonly bus: Blueprint['defaults']['bus'];
}

const generatedBuses = ['nats', 'rabbitmq', 'redis', 'kafka', 'sqs'] as const;

/** Gathers what a blueprint can say of a recovered model. */
export function surveyOf(model: SystemModel): Survey {
  const byService = new Map(model.services.map((service) => [service.id, writtenEndpoints(service, model)]));
  return { model, names: serviceNamesFor(model.services), endpoints: byService, bus: commonBus(model) };
}

/** The place of a fact: `cart/server.js:12`. */
export function place(evidence: readonly Evidence[]): string {
  const [first] = evidence;
  if (first === undefined) return '';
  return first.line > 0 ? `${first.file}:${first.line}` : first.file;
}

/** A path as a blueprint writes it: parameters in braces, what is not known as a parameter, nothing behind a question mark. */
export function bracedPath(path: string): string {
  const segments = plainPath(path.split(/[?#]/)[0] ?? '').split('/');
  const seen = new Map<string, number>();
  return segments
    .map((segment) => {
      const name = /:(\w+)/.exec(segment)?.[1];
      if (name === undefined) return segment;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return `{${/^\d/.test(name) ? `p${name}` : name}${count > 1 ? String(count) : ''}}`;
    })
    .join('/');
}

/** Calls over HTTP of a service to another one of the model. */
export function internalCalls({ model }: Survey, service: Service): readonly Call[] {
  return model.calls.filter(({ from, to }) => from === service.id && to !== null && to !== service.id);
}

function writtenEndpoints(service: Service, model: SystemModel): readonly WrittenEndpoint[] {
  const found = new Map<string, { text: string; operation: string; ids: string[]; evidence: Evidence | undefined }>();
  for (const endpoint of model.endpoints.filter((one) => one.service === service.id && isSayable(one))) {
    const text = `${endpoint.method} ${bracedPath(endpoint.path)}`;
    const shape = endpointShape(endpoint.method, bracedPath(endpoint.path));
    const known = found.get(shape);
    if (known) known.ids.push(endpoint.id);
    else {
      const path = bracedPath(endpoint.path).replace(/\{(\w+)\}/g, ':$1');
      const operation = defaultOperation(endpoint.method, path);
      found.set(shape, { text, operation, ids: [endpoint.id], evidence: endpoint.evidence[0] });
    }
  }
  const taken = new Set<string>();
  return [...found.values()].map((endpoint) => {
    let { operation } = endpoint;
    for (let count = 2; taken.has(operation); count++) operation = `${endpoint.operation}${count}`;
    taken.add(operation);
    return { ...endpoint, operation, isDefault: operation === endpoint.operation };
  });
}

/** Whether a blueprint speaks of such an endpoint at all. */
export function isSayable({ protocol, path }: Endpoint): boolean {
  return protocol === 'http' && !isOfEveryService(path);
}

// What most services talk over, as far as it can be generated for; new services will join them there.
function commonBus(model: SystemModel): Survey['bus'] {
  const uses = [...model.publications, ...model.subscriptions];
  const brokers = new Map(model.channels.map(({ id, broker }) => [id, broker]));
  const count = (bus: string): number => uses.filter(({ channel }) => brokers.get(channel) === bus).length;
  const [first] = [...generatedBuses].sort((a, b) => count(b) - count(a));
  return first !== undefined && count(first) > 0 ? first : 'nats';
}
