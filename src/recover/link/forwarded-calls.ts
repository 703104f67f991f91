import type { Call, TimeoutPolicy } from '../../model/system.ts';
import { configurationOf } from '../libraries/moleculer.ts';
import { option, timeoutFrom } from '../libraries/options.ts';
import type { Forward } from '../libraries/served.ts';
import type { Attribution } from './attribution.ts';
import type { Evaluator } from './evaluate.ts';
import type { Destinations } from './match.ts';

/** Requests that a gateway passes on by its table of routes: one call for each service behind it. */
export function forwardedCalls(
  evaluator: Evaluator,
  forwards: readonly Forward[],
  attribution: Attribution,
  destinations: Destinations,
): Call[] {
  return forwards.flatMap((forward) => {
    const unit = attribution.service(forward.file);
    if (!unit) return [];
    const calls = new Map<string, Call>();
    for (const action of forward.actions) {
      const { service, endpoint } = destinations.rpc(action, unit);
      if (!service || service.id === unit.id || calls.has(service.id)) continue;
      calls.set(service.id, {
        id: '',
        from: unit.id,
        fromEndpoints: [],
        to: service.id,
        toKind: 'service',
        toEndpoint: endpoint?.id ?? null,
        target: action,
        address: { origin: 'unknown', host: null, scheme: null, evidence: [] },
        protocol: 'rpc',
        method: null,
        path: action,
        client: forward.client,
        policy: policyOf(evaluator, forward),
        repeated: false,
        evidence: [{ ...forward.at, note: 'the gateway forwards these routes' }],
      });
    }
    return [...calls.values()];
  });
}

function policyOf(evaluator: Evaluator, forward: Forward): Call['policy'] {
  const config = configurationOf(evaluator, forward.file);
  const timeout: TimeoutPolicy | undefined =
    config.length > 0
      ? timeoutFrom(option(evaluator, config, 'requestTimeout'), 'broker option "requestTimeout"')
      : undefined;
  const absent = { state: 'absent', source: 'none on the way to the call' } as const;
  return {
    timeout: timeout ?? { state: 'absent', ms: null, source: 'moleculer has no default "requestTimeout"' },
    retry: absent,
    circuitBreaker: absent,
    bulkhead: absent,
  };
}
