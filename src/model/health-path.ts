// Words that mean health wherever they end a path, and words that other things may be called too.
const certain = new Set([
  ...['health', 'healthz', 'healthcheck', 'livez', 'readyz', 'liveness', 'readiness', 'startupz', 'ping', 'alive'],
]);
const ambiguous = new Set(['live', 'ready', 'status']);
const afterHealth = new Set(['startup', 'check', 'started']);
const prefixes = new Set(['api', 'actuator', 'internal', 'management', 'manage', 'admin', 'system', 'monitor', 'app']);

/**
 * True for the path of a liveness or readiness endpoint: `/health`, `/api/health`, `/health/live`, `/_health`, `/actuator/health`,
 * `/orders-health`.
 * So does a method of the health service of gRPC. `/status` and `/api/v1/status` count, `/orders/status` and `/orders/:id/status` do not.
 */
export function isHealthPath(path: string): boolean {
  if (/^\/?grpc\.health\.v1\./i.test(path)) return true;
  const segments = (path.split(/[?#]/)[0] ?? '')
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
  if (segments.some((segment) => /[:{*]/.test(segment))) return false;
  const words = segments.map((segment) => segment.replace(/^[_-]+|[_-]+$/g, '').replace(/[-_]/g, ''));
  const last = words.at(-1) ?? '';
  if (certain.has(last) || /^grpc\.health\.v\d+\.health$/.test(segments[0] ?? '')) return true;
  const before = words.slice(0, -1);
  // `/extended/v1/status`: what a whole version of an API tells.
  const isVersioned = before.length === 2 && /^v\d+$/.test(before[1] ?? '');
  const isTop = isVersioned || before.every((word) => prefixes.has(word) || /^v\d+$/.test(word));
  // A service may say whose health it tells: `/orders-health`.
  if (isTop && /^[a-z]\w*[-_](?:health|healthz|healthcheck|liveness|readiness)$/.test(segments.at(-1) ?? ''))
    return true;
  if (before.some((word) => certain.has(word)) && (ambiguous.has(last) || afterHealth.has(last))) return true;
  return ambiguous.has(last) && isTop;
}
