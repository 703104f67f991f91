import type { AccessSpec, LegacySpec } from '../../blueprint/edge-spec.ts';
import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { isOverGrpc, rewriteOf } from '../../blueprint/routed-endpoints.ts';
import { camel, constant, kebab } from '../names.ts';

/** What a request has to pass before a route does anything. */
export interface AccessView {
  /** Hooks, as TypeScript. */
  readonly guards: readonly string[];
  readonly public: boolean;
  /** `orders:read orders:write`, for tests and tables. */
  readonly scopes: string;
  /** `100/60000 ms`-like text for tables, empty without a limit. */
  readonly limit: string;
  readonly max: number;
  /** Whether a test can use the limit up before its window ends. */
  readonly exhaustible: boolean;
}

/** A public prefix of a gateway and where it leads. */
export interface RouteView extends AccessView {
  readonly prefix: string;
  readonly to: string;
  /** It is answered by calls over gRPC, in place of being passed on. */
  readonly isGrpc: boolean;
  /** `ordersProxy` */
  readonly property: string;
  readonly env: string;
  /** What the prefix becomes at the service: `/api/orders` → `/orders` when the service's endpoints begin so. */
  readonly rewrite: string;
  /** Of a whole request, as TypeScript: `config.DEADLINE_MS` or a number. */
  readonly deadline: string;
  /** The same in tests, in milliseconds. */
  readonly testDeadline: number;
  /** Null when the service takes the place of nothing. */
  readonly legacy: LegacyView | null;
}

/** The old system that a route's service takes the place of. */
export interface LegacyView {
  /** `LEGACY_URL` */
  readonly env: string;
  /** `apiOrdersFacade` */
  readonly property: string;
  /** What holds unless the file says otherwise, as TypeScript. */
  readonly rollout: string;
  readonly by: string;
  readonly percent: number;
  readonly fields: LegacySpec['fields'];
  /** `apiOrdersTranslation`, and its file without ending. */
  readonly translation: string;
  readonly file: string;
}

/** The routes of a gateway; empty for other services. */
export function routeViews(service: ServiceSpec, blueprint: Blueprint): RouteView[] {
  const taken = new Set<string>();
  return service.routes.map((route) => {
    const { prefix, to, timeout } = route;
    const suffix = suffixOf(prefix, taken);
    const variable = `${variableOf(prefix)}${suffix}`;
    const target = blueprint.services.find(({ name }) => name === to);
    const paths = [...(target?.endpoints ?? []), ...(target?.aggregates ?? [])].map(({ path }) => path);
    return {
      prefix,
      to,
      isGrpc: isOverGrpc(route),
      property: `${variable}Proxy`,
      env: `${constant(to)}_URL`,
      rewrite: rewriteOf(prefix, paths),
      deadline: timeout === null ? 'config.DEADLINE_MS' : grouped(timeout),
      testDeadline: timeout ?? 500,
      legacy: route.legacy && legacyView({ variable, file: `${kebab(prefix)}${suffix && `-${suffix}`}` }, route.legacy),
      ...accessView(prefix, route),
    };
  });
}

function legacyView(
  { variable, file }: { variable: string; file: string },
  { url, percent, by, shadow, rules, fields }: LegacySpec,
): LegacyView {
  const listed = rules.map(({ header, equals, path, to }) => {
    const parts = Object.entries({ header, equals, path, to }).filter(([, value]) => value !== null);
    return `{ ${parts.map(([key, value]) => `${key}: '${value}'`).join(', ')} }`;
  });
  return {
    env: url,
    property: `${variable}Facade`,
    rollout: `{ percent: ${percent}, shadow: ${shadow}, rules: [${listed.join(', ')}] }`,
    by: by ?? '',
    percent,
    fields,
    translation: `${variable}Translation`,
    file,
  };
}

// `/a-b` and `/a/b` are different prefixes and would be one variable: the second gets a number.
function suffixOf(prefix: string, taken: Set<string>): string {
  const name = variableOf(prefix);
  let suffix = '';
  for (let n = 2; taken.has(`${name}${suffix}`); n++) suffix = String(n);
  taken.add(`${name}${suffix}`);
  return suffix;
}

/** The prefix as the beginning of a variable's name, which no digit can be. */
function variableOf(prefix: string): string {
  const name = camel(prefix);
  if (name === '') return 'root';
  return /^[a-z]/.test(name) ? name : `to${name}`;
}

/** The guards of a route or aggregate. */
export function accessView(path: string, { scopes, public: open, rateLimit }: AccessSpec): AccessView {
  const quoted = scopes.map((scope) => `'${scope}'`).join(', ');
  const limit =
    rateLimit && `limitRate(app, '${path}', { max: ${rateLimit.max}, windowMs: ${grouped(rateLimit.windowMs)} })`;
  const guards = [
    ...(open ? [] : ['authentication.identify']),
    ...(limit === null ? [] : [limit]),
    ...(open ? [] : [`authentication.require(${quoted})`]),
  ];
  return {
    guards,
    public: open,
    scopes: scopes.join(' '),
    limit: rateLimit === null ? '' : `${rateLimit.max} in ${grouped(rateLimit.windowMs)} ms`,
    max: rateLimit?.max ?? 0,
    exhaustible: rateLimit !== null && rateLimit.max <= 200 && rateLimit.windowMs >= 10_000,
  };
}

/** `60_000` */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}
