import type { Call, Endpoint, Evidence, Observed } from '../../model/system.ts';
import type { CallFact } from '../facts/file-facts.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Attribution } from './attribution.ts';
import { calleesOf } from './callers.ts';
import type { Imports } from './describe-service.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

// Frameworks whose routes are read, with what hangs on them.
const SERVERS =
  /^(?:express|restify|koa|@koa\/router|koa-router|fastify|polka|hono|@hapi\/hapi|@nestjs\/core|@nestjs\/common)$/;
// Packages that answer requests by themselves, make routes of data or folders, or hand requests on.
const ANSWERS =
  /graphql|apollo|trpc|openapi|swagger-routes|exegesis|tsoa|json-server|restify-mongoose|adminjs|admin-bro|bull-board|arena|oidc-provider|better-auth|next-auth|^auth0|keystone|payload|strapi|parse-server|feathers|loopback|sails|proxy|autoload|^consign$|express-load|file-rout|fs-routes|require-(?:dir|all)|serve-static|^(?:next|nuxt|vite|glob|fast-glob)$|terminus|socket\.io-admin/;
// Middleware that looks at a request and lets it pass.
const PASSES =
  /^(?:express|restify|koa|polka|hono|node:.*|cors|@?koa\/(?:cors|bodyparser|router)|koa-(?:cors|body|bodyparser|logger|helmet|router|compose|json|compress|pino-logger)|@fastify\/(?:cors|helmet|rate-limit|cookie|jwt|formbody|multipart|sensible|compress|swagger|swagger-ui|under-pressure|session|secure-session|csrf-protection)|fastify-plugin|body-parser|helmet|morgan|compression|cookie-parser|cookie-session|express-(?:session|rate-limit|slow-down|mongo-sanitize|validator|async-errors|fileupload|useragent|requestid|request-id|pino-logger|winston|http-context|jwt|bearer-token|prom-bundle|ip|device|formidable)|passport(?:-.*)?|method-override|hpp|xss-clean|csurf|multer|response-time|on-finished|pino-http|cls-rtracer|nestjs-cls|connect-.*|swagger-ui-express|swagger-jsdoc|dd-trace|@sentry\/.*|prom-client|i18next.*|serve-favicon|errorhandler|express-err.*|helmet-csp|@nestjs\/.*|zod|joi|celebrate|@godaddy\/terminus|winston|express-winston|bunyan.*|log4js|nocache|timeout|connect-timeout|express-correlation-id|correlation-id|@golevelup\/.*|lodash|uuid|fastify)$/;
const MOUNTS = /^(?:use|register|all|configure|useGlobal\w*|plugin|decorate)$/;

interface Found {
  readonly endpoints: readonly Endpoint[];
  readonly calls: readonly Call[];
  readonly imports: ReadonlyMap<string, Imports>;
}

/**
 * By the ids of services: whether all HTTP endpoints of each are known. It takes a framework that is read, no route without
 * a known path, no package that answers by itself, and nothing hung on the server that is not understood. Only services are
 * looked at that somebody calls without an endpoint being found.
 */
export function findCompleteApis(
  evaluator: Evaluator,
  attribution: Attribution,
  units: readonly Unit[],
  { endpoints, calls, imports }: Found,
): ReadonlyMap<string, Observed> {
  const asked = new Set(calls.flatMap(({ to, toEndpoint }) => (to !== null && toEndpoint === null ? [to] : [])));
  const candidates = units.filter(
    (unit) =>
      asked.has(unit.id) && /^(?:service|worker)$/.test(unit.kind) && isRead(unit, endpoints, imports.get(unit.id)),
  );
  if (candidates.length === 0) return new Map();
  const open = withOpenServers(evaluator, attribution);
  return new Map(
    candidates
      .filter(({ id }) => !open.has(id))
      .map(({ id }) => [id, { state: 'present', evidence: firstRoute(id, endpoints) }]),
  );
}

function firstRoute(service: string, endpoints: readonly Endpoint[]): Evidence[] {
  return endpoints
    .filter((one) => one.service === service)
    .flatMap(({ evidence }) => evidence.slice(0, 1))
    .slice(0, 1);
}

function isRead(unit: Unit, endpoints: readonly Endpoint[], imports: Imports | undefined): boolean {
  const own = endpoints.filter(({ service, protocol }) => service === unit.id && protocol === 'http');
  const names = [...(imports?.keys() ?? [])];
  return (
    /^(?:typescript|javascript)$/.test(unit.language) &&
    own.length > 0 &&
    own.every(({ method, path }) => method !== 'ALL' && !/[*{(]/.test(path)) &&
    names.some((name) => SERVERS.test(name)) &&
    !names.some((name) => !name.startsWith('.') && ANSWERS.test(name))
  );
}

/** Services in whose code something hangs on a server that is not understood, or that load modules of computed names. */
function withOpenServers(evaluator: Evaluator, attribution: Attribution): ReadonlySet<string> {
  const open = new Set<string>();
  for (const [file, facts] of evaluator.program.files) {
    facts.calls.forEach((call, c) => {
      if (!isComputedImport(call) && !hangsUnknown(evaluator, file, call)) return;
      for (const unit of attribution.services({ file, c })) open.add(unit.id);
    });
  }
  return open;
}

function isComputedImport({ callee, args: [path] }: CallFact): boolean {
  return callee.k === 'global' && /^(?:require|import)$/.test(callee.n) && path !== undefined && path.k !== 'str';
}

function hangsUnknown(evaluator: Evaluator, file: string, call: CallFact): boolean {
  const { callee } = call;
  if (callee.k === 'get' && MOUNTS.test(callee.n)) {
    const onServer = calleesOf(evaluator, file, call).some((value) => value.t === 'lib' && SERVERS.test(value.lib.pkg));
    if (!onServer) return false;
    return call.args.some((arg) => {
      const values = evaluator.eval(file, arg, undefined);
      return values.length === 0 || values.some((value) => !passes(evaluator, value));
    });
  }
  // `loadRoutes(app)` of a package, or of a module that is not in the repository.
  const given = call.args.some((arg) => arg.k === 'id' && evaluator.eval(file, arg, undefined).some(isServer));
  if (!given) return false;
  const callees = calleesOf(evaluator, file, call);
  return (
    callees.length === 0 ||
    callees.some((value) => (value.t === 'lib' ? !PASSES.test(value.lib.pkg) : value.t !== 'fn' && value.t !== 'class'))
  );
}

function isServer(value: Value): boolean {
  return (
    value.t === 'lib' &&
    SERVERS.test(value.lib.pkg) &&
    /^(?:\(\)|express\(\)|default\(\)|!|fastify\(\))$/.test(value.lib.path)
  );
}

function passes(evaluator: Evaluator, value: Value): boolean {
  if (value.t === 'lib') return PASSES.test(value.lib.pkg);
  if (value.t === 'arr') return evaluator.elements([value]).every((item) => passes(evaluator, item));
  return /^(?:text|num|bool|nil|fn|obj|merge|class|inst)$/.test(value.t);
}
