import type { Blueprint } from '../blueprint/blueprint.ts';
import type { Operation, Plan } from './plan.ts';

/** One line that names the services which are never generated, with its line break; empty when there are none. */
export function existingLine({ services }: Blueprint): string {
  const names = services.filter(({ existing }) => existing !== null).map(({ name }) => name);
  if (names.length === 0) return '';
  const what = names.length === 1 ? 'its code is' : 'their code is';
  return `leave     ${names.join(', ')}: ${what} there already (existing), and nothing of it is generated or changed\n`;
}

/** The plan without anything done to files of services whose code is there, also where they were generated before. */
export function leaveExisting(plan: Plan, { services }: Blueprint): Plan {
  const folders = services.flatMap(({ existing, path }) => (existing === null ? [] : [path === '.' ? '' : `${path}/`]));
  const generated = services.flatMap(({ existing, path }) => (existing === null ? [`${path}/`] : []));
  const isLeft = (path: string): boolean =>
    folders.some((folder) => path.startsWith(folder)) && !generated.some((folder) => path.startsWith(folder));
  const left = ({ path }: Operation): Operation => ({ kind: 'skip', path, reason: 'its service is existing code now' });
  return {
    ...plan,
    operations: plan.operations.map((operation) =>
      operation.kind === 'delete' && isLeft(operation.path) ? left(operation) : operation,
    ),
  };
}
