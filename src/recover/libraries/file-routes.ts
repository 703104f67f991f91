import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Program } from '../link/program.ts';
import type { Declared } from './nest.ts';

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const APP_ROUTE = /(?:^|\/)app\/((?:.*\/)?)route\.[cm]?[jt]sx?$/;
const PAGES_API = /(?:^|\/)pages\/(api\/.*)\.[cm]?[jt]s$/;
const NITRO = /(?:^|\/)server\/((?:api|routes)\/.*)\.[cm]?[jt]s$/;
const SVELTE = /(?:^|\/)src\/routes\/((?:.*\/)?)\+server\.[jt]s$/;

const importers = new WeakMap<Program, readonly string[]>();

const MEDUSA = /(?:^|\/)src\/api\/((?:.*\/)?)route\.[jt]s$/;

/** Endpoints that files are by their place: Next.js (both routers), Nuxt and Nitro, SvelteKit, Medusa. */
export function fileRoutes(evaluator: Evaluator, file: string): Declared[] {
  const byVerb = APP_ROUTE.exec(file) ?? SVELTE.exec(file) ?? (usesMedusa(evaluator, file) ? MEDUSA.exec(file) : null);
  if (byVerb) return verbExports(evaluator, file, byVerb[1] ?? '');
  const page = PAGES_API.exec(file)?.[1];
  if (page !== undefined) return defaultExport(evaluator, file, 'ALL', page);
  const nitro = NITRO.exec(file)?.[1];
  if (nitro === undefined || !isNitroHandler(evaluator, file)) return [];
  const [, path = '', verb] = /^(.*?)(?:\.(get|post|put|patch|delete|head|options))?$/.exec(nitro) ?? [];
  return defaultExport(evaluator, file, verb?.toUpperCase() ?? 'ALL', path.replace(/^routes\//, ''));
}

// Its routes import nothing but types, and some not even these: any file beside them tells.
function usesMedusa(evaluator: Evaluator, file: string): boolean {
  if (!MEDUSA.test(file)) return false;
  const home = file.slice(0, file.lastIndexOf('src/api/'));
  return importersOfMedusa(evaluator.program).some((other) => other.startsWith(home));
}

function importersOfMedusa(program: Program): readonly string[] {
  let found = importers.get(program);
  if (!found) {
    found = [...program.files.values()]
      .filter(({ imports }) => imports.some((one) => one.startsWith('@medusajs/')))
      .map(({ file }) => file);
    importers.set(program, found);
  }
  return found;
}

function verbExports(evaluator: Evaluator, file: string, folder: string): Declared[] {
  return VERBS.flatMap((verb) => {
    const [value] = evaluator.program.exported(file, verb);
    return value ? [declared(evaluator, file, verb, folder, value)] : [];
  });
}

function defaultExport(evaluator: Evaluator, file: string, method: string, path: string): Declared[] {
  const value = evaluator.program.exported(file, 'default')[0] ?? evaluator.program.exported(file, '=')[0];
  return value ? [declared(evaluator, file, method, path, value)] : [];
}

function declared(evaluator: Evaluator, file: string, method: string, path: string, value: Expr): Declared {
  const fn = evaluator.eval(file, value, undefined).find((item) => item.t === 'fn' && item.file === file);
  const f = fn?.t === 'fn' ? fn.f : -1;
  const at = evaluator.program.fn(file, f) ?? { line: 1, column: 1 };
  return { kind: 'http', method, paths: [routeOf(path)], file, c: -1, f, version: null, controller: file, at };
}

// `(group)` and `@slot` folders are no part of the path; `[id]` is `:id`, `[...rest]` is `*`.
function routeOf(path: string): string {
  const segments = path
    .split('/')
    .filter((segment) => segment && !/^\(.*\)$|^@/.test(segment))
    .map((segment) => segment.replace(/^\[{1,2}\.\.\.\w*\]{1,2}$/, '*').replace(/\[{1,2}(\w+)\]{1,2}/g, ':$1'));
  if (segments.at(-1) === 'index') segments.pop();
  return `/${segments.join('/')}`;
}

// Nitro's helpers are globals in Nuxt, and come from h3 or nitropack elsewhere.
function isNitroHandler(evaluator: Evaluator, file: string): boolean {
  return evaluator.program
    .facts(file)
    .calls.some(({ callee }) =>
      evaluator
        .eval(file, callee, undefined)
        .some(
          (value) =>
            value.t === 'lib' &&
            /^(?:global|h3|nitropack|nitro|#imports)/.test(value.lib.pkg) &&
            /(?:^|\.)(?:define(?:Cached|Lazy|WebSocket)?EventHandler|eventHandler|cachedEventHandler)$/.test(
              value.lib.path,
            ),
        ),
    );
}
