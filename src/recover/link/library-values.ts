import type { CallFact } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { concat, joinTexts } from './texts.ts';
import { computedModule, WORKING_FOLDER } from './computed-modules.ts';
import { attachedSetting } from './attached-members.ts';
import { containerCall } from './containers.ts';
import { configValue } from './config-values.ts';
import { formatted } from './formatted-texts.ts';
import { listedFolder } from './listed-folders.ts';
import { recased } from './letter-cases.ts';
import { mapEntry } from './map-entries.ts';
import { metadataValues } from './metadata.ts';
import { callObject } from './object-lists.ts';
import { mergedByPackage } from './merges.ts';
import { resolvedUrl } from './resolved-url.ts';
import { text, type Closure, type Lib, type Part, type Value } from './values.ts';

/** The member of something that a package gave. `default` of a package's root is the package itself. */
export function libraryMember(lib: Lib, name: string, raw = false): Value {
  if (lib.path === '' && name === 'default') return { t: 'lib', lib };
  // A client that is generated into a folder of the project is Prisma's all the same.
  if (name === 'PrismaClient' && /^(?:[\w@-][\w@./-]*)?$/.test(lib.path))
    return { t: 'lib', lib: { ...lib, pkg: '@prisma/client', path: name } };
  const path = raw ? `${lib.path}${name}` : lib.path === '' ? name : `${lib.path}.${name}`;
  return { t: 'lib', lib: { ...lib, path } };
}

interface Site {
  readonly file: string;
  readonly call: CallFact;
  readonly c: number;
}

/**
 * What calling something of a package gives. For a few functions (configuration, promises, URLs, object helpers) that is
 * their real result; for everything else it is the path, one step longer.
 */
export function callLibrary(evaluator: Evaluator, lib: Lib, args: readonly Closure[], site: Site): Value[] {
  const special =
    metadataValues(evaluator, lib, args) ??
    (lib.pkg === 'global'
      ? callGlobal(evaluator, lib, args, site)
      : (configValue(evaluator, lib, args, site) ??
        containerCall(evaluator, lib, args, site.file) ??
        attachedSetting(evaluator, lib, args, site.file) ??
        formatted(evaluator, lib, args) ??
        callHelper(evaluator, lib, args, site)));
  if (special) return special;
  const path = `${lib.path}${site.call.isNew ? '!' : '()'}`;
  return [{ t: 'lib', lib: { pkg: lib.pkg, path, base: lib, args, site: { file: site.file, call: site.c } } }];
}

function first(evaluator: Evaluator, args: readonly Closure[]): Value[] {
  return args[0] ? evaluator.of(args[0]) : [];
}

function callGlobal(evaluator: Evaluator, lib: Lib, args: readonly Closure[], site: Site): Value[] | undefined {
  switch (lib.path) {
    case 'Promise':
      return promised(evaluator, args);
    case 'Promise.resolve':
    case 'Promise.all':
    case 'Promise.allSettled':
    case 'Object.freeze':
    case 'String':
    case 'structuredClone':
      return first(evaluator, args);
    case 'Promise.race':
    case 'Promise.any':
      return evaluator.elements(first(evaluator, args));
    case 'Number':
    case 'parseInt':
    case 'parseFloat':
    case 'Number.parseInt':
      return first(evaluator, args).map(toNumber);
    case 'encodeURIComponent':
    case 'encodeURI':
      return first(evaluator, args).map((value) =>
        value.t === 'text' ? value : { t: 'text', parts: [{ p: 'hole', name: '' }] },
      );
    case 'String.raw':
      return first(evaluator, args);
    case 'Map!.get':
      return mapEntry(evaluator, lib, args[0]);
    case 'Map!.values':
      return mapEntry(evaluator, lib, undefined);
    case 'URL':
      return resolvedUrl(evaluator, args);
    case 'require':
    case 'import':
      return computedModule(evaluator, first(evaluator, args), site.file);
    case 'process.cwd':
      return [{ t: 'text', parts: [{ p: 'hole', name: WORKING_FOLDER }] }];
    default:
      return callObject(evaluator, lib, args, `${site.file}#${site.c}`);
  }
}

