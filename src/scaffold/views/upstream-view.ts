import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { ClientView } from './client-view.ts';
import type { RouteView } from './route-view.ts';
import type { StateMachineView } from './state-machine-view.ts';

/** A service that is called or routed to, and the variable that says where it is. */
export interface Upstream {
  readonly service: string;
  readonly env: string;
  readonly isGrpc: boolean;
  /** Whether an engine outside calls it where there is one, and this service in development alone. */
  readonly byEngine: boolean;
  /** Where it is unless the variable says so, when it is not among what is generated; null when it is. */
  readonly elsewhere: string | null;
}

/** What a service calls, routes to, or has called by state machines that it runs itself; each variable once. */
export function upstreamsOf(
  parts: {
    readonly clients: readonly ClientView[];
    readonly routes: readonly RouteView[];
    readonly machineUrls: StateMachineView['substitutions'];
  },
  { services }: Blueprint,
): Upstream[] {
  // The last one of a variable counts.
  const all = [
    ...parts.machineUrls.map(({ service, env }) => ({ service, env, isGrpc: false, byEngine: true })),
    ...parts.clients.map(({ callee, env, isGrpc }) => ({ service: callee, env, isGrpc, byEngine: false })),
    ...parts.routes.map(({ to, env }) => ({ service: to, env, isGrpc: false, byEngine: false })),
  ];
  return [...new Map(all.map((upstream) => [upstream.env, upstream])).values()].map((upstream) => {
    const found = services.find(({ name }) => name === upstream.service);
    return { ...upstream, elsewhere: found?.existing ? `http://127.0.0.1:${found.port || 9}` : null };
  });
}
