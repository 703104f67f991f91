import { isHealthPath } from '../../model/health-path.ts';
import type { Evidence } from '../../model/system.ts';
import type { HandledEndpoint } from './endpoints.ts';
import type { Program } from './program.ts';

/**
 * Where each service answers probes, by its id. A path counts by itself, or below what all paths of the service begin with,
 * or by the name of what answers it; so does each of `further` places.
 */
export function healthEndpoints(
  handled: readonly HandledEndpoint[],
  further: ReadonlyMap<string, Evidence[]>,
  program: Program,
): ReadonlyMap<string, Evidence[]> {
  const found = new Map(further);
  const bases = basePaths(handled);
  for (const item of handled) {
    const { service, path, method, evidence } = item.endpoint;
    const base = bases.get(service) ?? [];
    const isAsked = /^(GET|HEAD|ALL)$/.test(method);
    const below = isAsked ? `/${segmentsOf(path).slice(base.length).join('/')}` : path;
    const isHealth = isHealthPath(path) || (base.length > 0 && isHealthPath(below));
    if (isHealth || (isAsked && isNamedHealth(program, item)))
      found.set(service, [...(found.get(service) ?? []), ...evidence]);
  }
  return found;
}

// `@Controller('/') class HealthController`, `app.get('/', healthCheck)`: some probes ask for the root.
function isNamedHealth(program: Program, { endpoint, handlers: [first] }: HandledEndpoint): boolean {
  if (!first || /[:{*]/.test(endpoint.path)) return false;
  const fn = program.fn(first.file, first.f);
  const cls = program.cls(first.file, fn?.cls ?? -1);
  return (
    /^(?:get|check)?(?:health(?:z|check)?|liveness|readiness)$/i.test(fn?.name ?? '') ||
    /^Health(?:Check)?Controller$/.test(cls?.name ?? '')
  );
}

/** The segments with which every path of a service begins, such as its name and a version that is configured; none for a single path. */
function basePaths(handled: readonly HandledEndpoint[]): ReadonlyMap<string, readonly string[]> {
  const bases = new Map<string, readonly string[]>();
  const counts = new Map<string, number>();
  for (const { endpoint } of handled) {
    const segments = beforeParameter(segmentsOf(endpoint.path));
    const base = bases.get(endpoint.service) ?? segments;
    const differs = base.findIndex((segment, at) => segments[at] !== segment);
    bases.set(endpoint.service, differs < 0 ? base : base.slice(0, differs));
    counts.set(endpoint.service, (counts.get(endpoint.service) ?? 0) + 1);
  }
  return new Map([...bases].filter(([service]) => (counts.get(service) ?? 0) > 1));
}

// A value that configuration gives is shown as a parameter too: its name is that of an environment variable or a version.
function beforeParameter(segments: readonly string[]): readonly string[] {
  const parameter = segments.findIndex(
    (segment) => /^[:{*]/.test(segment) && !/^:(?:[A-Z0-9_]+|\w*version)$/.test(segment),
  );
  return parameter < 0 ? segments : segments.slice(0, parameter);
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}
