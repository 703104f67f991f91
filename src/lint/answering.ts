import { isHealthPath } from '../model/health-path.ts';
import type { Call, SystemModel } from '../model/system.ts';

/**
 * Gives the endpoints of its service for which a call is made, health checks left out: a probe that asks others whether they
 * are there is no request that somebody waits for. None for a call that itself asks for somebody's health.
 */
export function servedEndpoints(model: SystemModel): (call: Call) => readonly string[] {
  const checks = new Set(model.endpoints.filter(({ path }) => isHealthPath(path)).map(({ id }) => id));
  return ({ fromEndpoints, path }) =>
    path !== null && isHealthPath(path) ? [] : fromEndpoints.filter((id) => !checks.has(id));
}
