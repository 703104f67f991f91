import type { Evaluator } from '../link/evaluate.ts';
import type { Given } from '../link/given.ts';
import type { Lib, Value } from '../link/values.ts';
import { moleculerServices, type MoleculerService } from './moleculer-schema.ts';

const DEEPEST = 6;

type Merge = Extract<Value, { t: 'merge' }>;

/** What Moleculer gives to the functions of a schema: the service as `this`, and the context. */
export function givenByMoleculer(evaluator: Evaluator, given: Given): void {
  for (const service of moleculerServices(evaluator)) {
    const self = selfOf(evaluator, service);
    const handlers = [...service.actions, ...service.events].flatMap((member) => member.handlers);
    for (const handler of handlers) {
      given.self(handler.file, handler.f, inClass(evaluator, handler, self));
      given.parameter(handler.file, handler.f, 0, library('Context!'));
    }
    for (const part of service.parts) visit(evaluator, given, part, self, 0);
  }
}

function library(path: string): Value {
  const lib: Lib = { pkg: 'moleculer', path, base: undefined, args: [], site: undefined };
  return { t: 'lib', lib };
}

// Methods stand beside the properties of the schema; what a schema does not have is the base class's.
function selfOf(evaluator: Evaluator, service: MoleculerService): Merge {
  const parts = [...service.parts].reverse();
  const methods = parts.flatMap((part) =>
    evaluator.member([part], 'methods', evaluator.evidence(part.file, part.expr.at)),
  );
  return { t: 'merge', of: [library('Service!'), ...parts, ...methods.filter((value) => value.t === 'obj')] };
}

// A schema that a class parses in its constructor has the methods of the class too.
function inClass(evaluator: Evaluator, fn: Extract<Value, { t: 'fn' }>, self: Merge): Value {
  const c = evaluator.program.fn(fn.file, fn.f)?.cls ?? -1;
  if (c < 0) return self;
  const [base, ...rest] = self.of;
  const instance: Value = { t: 'inst', file: fn.file, c, ctor: undefined, site: 'open' };
  return { t: 'merge', of: [...(base ? [base] : []), instance, ...rest] };
}

// Every function in the schema runs with the service as `this`, hooks and settings included.
function visit(evaluator: Evaluator, given: Given, value: Value, self: Merge, depth: number): void {
  if (depth > DEEPEST) return;
  if (value.t === 'fn') {
    given.self(value.file, value.f, inClass(evaluator, value, self));
    evaluator.program.fn(value.file, value.f)?.params.forEach((param, i) => {
      if (/^(ctx|context)$/.test(param.name)) given.parameter(value.file, value.f, i, library('Context!'));
    });
    return;
  }
  const inner =
    value.t === 'obj'
      ? value.expr.props.filter((prop) => prop.key !== 'mixins').map((prop) => prop.value)
      : value.t === 'arr'
        ? value.expr.items
        : [];
  if (value.t !== 'obj' && value.t !== 'arr') return;
  for (const item of inner) {
    if (!/^(fn|obj|arr|id|get|any)$/.test(item.k)) continue;
    for (const found of evaluator.eval(value.file, item, value.frame))
      if (found.t === 'fn' || found.t === 'obj' || found.t === 'arr') visit(evaluator, given, found, self, depth + 1);
  }
}
