import type { Call, SystemModel } from '../model/system.ts';

const FEW = 3;

/**
 * Gives the calls that an endpoint's own handler makes. A call that more than a quarter of all endpoints of its service reach
 * stands in code that all share (a session, a job queue, a hub of callbacks): whether a request gets there is not known.
 */
export function ownCalls(model: SystemModel): (endpoint: string) => readonly Call[] {
  const counts = new Map<string, number>();
  for (const { service } of model.endpoints) counts.set(service, (counts.get(service) ?? 0) + 1);
  const byEndpoint = new Map<string, Call[]>();
  for (const call of model.calls) {
    const isShared = call.fromEndpoints.length > Math.max(FEW, (counts.get(call.from) ?? 0) / 4);
    if (isShared) continue;
    for (const endpoint of call.fromEndpoints) {
      const known = byEndpoint.get(endpoint);
      if (known) known.push(call);
      else byEndpoint.set(endpoint, [call]);
    }
  }
  return (endpoint) => byEndpoint.get(endpoint) ?? [];
}
