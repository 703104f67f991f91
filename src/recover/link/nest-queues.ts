import type { Unit } from '../inventory/unit.ts';
import { microserviceOptions, serverOf, transportOf } from '../libraries/nest-transports.ts';
import { optionValues } from '../libraries/options.ts';
import type { Attribution } from './attribution.ts';
import { showText, type Environment } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import type { Closure, Value } from './values.ts';

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
      const ownQueues = transportOf(evaluator, options) === 'rabbitmq' ? serverOf(evaluator, options) : [];
      for (const text of environment.resolveAll([...ownQueues, ...queuesOfStrategy(evaluator, options)])) {
        if (text.parts.some((part) => 'hole' in part)) continue;
        const queue = showText(text);
        found.set(queue, [...new Set([...(found.get(queue) ?? []), unit])]);
      }
    }
  }
  return found;
}

// `{ strategy: new AmqpServer({ urls, queue }) }`: a server of somebody else takes the options that Nest's own takes.
function queuesOfStrategy(evaluator: Evaluator, options: readonly Value[]): readonly Value[] {
  return optionValues(evaluator, options, 'strategy').flatMap((value) => {
    const [given] = value.t === 'lib' && value.lib.path.endsWith('!') ? value.lib.args : constructorOf(value);
    const inner = given ? evaluator.of(given) : [];
    return optionValues(evaluator, inner, 'urls').length > 0 ? optionValues(evaluator, inner, 'queue') : [];
  });
}

function constructorOf(value: Value): readonly Closure[] {
  return value.t === 'inst' ? (value.ctor ?? []) : [];
}
