import type { CallFact } from '../facts/file-facts.ts';
import type { Evidence } from '../../model/system.ts';
import type { Evaluator } from './evaluate.ts';
import { nodeConfig } from './node-config.ts';
import { joinTexts } from './texts.ts';
import type { Closure, Lib, Value } from './values.ts';

interface Site {
  readonly file: string;
  readonly call: CallFact;
  readonly c: number;
}

/** The result of a configuration library's call (ConfigService, zod, envalid, joi, env-var, config, t3-env); undefined for any other call. */
export function configValue(evaluator: Evaluator, lib: Lib, args: readonly Closure[], site: Site): Value[] | undefined {
  switch (lib.pkg) {
    case '@nestjs/config':
      return /(^|\.)(ConfigService!?)\.(get|getOrThrow)$/.test(lib.path)
        ? nestConfig(evaluator, args, site)
        : undefined;
    case 'zod':
      return zodParsed(evaluator, lib, args, site);
    case 'envalid':
      return lib.path === 'cleanEnv' ? environmentObject(evaluator, args[0], args[1], site, false) : undefined;
    case 'joi':
    case '@hapi/joi':
      return /\.(validate|validateAsync|attempt)$/.test(lib.path)
        ? parsed(evaluator, lib, args, site, /(object|keys)\(\)$/, 0)
        : undefined;
    case '@t3-oss/env-core':
      return lib.path === 'createEnv' ? t3Environment(evaluator, args, site) : undefined;
    case 'env-var':
      return /(^|\.)as[A-Z]\w*$/.test(lib.path) ? envVar(evaluator, lib, site) : undefined;
    case 'config':
      return lib.path === 'get' && args[0]
        ? joinTexts(evaluator.of(args[0])).flatMap((key) =>
            nodeConfig(evaluator, key, site.file, evaluator.evidence(site.file, site.call)),
          )
        : undefined;
    case 'nconf':
      return /(?:^|\.)get$/.test(lib.path) ? nconfValue(evaluator, args, site) : undefined;
    case 'rc':
      return lib.path === '' || lib.path === 'default' ? defaultsIn(evaluator, args[1]) : undefined;
    case 'znv':
      return lib.path === 'parseEnv' ? environmentObject(evaluator, args[0], args[1], site, false) : undefined;
    case 'convict':
      return lib.path === '().get' ? convictValue(evaluator, lib, args, site) : undefined;
    case 'dotenv':
    case 'dotenv-flow':
    case 'dotenv-safe':
      // What it read is in the environment, and in `parsed`.
      return lib.path === 'config'
        ? [{ t: 'envobj', schema: undefined, wrapped: true, at: configAt(evaluator, site) }]
        : undefined;
    default:
      return undefined;
  }
}

// `rc('orders', { payment: { url } })`: files and variables of that name stand before the object.
function defaultsIn(evaluator: Evaluator, given: Closure | undefined): Value[] {
  return given ? [{ t: 'merge', of: evaluator.of(given), deep: true, defaults: true }] : [];
}

function configAt(evaluator: Evaluator, site: Site): Evidence {
  return evaluator.evidence(site.file, site.call);
}

// `nconf.get('payment:url')`: a variable of that name, else what `nconf.defaults` says in any file.
function nconfValue(evaluator: Evaluator, args: readonly Closure[], site: Site): Value[] {
  const at = configAt(evaluator, site);
  return joinTexts(args[0] ? evaluator.of(args[0]) : []).flatMap((key) => {
    const path = key.split(':');
    const defaults = [...evaluator.program.files].flatMap(([file, facts]) => {
      if (!facts.imports.includes('nconf')) return [];
      return facts.calls.flatMap(({ callee, args: [given] }) => {
        if (callee.k !== 'get' || callee.n !== 'defaults' || !given) return [];
        let values = evaluator.eval(file, given, undefined);
        for (const part of path) values = evaluator.member(values, part, at);
        return values;
      });
    });
    const variable: Value = { t: 'text', parts: [{ p: 'env', name: path.join('__'), at }] };
    return [variable, ...defaults.map(toDefault)];
  });
}

function nestConfig(evaluator: Evaluator, args: readonly Closure[], site: Site): Value[] {
  const [name, fallback] = args;
  if (!name) return [];
  const at = evaluator.evidence(site.file, site.call);
  return joinTexts(evaluator.of(name)).flatMap((key) => {
    const fromFactory = evaluator.providers?.configured(evaluator, key) ?? [];
    if (fromFactory.length > 0) return fromFactory;
    const variable: Value = { t: 'text', parts: [{ p: 'env', name: key, at }] };
    const defaults = fallback ? evaluator.of(fallback).filter((value) => value.t === 'text' || value.t === 'num') : [];
    return [variable, ...defaults.map(toDefault)];
  });
}

