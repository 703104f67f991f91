import type { Endpoint } from '../../model/system.ts';

/** The parts of a path between slashes. */
export function segments(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function isVariable(segment: string): boolean {
  return segment.startsWith(':') || segment.includes('{') || segment.startsWith('*') || segment.includes(':');
}

/** How many parts of a path are written out. */
export function literals(path: string): number {
  return segments(path).filter((segment) => !isVariable(segment)).length;
}

/** Whether an endpoint answers method and path; unknown segments of either side fit anything. */
export function fits(endpoint: Endpoint, method: string | null, path: string): boolean {
  if (method !== null && endpoint.method !== 'ALL' && endpoint.method !== method && method !== 'ALL') return false;
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

/** The endpoint with the most literal segments is meant. */
export function best(endpoints: readonly Endpoint[]): Endpoint | undefined {
  return [...endpoints].sort((a, b) => literals(b.path) - literals(a.path) || (a.id < b.id ? -1 : 1))[0];
}
