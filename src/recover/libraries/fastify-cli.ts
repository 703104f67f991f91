import type { CallRef } from '../link/callers.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Given } from '../link/given.ts';
import type { Value } from '../link/values.ts';

/** What `fastify start app.js` gives to the plugin that the file exports: an instance that listens. */
export function givenByFastifyCli(evaluator: Evaluator, given: Given): void {
  for (const { file, f } of startedPlugins(evaluator)) given.parameter(file, f, 0, instance(file));
}

/** Where processes listen that fastify-cli starts: by the first call of the plugin. */
export function listeningByFastifyCli(evaluator: Evaluator): CallRef[] {
  return startedPlugins(evaluator).flatMap(({ file, f }) => {
    const c = evaluator.program.facts(file).calls.findIndex((call) => call.fn === f);
    return c < 0 ? [] : [{ file, c }];
  });
}

function startedPlugins(evaluator: Evaluator): Extract<Value, { t: 'fn' }>[] {
  return evaluator.program.plugins.flatMap((file) => {
    const values = ['default', '='].flatMap((name) => evaluator.exportValue(file, name));
    return values.filter((value) => value.t === 'fn');
  });
}

function instance(file: string): Value {
  return { t: 'lib', lib: { pkg: 'fastify', path: '()', base: undefined, args: [], site: { file, call: -1 } } };
}
