import type { Unit } from '../inventory/unit.ts';
import type { CallFact } from '../facts/file-facts.ts';
import { option, optionValues } from '../libraries/options.ts';
import type { Declared } from '../libraries/nest.ts';
import { requestMethod, versionsIn } from '../libraries/nest-values.ts';
import { cleanPath } from './address.ts';
import type { Attribution } from './attribution.ts';
import { Environment, showText } from './environment.ts';
import { RouterModules } from './router-modules.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

interface Application {
  prefix: string;
  /** Paths that the prefix leaves alone. */
  exclude: { readonly path: string; readonly method: string | undefined }[];
  /** Version of what names none, and what stands before a version; null when versions are no part of the path. */
  version: { readonly byDefault: readonly string[] | null; readonly mark: string } | null | undefined;
}

/** `app.setGlobalPrefix('api')` and `app.enableVersioning({ type, defaultVersion })` of each Nest application. */
export class NestPrefixes {
  private readonly evaluator: Evaluator;
  private readonly applications = new Map<string, Application>();
  private readonly modules: RouterModules;

  constructor(evaluator: Evaluator, attribution: Attribution, environments: ReadonlyMap<string, Environment>) {
    this.evaluator = evaluator;
    this.modules = new RouterModules(evaluator);
    for (const [file, facts] of evaluator.program.files) {
      const isRouting = facts.imports.some((one) => /^(?:routing-controllers|inversify-express-utils)$/.test(one));
      facts.calls.forEach((call, c) => {
        if (isRouting) this.routePrefix(attribution, file, call, c);
        if (call.callee.k !== 'get' || !/^(setGlobalPrefix|enableVersioning)$/.test(call.callee.n)) return;
        const [first, options] = call.args.map((arg) => evaluator.eval(file, arg, undefined));
        for (const unit of attribution.services({ file, c })) {
          const known = this.applications.get(unit.id) ?? { prefix: '', exclude: [], version: undefined };
          this.applications.set(unit.id, known);
          const text = (values: readonly Value[]): string | undefined =>
            firstKnown(environments.get(unit.id) ?? new Environment([]), values);
          if (call.callee.k === 'get' && call.callee.n === 'enableVersioning')
            known.version = this.versioning(first ?? []);
          else {
            known.prefix = text(first ?? []) ?? '';
            known.exclude = this.excluded(options ?? [], text);
          }
        }
      });
    }
  }

  /** The full paths of a handler: one for each of its versions. */
  apply(unit: Unit, written: string, { version, method, cls }: Pick<Declared, 'version' | 'method' | 'cls'>): string[] {
    const application = this.applications.get(unit.id);
    const path = cls === undefined ? written : `${this.modules.pathOf(cls)}/${written}`;
    const isExcluded = application?.exclude.some(
      (one) => (one.method === undefined || one.method === method) && matches(one.path, path),
    );
    const prefix = isExcluded ? '' : (application?.prefix ?? '');
    // Versions of an application that we do not see started are taken for parts of the path, as nearly all are.
    const versions = application?.version === undefined ? { byDefault: null, mark: 'v' } : application.version;
    const own = version ?? versions?.byDefault ?? [''];
    const parts = own.map((one) => (versions && one ? `${versions.mark}${one}` : ''));
    return [...new Set(parts)].map((part) => cleanPath(`${prefix}/${part}/${path}`));
  }

  // `createExpressServer({ routePrefix: '/api' })` of routing-controllers, `new InversifyExpressServer(container, null, { rootPath })`.
  private routePrefix(attribution: Attribution, file: string, call: CallFact, c: number): void {
    const { evaluator } = this;
    const starts = evaluator
      .eval(file, call.callee, undefined)
      .some(
        (value) =>
          value.t === 'lib' && /^(?:(?:create|use)(?:Express|Koa)Server|InversifyExpressServer)$/.test(value.lib.path),
      );
    if (!starts) return;
    const options = call.args.flatMap((arg) => evaluator.eval(file, arg, undefined)).filter((one) => one.t === 'obj');
    const prefix = firstKnown(new Environment([]), optionValues(evaluator, options, 'routePrefix', 'rootPath'));
    if (prefix === undefined) return;
    for (const unit of attribution.services({ file, c }))
      this.applications.set(unit.id, { prefix, exclude: [], version: undefined });
  }

  private excluded(
    options: readonly Value[],
    text: (values: readonly Value[]) => string | undefined,
  ): Application['exclude'] {
    const items = this.evaluator.elements(optionValues(this.evaluator, options, 'exclude'));
    return items.flatMap((item) => {
      const path = text(item.t === 'obj' ? optionValues(this.evaluator, [item], 'path') : [item]);
      const method = optionValues(this.evaluator, item.t === 'obj' ? [item] : [], 'method').flatMap(
        (one) => requestMethod(one) ?? [],
      )[0];
      return path === undefined ? [] : [{ path: cleanPath(path), method: method === 'ALL' ? undefined : method }];
    });
  }

  private versioning(options: readonly Value[]): Application['version'] {
    const { evaluator } = this;
    const kinds = optionValues(evaluator, options, 'type');
    if (kinds.some((kind) => kind.t === 'lib' && !kind.lib.path.endsWith('.URI'))) return null;
    const none = new Environment([]);
    const mark = option(evaluator, options, 'prefix');
    const isOff = mark.state === 'given' && mark.values.some((value) => value.t === 'bool');
    return {
      byDefault: versionsIn(evaluator, optionValues(evaluator, options, 'defaultVersion')),
      mark: isOff ? '' : mark.state === 'given' ? (firstKnown(none, mark.values) ?? 'v') : 'v',
    };
  }
}

function firstKnown(environment: Environment, values: readonly Value[]): string | undefined {
  return environment
    .resolveAll(values)
    .map(showText)
    .find((text) => !text.includes('{'));
}

// `health`, `health/*path`, `health(.*)`: a path, or all below it.
function matches(pattern: string, path: string): boolean {
  const [start = ''] = pattern.split(/\/?[*({]/);
  return start === pattern ? cleanPath(path) === pattern : `${cleanPath(path)}/`.startsWith(`${start}/`);
}
