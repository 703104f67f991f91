import type { Evidence } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { entriesOf } from '../link/object-entries.ts';
import { joinTexts } from '../link/texts.ts';
import { text, type Value } from '../link/values.ts';
import type { MoleculerMember, MoleculerService } from './moleculer-schema.ts';
import { optionValues } from './options.ts';
import type { Forward, ServedEndpoint } from './served.ts';

interface Alias {
  readonly method: string;
  readonly path: string;
  readonly at: Evidence;
  /** The action that answers; undefined for a function of the gateway. */
  readonly action: string | undefined;
  readonly handlers: readonly { readonly file: string; readonly f: number }[];
}

/** HTTP routes of a moleculer-web gateway: its aliases, and the `rest` of actions where it takes them by itself. */
export function servedByGateway(
  evaluator: Evaluator,
  gateway: MoleculerService,
  services: readonly MoleculerService[],
): { readonly endpoints: readonly ServedEndpoint[]; readonly forwards: readonly Forward[] } {
  const settings = gateway.parts.flatMap((part) =>
    evaluator.member([part], 'settings', evaluator.evidence(part.file, part.expr.at)),
  );
  const endpoints: ServedEndpoint[] = [];
  const forwards: Forward[] = [];
  const root = textOf(optionValues(evaluator, settings, 'path'));
  for (const route of evaluator.elements(optionValues(evaluator, settings, 'routes'))) {
    if (route.t !== 'obj') continue;
    const table = entriesOf(evaluator, [route]).find((entry) => /^(autoA|a)liases$/.test(textOf([entry.key])));
    const at = table?.at ?? evaluator.evidence(route.file, route.expr.at);
    const prefix = join(root, textOf(optionValues(evaluator, [route], 'path')));
    const automatic = optionValues(evaluator, [route], 'autoAliases').some((value) => value.t === 'bool' && value.v);
    const aliases = [
      ...writtenAliases(evaluator, optionValues(evaluator, [route], 'aliases')),
      ...(automatic ? restOf(evaluator, systemOf(evaluator, gateway, services)) : []),
    ];
    const hooks = hooksOf(evaluator, gateway, route);
    for (const alias of aliases) {
      const path = alias.path.startsWith('!') ? alias.path.slice(1) : join(prefix, alias.path);
      endpoints.push({
        file: gateway.file,
        protocol: 'http',
        method: alias.method,
        path: [text(path, 'literal', alias.at)],
        at: alias.at,
        handlers: [...alias.handlers, ...hooks],
        implied: false,
      });
    }
    const actions = [...new Set(aliases.flatMap((alias) => alias.action ?? []))].sort();
    if (actions.length > 0) forwards.push({ file: gateway.file, client: 'moleculer-web', actions, at });
  }
  return { endpoints, forwards };
}

// What runs before and behind every request of a route: its hooks, and the methods that decide who may pass.
// https://moleculer.services/docs/0.14/moleculer-web#Authorization
function hooksOf(evaluator: Evaluator, { parts }: MoleculerService, route: Value): Alias['handlers'] {
  const deciding = (['authorization', 'authentication'] as const).flatMap((name): readonly Value[] => {
    const given = optionValues(evaluator, [route], name);
    const isOn = given.some((value) => value.t === 'bool' && value.v);
    const method = isOn ? DECIDES[name] : textOf(given);
    if (method === '') return [];
    return parts.flatMap((part) => optionValues(evaluator, optionValues(evaluator, [part], 'methods'), method));
  });
  const around = ['onBeforeCall', 'onAfterCall'].flatMap((name) => optionValues(evaluator, [route], name));
  return [...deciding, ...around].flatMap((value) => (value.t === 'fn' ? [{ file: value.file, f: value.f }] : []));
}

const DECIDES = { authorization: 'authorize', authentication: 'authenticate' };

