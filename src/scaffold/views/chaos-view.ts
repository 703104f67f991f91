import type { ServiceView } from './service-view.ts';

/** An operation of a client, and what guards its calls. Durations in milliseconds. */
interface BrokenCall {
  readonly from: string;
  readonly to: string;
  readonly what: string;
  /** The property of the service's dependencies that holds the client. */
  readonly client: string;
  readonly operation: string;
  readonly args: string;
  readonly timeout: number;
  readonly retries: number;
  readonly concurrent: number;
  readonly breaker: boolean;
  /** It is repeated only with a key. */
  readonly keyed: boolean;
}

/** The edges between services that `npm run chaos` breaks. */
export interface ChaosView {
  readonly hasEdges: boolean;
  readonly calls: readonly BrokenCall[];
  readonly routes: readonly { readonly from: string; readonly to: string; readonly path: string }[];
  /** `path` is that of an endpoint that publishes and needs neither parameters nor others; empty when there is none. */
  readonly publications: readonly { from: string; type: string; outbox: boolean; path: string }[];
  /** Whether the system can have a broker. */
  readonly broker: boolean;
  /** What is imported of chaos/faults.mjs. */
  readonly functions: readonly string[];
}

/** Every call, route and publication of the services. */
export function chaosView(services: readonly ServiceView[]): ChaosView {
  // Only what this system starts can be broken by it.
  const started = new Set(services.map(({ name }) => name));
  const calls = services.flatMap(callsOf).filter(({ to }) => started.has(to));
  const routes = services.flatMap(({ name, passedOn: own }) =>
    own.flatMap(({ prefix, to }) => (started.has(to) ? [{ from: name, to, path: prefix }] : [])),
  );
  const publications = services.flatMap(publicationsOf);
  return {
    hasEdges: calls.length + routes.length + publications.length > 0,
    calls,
    routes,
    publications,
    broker: services.some(({ broker }) => broker),
    functions: [
      ...(calls.length > 0 ? ['breakCall'] : []),
      ...(publications.length > 0 ? ['breakPublication'] : []),
      ...(routes.length > 0 ? ['breakRoute'] : []),
    ],
  };
}

function callsOf({ name, clients }: ServiceView): BrokenCall[] {
  return clients.flatMap(({ callee, property, operations, pools }) =>
    operations.flatMap((operation) => {
      const pool = pools.find(({ http }) => http === operation.http);
      if (pool === undefined) return [];
      const { takesKey: keyed, example } = operation;
      return {
        from: name,
        to: callee,
        what: `${operation.method} ${operation.path}`,
        client: property,
        operation: operation.operation,
        args: [...(example === '' ? [] : [example]), ...(keyed ? ['options'] : [])].join(', '),
        timeout: pool.timeout,
        retries: pool.retries,
        concurrent: pool.bulkhead,
        breaker: pool.breaker,
        keyed,
      };
    }),
  );
}

function publicationsOf({ name, publishes, endpoints, has }: ServiceView): ChaosView['publications'] {
  return publishes.map(({ type, publishFn }) => {
    // One that does its work whatever it is sent, without asking anybody.
    const endpoint = endpoints.find(
      ({ method, path, publishFns, calls, statements, inTransaction }) =>
        method === 'POST' &&
        !path.includes(':') &&
        publishFns.includes(publishFn) &&
        calls.length === 0 &&
        ![...statements, ...inTransaction].join().includes('requireText('),
    );
    return { from: name, type, outbox: has.outbox, path: endpoint?.path ?? '' };
  });
}
