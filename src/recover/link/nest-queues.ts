import type { Unit } from '../inventory/unit.ts';
import { microserviceOptions, serverOf, transportOf } from '../libraries/nest-transports.ts';
import type { Attribution } from './attribution.ts';
import { showText, type Environment } from './environment.ts';
import type { Evaluator } from './evaluate.ts';

/** Services by the queue from which their Nest microservice takes its requests. A queue whose name is not known whole is nobody's. */
export function unitsByQueue(
  evaluator: Evaluator,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
): ReadonlyMap<string, readonly Unit[]> {
  const found = new Map<string, Unit[]>();
  for (const file of evaluator.program.files.keys()) {
    const unit = attribution.service(file);
    const environment = unit && environments.get(unit.id);
    if (!environment || !unit.packageJson?.dependencies.has('@nestjs/microservices')) continue;
    for (const options of microserviceOptions(evaluator, file)) {
      if (transportOf(evaluator, options) !== 'rabbitmq') continue;
      for (const text of environment.resolveAll(serverOf(evaluator, options))) {
        if (text.parts.some((part) => 'hole' in part)) continue;
        const queue = showText(text);
        found.set(queue, [...new Set([...(found.get(queue) ?? []), unit])]);
      }
    }
  }
  return found;
}