// `{ 'GET users': 'users.list', 'REST posts': 'posts', 'POST login'(req, res) {…}, 'PUT x': [middleware, 'x.put'] }`.
function writtenAliases(evaluator: Evaluator, values: readonly Value[]): Alias[] {
  return entriesOf(evaluator, values).flatMap((entry): Alias[] => {
    const key = textOf([entry.key]);
    const found = evaluator
      .of(entry.value)
      .flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]));
    const named = [
      ...found,
      ...optionValues(
        evaluator,
        found.filter((value) => value.t === 'obj'),
        'action',
      ),
    ];
    const action = joinTexts(named)[0];
    const handlers = found.flatMap((value) => (value.t === 'fn' ? [{ file: value.file, f: value.f }] : []));
    const [first = '', second] = key.trim().split(/\s+/);
    const [method, path] = second === undefined ? ['ALL', first] : [first.toUpperCase(), second];
    if (method !== 'REST') return [{ method, path, at: entry.at, action, handlers }];
    return CRUD.map(([verb, tail, name]) => ({
      method: verb,
      path: join(path, tail),
      at: entry.at,
      action: action === undefined ? undefined : `${action}.${name}`,
      handlers: [],
    }));
  });
}

const CRUD = [
  ['GET', '', 'list'],
  ['GET', ':id', 'get'],
  ['POST', '', 'create'],
  ['PUT', ':id', 'update'],
  ['PATCH', ':id', 'patch'],
  ['DELETE', ':id', 'remove'],
] as const;

// Actions say with `rest` where they want to be reached, below the `rest` of their service.
function restOf(evaluator: Evaluator, services: readonly MoleculerService[]): Alias[] {
  return services.flatMap((service) => {
    const settings = service.parts.flatMap((part) =>
      evaluator.member([part], 'settings', evaluator.evidence(part.file, part.expr.at)),
    );
    const given = optionValues(evaluator, settings, 'rest');
    const bases = joinTexts(given.flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value])));
    return service.actions.flatMap((action) =>
      (bases.length > 0 ? bases : [service.name.replaceAll('.', '/')]).flatMap((base) =>
        aliasesOf(evaluator, service, action, base),
      ),
    );
  });
}

function aliasesOf(evaluator: Evaluator, service: MoleculerService, action: MoleculerMember, base: string): Alias[] {
  const name = `${service.name}.${textOf([action.name])}`;
  const objects = action.definition.filter((value) => value.t === 'obj');
  const rests = objects.flatMap((object) =>
    entriesOf(evaluator, [object]).filter((entry) => textOf([entry.key]) === 'rest'),
  );
  return rests.flatMap((entry) =>
    evaluator
      .of(entry.value)
      .flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]))
      .flatMap((value): Alias[] => {
        const place = { at: entry.at, action: name, handlers: [] };
        if (value.t === 'text') {
          const [first = '', second] = textOf([value]).trim().split(/\s+/);
          const [method, path] = second === undefined ? ['ALL', first] : [first.toUpperCase(), second];
          return [{ ...place, method, path: join(base, path) }];
        }
        if (value.t !== 'obj') return [];
        const part = (key: string): string => textOf(optionValues(evaluator, [value], key));
        const full = part('fullPath');
        const path = full === '' ? join(part('basePath') || base, part('path')) : `!${full}`;
        return [{ ...place, method: part('method').toUpperCase() || 'ALL', path }];
      }),
  );
}

// Services under one configuration; all of them where each stands alone.
function systemOf(
  evaluator: Evaluator,
  gateway: MoleculerService,
  services: readonly MoleculerService[],
): readonly MoleculerService[] {
  const home = homeOf(evaluator, gateway.file);
  const same = services.filter((service) => homeOf(evaluator, service.file) === home);
  return same.length > 1 ? same : services;
}

function homeOf(evaluator: Evaluator, file: string): string {
  for (let folder = file; folder !== '';) {
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const base = folder === '' ? '' : `${folder}/`;
    if (['ts', 'js', 'mjs', 'cjs', 'json'].some((end) => evaluator.program.files.has(`${base}moleculer.config.${end}`)))
      return folder;
  }
  return '';
}

function textOf(values: readonly Value[]): string {
  return joinTexts(values)[0] ?? '';
}

function join(...parts: readonly string[]): string {
  return `/${parts.join('/')}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
}
