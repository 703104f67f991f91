import type { Unit } from '../inventory/unit.ts';

/** Whether one compose file runs two units, and calls the first by `name`. */
export function runsBeside(unit: Unit, from: Unit, name: string): boolean {
  return unit.runs.some(
    ({ file, hostNames }) =>
      hostNames.some((host) => host.toLowerCase() === name) && from.runs.some((run) => run.file === file),
  );
}
