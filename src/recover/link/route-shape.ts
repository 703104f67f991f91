import type { Endpoint } from '../../model/system.ts';

/** The segments of a path. */
export function segments(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function isVariable(segment: string): boolean {
  return segment.startsWith(':') || segment.includes('{') || segment.startsWith('*') || segment.includes(':');
}

/** How many segments of a path are known words. */
export function literals(path: string): number {
  return segments(path).filter((segment) => !isVariable(segment)).length;
}

/** Whether an endpoint answers method and path; unknown segments of either side fit anything. */
export function fits(endpoint: Endpoint, method: string | null, path: string): boolean {
  if (!takes(endpoint, method)) return false;
  const wanted = segments(path);
  const offered = segments(endpoint.path);
  if (offered.at(-1)?.startsWith('*') === true)
    return (
      wanted.length >= offered.length - 1 &&
      offered.slice(0, -1).every((segment, index) => isVariable(segment) || segment === wanted[index])
    );
  if (wanted.length !== offered.length) return false;
  return offered.every(
    (segment, index) =>
      isVariable(segment) || isVariable(wanted[index] ?? '') || segment.toLowerCase() === wanted[index]?.toLowerCase(),
  );
}

function takes(endpoint: Endpoint, method: string | null): boolean {
  // What answers GET answers HEAD.
  const asked = method === 'HEAD' && endpoint.method === 'GET' ? 'GET' : method;
  return asked === null || endpoint.method === 'ALL' || endpoint.method === asked || asked === 'ALL';
}

/** Of endpoints that fit a path, the one that needs no unknown segment to be one of its own words; else the only one there is. */
export function meant(endpoints: readonly Endpoint[], path: string): Endpoint | undefined {
  const wanted = segments(path);
  const exact = endpoints.filter((endpoint) =>
    segments(endpoint.path).every((segment, index) => isVariable(segment) || !isVariable(wanted[index] ?? '')),
  );
  return exact.length > 0 ? best(exact) : endpoints.length === 1 ? endpoints[0] : undefined;
}

/** The endpoint with the most literal segments. */
export function best(endpoints: readonly Endpoint[]): Endpoint | undefined {
  return [...endpoints].sort((a, b) => literals(b.path) - literals(a.path) || (a.id < b.id ? -1 : 1))[0];
}

/**
 * Whether a service of these routes may answer a path. A port that it happens to share with something else is told apart by
 * paths of which it knows nothing; what it answers for every path, it may answer to some methods only.
 */
export function mayAnswer(routes: readonly Endpoint[], method: string | null, path: string | null): boolean {
  const [first] = segments(path ?? '');
  if (first === undefined || /^[:*{]/.test(first) || routes.length < 2) return true;
  return routes.some((route) => {
    const begin = segments(route.path)[0] ?? '';
    return begin === first || (/^[:*{]/.test(begin) && takes(route, method));
  });
}

/** The HTTP endpoints of a service. */
export function routesOf(endpoints: readonly Endpoint[], service: string): readonly Endpoint[] {
  return endpoints.filter((one) => one.service === service && one.protocol === 'http');
}