function toNumber(value: Value): Value {
  if (value.t === 'text' && value.parts.every((part) => part.p === 'text')) {
    const number = Number(value.parts.map((part) => (part.p === 'text' ? part.s : '')).join(''));
    if (Number.isFinite(number))
      return { t: 'num', v: number, at: value.parts[0]?.p === 'text' ? value.parts[0].at : undefined };
  }
  return value;
}

// `new Promise((resolve) => … resolve(x) …)` is x.
function promised(evaluator: Evaluator, args: readonly Closure[]): Value[] {
  return first(evaluator, args).flatMap((executor) => {
    if (executor.t !== 'fn') return [];
    const facts = evaluator.program.facts(executor.file);
    return facts.calls.flatMap((call) => {
      const callee = call.callee.k === 'id' ? facts.bindings[call.callee.b]?.values[0] : undefined;
      const [value] = call.args;
      if (callee?.k !== 'param' || callee.f !== executor.f || callee.i !== 0 || !value) return [];
      return evaluator.eval(executor.file, value, executor.frame);
    });
  });
}

function callHelper(evaluator: Evaluator, lib: Lib, args: readonly Closure[], site: Site): Value[] | undefined {
  const made = `${site.file}#${site.c}`;
  const name = `${lib.pkg}.${lib.path}`;
  if (name === 'url.URL') return resolvedUrl(evaluator, args);
  if (lib.pkg.startsWith('fs')) return listedFolder(evaluator, lib, first(evaluator, args), site.file);
  if (name === 'sequelize.!.import') return importedModel(evaluator, lib, args, site.file);
  if (
    /^(util\.(promisify|callbackify|deprecate)|(es6-promisify|bluebird)\.(promisify|promisifyAll|method)|(es6-promisify|pify|thenify|thenify-all|universalify)\.(from\w+|withCallback)?)$/.test(
      name,
    )
  )
    return first(evaluator, args);
  if (/^(path|url|url-join|urljoin)\.?(posix\.)?(join|resolve)?$/.test(name) && args.length > 1)
    return joinPath(evaluator, args);
  if (/^path\.(?:posix\.)?basename$/.test(name)) return fileName(evaluator, args);
  const merged = mergedByPackage(evaluator, name, args);
  if (merged) return merged.map((value) => (value.t === 'merge' ? { ...value, made } : value));
  const inOtherCase = recased(lib, first(evaluator, args));
  if (inOtherCase) return inOtherCase;
  if (/^(fastify-plugin|express-async-handler|co|memoizee)\.?(fp)?$/.test(name)) return first(evaluator, args);
  if (/^(?:@graphql-tools\/merge|merge-graphql-schemas|@graphql-tools\/load-files)\.mergeResolvers$/.test(name))
    return first(evaluator, args);
  // `BootMixin(RepositoryMixin(RestApplication))` of LoopBack adds to a class and gives it back.
  if (lib.pkg.startsWith('@loopback/') && /^(?:Boot|Repository|Service)Mixin$/.test(lib.path))
    return first(evaluator, args);
  // `AWSXRay.captureAWSv3Client(client)`, `tracer.captureAWSv3Client(client)`: traced, and the same otherwise.
  if (/^(?:aws-xray-sdk|@aws-lambda-powertools\/tracer)/.test(lib.pkg) && /(?:^|\.)captureAWS\w*$/.test(lib.path))
    return first(evaluator, args);
  // A client that is given a client and gives it back, with something more around it.
  if (/^(?:axios-(?:cache-interceptor|rate-limit|cache-adapter|concurrency)|fetch-retry|fetch-cookie)\b/.test(lib.pkg))
    return first(evaluator, args);
  // `app.get(OrdersService)` of a Nest application.
  if (lib.pkg === '@nestjs/core' && /\.(get|resolve)$/.test(lib.path)) return provided(first(evaluator, args));
  if (CONTAINERS.test(lib.pkg) && /(?:^|\.)(?:get|getAsync|resolve)$/.test(lib.path)) {
    const tokens = first(evaluator, args);
    return evaluator.providers?.ofTokens(evaluator, tokens) ?? provided(tokens) ?? ofTypeArgument(evaluator, site);
  }
  if (/^rxjs\.(firstValueFrom|lastValueFrom|from|of)$/.test(name)) return first(evaluator, args);
  return undefined;
}