function toDefault(value: Value): Value {
  if (value.t !== 'text') return value;
  return { t: 'text', parts: value.parts.map((part) => (part.p === 'text' ? { ...part, origin: 'default' } : part)) };
}

function parsed(
  evaluator: Evaluator,
  lib: Lib,
  args: readonly Closure[],
  site: Site,
  object: RegExp,
  input: number,
): Value[] | undefined {
  const wrapped = !/\.(parse|parseAsync|attempt)$/.test(lib.path);
  return environmentObject(evaluator, args[input], schemaOf(lib, object), site, wrapped);
}

function zodParsed(evaluator: Evaluator, lib: Lib, args: readonly Closure[], site: Site): Value[] | undefined {
  const name = /\.(parse|safeParse|parseAsync|safeParseAsync)$/.exec(lib.path)?.[1];
  if (name === undefined) return undefined;
  const found = environmentObject(evaluator, args[0], undefined, site, name.startsWith('safe'));
  return found?.map((value) => (value.t === 'envobj' ? { ...value, zod: lib } : value));
}

function schemaOf(lib: Lib, object: RegExp): Closure | undefined {
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (object.test(at.path.replace(/\.\w+$/, '')) || object.test(at.path)) {
      const [schema] = at.args;
      if (schema) return schema;
    }
  }
  return undefined;
}

// Only an object checked out of the environment itself is known member by member.
function environmentObject(
  evaluator: Evaluator,
  input: Closure | undefined,
  schema: Closure | undefined,
  site: Site,
  wrapped: boolean,
): Value[] | undefined {
  if (!input) return undefined;
  const values = evaluator.of(input);
  const isEnvironment = values.some(
    (value) =>
      value.t === 'env' ||
      (value.t === 'merge' && value.of.some((part) => part.t === 'env')) ||
      (value.t === 'obj' && spreadsEnvironment(evaluator, value)),
  );
  // An object that is written out and checked is what it was.
  if (!isEnvironment)
    return !wrapped && values.length > 0 && values.every((value) => value.t === 'obj') ? values : undefined;
  return [{ t: 'envobj', schema, wrapped, at: evaluator.evidence(site.file, site.call) }];
}

function spreadsEnvironment(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>): boolean {
  return value.expr.props.some(
    (prop) => prop.key === null && evaluator.eval(value.file, prop.value, value.frame).some((item) => item.t === 'env'),
  );
}

function t3Environment(evaluator: Evaluator, args: readonly Closure[], site: Site): Value[] {
  const [options] = args;
  if (!options) return [];
  const at = evaluator.evidence(site.file, site.call);
  const schema: Closure | undefined =
    options.expr.k === 'obj'
      ? options.expr.props.flatMap((prop) => (prop.key === 'server' ? [{ ...options, expr: prop.value }] : []))[0]
      : undefined;
  return [{ t: 'envobj', schema, wrapped: false, at }];
}

function envVar(evaluator: Evaluator, lib: Lib, site: Site): Value[] {
  const out: Value[] = [];
  for (let at: Lib | undefined = lib; at; at = at.base) {
    const [arg] = at.args;
    if (!arg) continue;
    if (/(^|\.)get\(\)(\.\w+)?$/.test(at.path))
      out.unshift(
        ...joinTexts(evaluator.of(arg)).map((name): Value => ({
          t: 'text',
          parts: [{ p: 'env', name, at: evaluator.evidence(site.file, site.call) }],
        })),
      );
    if (/\.default\(\)(\.\w+)?$/.test(at.path)) out.push(...evaluator.of(arg).map(toDefault));
  }
  return out;
}

// `convict(schema).get('a.b')`: the schema names the variable and the default.
function convictValue(evaluator: Evaluator, lib: Lib, args: readonly Closure[], site: Site): Value[] {
  const [name] = args;
  const [schema] = lib.args;
  const at = evaluator.evidence(site.file, site.call);
  return joinTexts(name ? evaluator.of(name) : []).flatMap((key) => {
    let entry: Value[] = schema ? evaluator.of(schema) : [];
    for (const part of key.split('.')) entry = evaluator.member(entry, part, at);
    const variables = joinTexts(evaluator.member(entry, 'env', at));
    return [
      ...variables.map((variable): Value => ({ t: 'text', parts: [{ p: 'env', name: variable, at }] })),
      // An empty default says that there is none.
      ...evaluator
        .member(entry, 'default', at)
        .filter((value) => variables.length === 0 || joinTexts([value])[0] !== '')
        .map(toDefault),
    ];
  });
}
