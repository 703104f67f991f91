import type { ServiceSpec } from '../../blueprint/blueprint.ts';

/** How long a service may take to stop. */
export interface GraceView {
  /** What whoever runs it waits after SIGTERM, in seconds. */
  readonly seconds: number;
  /** Default of GRACE_MS: by then it has to have closed by itself. */
  readonly ms: number;
}

const DRAIN_MS = 5_000;
const CLOSING_MS = 5_000;
/** `DEADLINE_MS` of a gateway unless it is set. */
const GATEWAY_DEADLINE_MS = 10_000;

/** The drain, the longest work that may have begun just before it ended, and some time to close: half a minute at least. */
export function graceView(service: ServiceSpec): GraceView {
  const seconds = Math.max(30, Math.ceil((DRAIN_MS + longestWorkMs(service) + CLOSING_MS) / 1_000));
  return { seconds, ms: (seconds - 2) * 1_000 };
}

function longestWorkMs({ endpoints, calls, aggregates, routes, sagas }: ServiceSpec): number {
  const timeoutOf = (service: string, operation: string): number =>
    calls.find(({ to, endpoint }) => to === service && endpoint.operation === operation)?.policy.timeout ?? 0;
  return Math.max(
    0,
    // A handler makes its calls one after the other.
    ...endpoints.map((endpoint) =>
      endpoint.calls.reduce((sum, { service, operation }) => sum + timeoutOf(service, operation), 0),
    ),
    ...aggregates.flatMap(({ parts }) => parts.map(({ timeout }) => timeout)),
    ...routes.map(({ timeout }) => timeout ?? GATEWAY_DEADLINE_MS),
    ...sagas.flatMap(({ steps }) => steps.map(({ timeout }) => timeout)),
  );
}
