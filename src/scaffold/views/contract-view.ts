import type { Contract } from '../contracts.ts';
import { requiredTexts } from '../specs/operation.ts';
import { hasBody } from './client-view.ts';
import type { CrawlView } from './crawl-view.ts';
import type { HandlerView } from './handler-view.ts';
import type { ServiceView } from './service-view.ts';

/** A call of the consumer's client in its test. */
interface CallTest {
  readonly operation: string;
  /** Arguments, as TypeScript. */
  readonly args: string;
  /** Whether something of the answer is relied on, and whether it comes with a fallback around it. */
  readonly reads: boolean;
  readonly wrapped: boolean;
}

/** Both sides of a service's contracts, for test/contracts.test.ts. */
export interface ContractView extends CrawlView {
  /** From the test to the folder of contracts. */
  readonly folder: string;
  readonly consumes: boolean;
  readonly provides: boolean;
  readonly clients: readonly {
    readonly callee: string;
    readonly className: string;
    readonly file: string;
    readonly calls: readonly CallTest[];
  }[];
  /** Services that are called over gRPC. */
  readonly protos: readonly string[];
  readonly ownProto: boolean;
  readonly rpc: boolean;
  readonly handles: readonly { readonly type: string; readonly handlerFn: string; readonly file: string }[];
  readonly calls: boolean;
  readonly providesEvents: boolean;
  /** What makes the service publish, as TypeScript, and functions of events.ts that this needs. */
  readonly publishes: readonly { readonly type: string; readonly code: string }[];
  readonly direct: readonly string[];
  /** Whether its endpoints are asked, and rows have to be there before. */
  readonly asked: boolean;
  readonly prepares: boolean;
  readonly running: boolean;
  readonly upstream: boolean;
  readonly grpcUpstream: boolean;
  readonly setup: boolean;
  /** Which helpers it imports. */
  readonly fields: boolean;
  readonly examples: boolean;
}

/** What the test of a service's contracts needs; null for a service without any. */
export function contractView(service: ServiceView, contracts: readonly Contract[]): ContractView | null {
  const needed = contracts.filter(({ consumer }) => consumer === service.name);
  const promised = contracts.filter(({ provider }) => provider === service.name);
  if (needed.length + promised.length === 0) return null;
  const clients = clientTests(service, needed);
  const handled = new Set(needed.flatMap(({ events }) => events.map(({ type }) => type)));
  const handles = service.subscribes.filter(({ type }) => handled.has(type));
  const calls = promised.flatMap((contract) => contract.calls);
  const types = new Set(promised.flatMap(({ events }) => events.map(({ type }) => type)));
  const publications = service.publishes
    .filter(({ type }) => types.has(type))
    .map((event) => publication(event, service));
  const asked = new Set([
    ...calls.map(({ operation }) => operation),
    ...publications.flatMap(({ operation }) => operation ?? []),
  ]);
  const rows = service.crawl.rows.filter(({ operation }) => asked.has(operation));
  const streams = service.crawl.streams.filter(({ operation }) => asked.has(operation));
  const running = handles.length > 0 || promised.length > 0;
  const protos = needed.filter((contract) => contract.calls.some(({ rpc }) => rpc)).map(({ provider }) => provider);
  const ownProto = calls.some(({ rpc }) => rpc);
  const upstream = clients.length > 0 || (running && service.has.urls);
  return {
    folder: `../${service.rootPath}contracts/`,
    consumes: needed.length > 0,
    provides: promised.length > 0,
    clients,
    protos,
    ownProto,
    rpc: protos.length > 0 || ownProto,
    handles,
    calls: calls.length > 0,
    providesEvents: publications.length > 0,
    publishes: publications,
    direct: publications.flatMap(({ direct }) => direct ?? []),
    asked: asked.size > 0,
    rows,
    streams,
    prepares: rows.length + streams.length > 0,
    running,
    upstream,
    grpcUpstream: running && service.has.grpcClients,
    setup: running || upstream,
    examples: clients.length > 0 || handles.length > 0 || (calls.length > 0 && rows.length + streams.length > 0),
    fields: promised.length > 0 || clients.some((client) => client.calls.some(({ reads }) => reads)),
  };
}

function clientTests({ clients }: ServiceView, needed: readonly Contract[]): ContractView['clients'] {
  return clients
    .filter(({ isGrpc }) => !isGrpc)
    .map(({ callee, className, file, operations }) => {
      const calls = needed.find(({ provider }) => provider === callee)?.calls ?? [];
      const tested = operations.flatMap(({ operation, parameters, body, takesKey, stale, empty }) => {
        const call = calls.find((other) => other.operation === operation);
        if (call === undefined) return [];
        const args = [
          ...parameters.map(() => "'7'"),
          ...(body ? ['request.body ?? {}'] : []),
          ...(takesKey ? ["{ idempotencyKey: 'contract' }"] : []),
        ].join(', ');
        return [{ operation, args, reads: Object.keys(call.answer.fields).length > 0, wrapped: stale || empty }];
      });
      return { callee, className, file, calls: tested };
    })
    .filter(({ calls }) => calls.length > 0);
}

interface Publication {
  readonly type: string;
  readonly code: string;
  /** Of the endpoint that publishes it, or the function that does where no endpoint is. */
  readonly operation?: string;
  readonly direct?: string;
}

function publication({ type, publishFn }: ServiceView['publishes'][number], service: ServiceView): Publication {
  const endpoint = service.endpoints.find(({ publishFns }) => publishFns.includes(publishFn));
  if (endpoint === undefined) {
    const outbox = `() => service.deps.store.transaction((tx) => ${publishFn}(service.deps.outbox, tx, { id: '7' }))`;
    return {
      type,
      direct: publishFn,
      code: service.has.outbox ? outbox : `() => ${publishFn}(service.deps.bus, { id: '7' })`,
    };
  }
  return { type, operation: endpoint.operation, code: publishingRequest(endpoint, service) };
}

function publishingRequest(endpoint: HandlerView, { crawl }: ServiceView): string {
  const { method, operation } = endpoint;
  const id = `event-${operation}`;
  const query = requiredTexts(endpoint, 'query').map((name) => `${name}=${id}`);
  const path = `${endpoint.path.replace(/:\w+/g, id)}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const body = ["note: 'test'", ...requiredTexts(endpoint, 'body').map((name) => `${name}: '${id}'`)].join(', ');
  const request = `ask('${method}', '${path}', ${hasBody(method) ? `{ ${body} }, '${id}'` : 'undefined'})`;
  const needsRow = [...crawl.rows, ...crawl.streams].some((row) => row.operation === operation);
  return needsRow ? `() => prepare('${operation}', '${id}', {}).then(() => ${request})` : `() => ${request}`;
}
