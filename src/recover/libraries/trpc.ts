import type { Evaluator } from '../link/evaluate.ts';
import type { Lib, Value } from '../link/values.ts';
import type { Declared } from './nest.ts';

const ROUTER = /(?:^|\.)(?:router|createTRPCRouter|mergeRouters)$/;
const PROCEDURE = /\.(query|mutation|subscription)\(\)$/;

/** Procedures of tRPC routers that stand in no other router, by their dotted names. */
export function trpcProcedures(evaluator: Evaluator, file: string): Declared[] {
  const facts = evaluator.program.facts(file);
  return facts.calls.flatMap((call, c) => {
    const isRouter = evaluator
      .eval(file, call.callee, undefined)
      .some((value) => value.t === 'lib' && value.lib.pkg === '@trpc/server' && ROUTER.test(value.lib.path));
    if (!isRouter || nestedRouters(evaluator).has(`${file}#${c}`)) return [];
    return call.args.flatMap((arg) => procedures(evaluator, evaluator.eval(file, arg, undefined), '', 0));
  });
}

function procedures(evaluator: Evaluator, values: readonly Value[], prefix: string, depth: number): Declared[] {
  if (depth > 8) return [];
  return values.flatMap((value): Declared[] => {
    if (value.t === 'lib' && isRouterMade(value.lib))
      return procedures(
        evaluator,
        value.lib.args.flatMap((arg) => evaluator.of(arg)),
        prefix,
        depth + 1,
      );
    if (value.t !== 'obj') return [];
    return value.expr.props.flatMap((prop): Declared[] => {
      const items = evaluator.eval(value.file, prop.value, value.frame);
      if (prop.key === null) return procedures(evaluator, items, prefix, depth + 1);
      if (typeof prop.key !== 'string') return [];
      const name = prefix ? `${prefix}.${prop.key}` : prop.key;
      const method = items.flatMap((item) => (item.t === 'lib' ? (PROCEDURE.exec(item.lib.path)?.[1] ?? []) : []))[0];
      if (method === undefined) return procedures(evaluator, items, name, depth + 1);
      const handler = items
        .flatMap((item) => (item.t === 'lib' ? item.lib.args.flatMap((arg) => evaluator.of(arg)) : []))
        .find((item) => item.t === 'fn');
      return [
        {
          kind: 'rpc',
          method,
          paths: [name],
          file: value.file,
          c: -1,
          f: handler?.f ?? -1,
          ...(handler && { handler: { file: handler.file, f: handler.f } }),
          version: null,
          controller: handler?.file ?? value.file,
          at: prop.at,
        },
      ];
    });
  });
}

function isRouterMade(lib: Lib): boolean {
  return lib.pkg === '@trpc/server' && lib.path.endsWith('()') && ROUTER.test(lib.path.slice(0, -2));
}

const nested = new WeakMap<Evaluator, ReadonlySet<string>>();

// Routers that stand inside another one; each is part of that one's answer.
function nestedRouters(evaluator: Evaluator): ReadonlySet<string> {
  const known = nested.get(evaluator);
  if (known) return known;
  const found = new Set<string>();
  for (const [file, facts] of evaluator.program.files) {
    if (!facts.calls.some((call) => call.callee.k === 'get' || call.callee.k === 'id')) continue;
    for (const call of facts.calls) {
      const isRouter = evaluator
        .eval(file, call.callee, undefined)
        .some((value) => value.t === 'lib' && value.lib.pkg === '@trpc/server' && ROUTER.test(value.lib.path));
      if (isRouter) for (const arg of call.args) inside(evaluator, evaluator.eval(file, arg, undefined), found, 0);
    }
  }
  nested.set(evaluator, found);
  return found;
}

function inside(evaluator: Evaluator, values: readonly Value[], found: Set<string>, depth: number): void {
  if (depth > 8) return;
  for (const value of values) {
    if (value.t === 'lib' && isRouterMade(value.lib) && value.lib.site)
      found.add(`${value.lib.site.file}#${value.lib.site.call}`);
    else if (value.t === 'obj')
      for (const prop of value.expr.props)
        inside(evaluator, evaluator.eval(value.file, prop.value, value.frame), found, depth + 1);
  }
}
