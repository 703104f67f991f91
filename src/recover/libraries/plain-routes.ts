import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Declared } from './nest.ts';

const REQUEST = /(?:create\w*Server|on|Server!)\(cb\d\.0\)$|(?:IncomingMessage|Http2ServerRequest)!$/;
const REQUEST_OF_RUNTIME = /^(?:(?:Bun|Deno)\.)?serve\(cb\d(?:\.(?:fetch|handler))?\.0\)$/;

/** Endpoints of the servers of Node, Bun and Deno: paths with which a handler compares the URL of the request. */
export function plainRoutes(evaluator: Evaluator, file: string): Declared[] {
  return (evaluator.program.facts(file).pathTests ?? []).flatMap(({ subject, path, verb, fn, line, column }) =>
    isUrlOfRequest(evaluator, file, subject, 0)
      ? [
          {
            kind: 'http',
            method: verb ?? 'ALL',
            paths: [path],
            file,
            c: -1,
            f: fn,
            version: null,
            controller: file,
            at: { line, column },
          },
        ]
      : [],
  );
}

// `req.url`, and the path in it: `new URL(req.url, base).pathname`, `url.parse(req.url).pathname`, `req.url.split('?')[0]`.
function isUrlOfRequest(evaluator: Evaluator, file: string, expr: Expr, depth: number): boolean {
  if (depth > 8) return false;
  const inner = (one: Expr): boolean => isUrlOfRequest(evaluator, file, one, depth + 1);
  const facts = evaluator.program.facts(file);
  if (expr.k === 'id') return facts.bindings[expr.b]?.values.some(inner) ?? false;
  if (expr.k === 'at') return inner(expr.o);
  if (expr.k === 'any') return expr.of.some(inner);
  if (expr.k === 'get') {
    if (expr.n === 'pathname' || expr.n === 'path') return inner(expr.o);
    return expr.n === 'url' && isRequest(evaluator, file, expr.o);
  }
  const call = expr.k === 'call' ? facts.calls[expr.c] : undefined;
  if (!call) return false;
  const { callee } = call;
  if (callee.k === 'get' && /^(?:split|replace|toLowerCase|trim)$/.test(callee.n)) return inner(callee.o);
  const name = callee.k === 'get' || callee.k === 'global' ? callee.n : '';
  const [first] = call.args;
  return first !== undefined && (/^(?:URL|parse)$/.test(name) || (call.isNew && callee.k !== 'get')) && inner(first);
}

function isRequest(evaluator: Evaluator, file: string, expr: Expr): boolean {
  return evaluator
    .eval(file, expr, undefined)
    .some(
      (value) =>
        value.t === 'lib' &&
        (/^https?2?$/.test(value.lib.pkg)
          ? REQUEST.test(value.lib.path)
          : /^(?:global|bun)$/.test(value.lib.pkg) && REQUEST_OF_RUNTIME.test(value.lib.path)),
    );
}