// `sequelize.import(path)`: a file that makes a model of what it is given.
function importedModel(evaluator: Evaluator, lib: Lib, args: readonly Closure[], file: string): Value[] | undefined {
  const given = [lib.path.replace(/\.import$/, ''), 'DataTypes'].map((path): Closure => {
    const value: Value = { t: 'lib', lib: { ...lib, path } };
    return { file, expr: { k: 'dyn' }, frame: undefined, values: [value] };
  });
  const models = computedModule(evaluator, first(evaluator, args), file).flatMap((value) =>
    value.t === 'fn' ? evaluator.invoke(value, given, 1) : [],
  );
  return models.length > 0 ? models : undefined;
}

const CONTAINERS = /^(?:inversify|tsyringe|typedi|@nestjs\/core|node-dependency-injection|bottlejs|typed-inject|diod)$/;

// `container.get<EventBus>('shared.bus')`, where what is registered stands in no code.
function ofTypeArgument(evaluator: Evaluator, { file, call }: Site): Value[] | undefined {
  const [type, ...more] = call.typeArgs;
  const values = type && more.length === 0 ? evaluator.typed(file, type) : [];
  return values.length > 0 ? values : undefined;
}

function provided(tokens: readonly Value[]): Value[] | undefined {
  const values = tokens.flatMap((token): Value[] => {
    if (token.t === 'class') return [{ t: 'inst', file: token.file, c: token.c, ctor: undefined, site: 'open' }];
    return token.t === 'lib' ? [{ t: 'lib', lib: { ...token.lib, path: `${token.lib.path}!` } }] : [];
  });
  return values.length > 0 ? values : undefined;
}

// `basename('src/orders.ts', '.js')` is `orders`: compiled, it has the ending that is asked for.
function fileName(evaluator: Evaluator, args: readonly Closure[]): Value[] | undefined {
  const [path, ending] = args;
  const [known, ...more] = path ? joinTexts(evaluator.of(path)) : [];
  if (!path || known === undefined || more.length > 0) return undefined;
  const base = known.slice(known.lastIndexOf('/') + 1);
  const bare = ending ? base.replace(/\.[^.]*$/, '') : base;
  return [text(bare, 'literal', evaluator.evidence(path.file, { line: 1, column: 1 }))];
}

function joinPath(evaluator: Evaluator, args: readonly Closure[]): Value[] {
  const slash: Value = {
    t: 'text',
    parts: [{ p: 'text', s: '/', origin: 'literal', at: { file: '', line: 0, column: 0 } }],
  };
  const sets = args.flatMap((arg, index) => (index === 0 ? [evaluator.of(arg)] : [[slash], evaluator.of(arg)]));
  return concat(sets).map((value) => (value.t === 'text' ? { t: 'text', parts: squeezed(value.parts) } : value));
}

// Slashes that meet become one, also where two pieces meet; those of a scheme stay.
function squeezed(parts: readonly Part[]): Part[] {
  let endsInSlash = false;
  return parts.map((part) => {
    if (part.p !== 'text') {
      endsInSlash = false;
      return part;
    }
    const own = part.s.replace(/(?<!:)\/{2,}/g, '/');
    const s = endsInSlash ? own.replace(/^\//, '') : own;
    endsInSlash = s === '' ? endsInSlash : s.endsWith('/');
    return { ...part, s };
  });
}
