import { configPath } from './config-literal.ts';
import { objectOf, textOf } from './facts.ts';
import type { CloudName } from './started-process.ts';

/** Begins the name of a function that code invokes. */
export const FUNCTION = 'lambda:';
/** Begins the name of a state machine that code starts. */
export const MACHINE = 'states:';

/** Names of the functions of a serverless file: the one that each is given, else service, stage and its own. */
export function functionNames(
  folder: string,
  service: string,
  functions: readonly (readonly [string, unknown])[],
): CloudName[] {
  return functions.map(([key, value]) => {
    const { name, handler } = objectOf(value);
    const written = textOf(handler)?.replace(/\.[\w$]+$/, '');
    return {
      name: FUNCTION + filled(textOf(name) ?? `\${self:service}-\${stage}-${key}`, service),
      handler: written === undefined ? null : configPath(folder, written),
    };
  });
}

/** Names of the state machines of a serverless file, as the plugin for Step Functions reads them. */
export function machineNames(service: string, root: Readonly<Record<string, unknown>>): CloudName[] {
  const machines = Object.entries(objectOf(objectOf(root['stepFunctions'])['stateMachines']));
  return machines.flatMap(([key, value]) =>
    [textOf(objectOf(value)['name']), key].flatMap((name) =>
      name === null ? [] : [{ name: MACHINE + filled(name, service), handler: null }],
    ),
  );
}

/** A name with a hole for whatever a deployment fills in. */
export function filled(name: string, service: string): string {
  return name
    .replaceAll(/\$\{self:service(?:\.name)?\}/g, service)
    .replaceAll(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '{…}');
}
