import type { ClassFact, MethodFact, Position } from '../facts/file-facts.ts';
import { Environment, showText } from '../link/environment.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import { decorations, type Decoration } from './decorated.ts';
import { patterns } from './open-patterns.ts';
import { generatedMethods, grpcMethod } from './nest-grpc-methods.ts';
import { verbOf, versionsIn } from './nest-values.ts';
import { brokerNamed } from './nest-transports.ts';
import { optionValues } from './options.ts';

/** An endpoint or subscription that a decorator declares on a method. */
export interface Declared {
  readonly kind: 'http' | 'rpc' | 'grpc' | 'graphql' | 'event';
  /** Verb, or for GraphQL and RPC the kind of operation. */
  readonly method: string;
  /** Without the application's global prefix. */
  readonly paths: readonly string[];
  readonly file: string;
  /** Index of the decorator's call; -1 when there is none. */
  readonly c: number;
  readonly f: number;
  /** The function that answers, where it stands in another file than the declaration; `f` otherwise. */
  readonly handler?: { readonly file: string; readonly f: number };
  /** Of the handler, else of its controller; null when neither names one. The empty text stands for no version at all. */
  readonly version: readonly string[] | null;
  /** File of the class that answers, which may inherit the method from another file. */
  readonly controller: string;
  /** The class of that file which answers, where a module may give it a path: `file#class`. */
  readonly cls?: string;
  /** Where it stands, when that is no call. */
  readonly at?: Position;
  /** The broker, when the declaration says which; else the service's transport. */
  readonly broker?: string;
  /** Of an event whose channel is not written out: what each service makes its name of; stands for `paths`. */
  readonly names?: readonly Value[];
}

const VERBS: Readonly<Record<string, string>> = {
  Get: 'GET',
  Post: 'POST',
  Put: 'PUT',
  Patch: 'PATCH',
  Delete: 'DELETE',
  Options: 'OPTIONS',
  Head: 'HEAD',
  All: 'ALL',
  Sse: 'GET',
  Search: 'SEARCH',
  RequestMapping: 'GET',
};

/** What a Nest controller (or any class with message patterns) declares, with what it inherits. */
export function nestDeclarations(
  evaluator: Evaluator,
  file: string,
  cls: ClassFact,
  protos: readonly ProtoFile[],
): Declared[] {
  const controller = decorations(evaluator, file, cls.decorators).find(
    (item) => item.pkg === '@nestjs/common' && item.name === 'Controller',
  );
  const prefixes = controller ? controllerPaths(evaluator, controller) : [''];
  const version = controller
    ? versionsIn(evaluator, optionValues(evaluator, controller.args[0] ?? [], 'version'))
    : null;
  const key = `${file}#${evaluator.program.facts(file).classes.indexOf(cls)}`;
  const own = cls.methods.map((method) => ({ file, method }));
  const methods = controller ? [...own, ...inheritedMethods(evaluator, file, cls)] : own;
  const generated = generatedMethods(evaluator, file, cls, protos);
  const written = methods.flatMap(({ file: place, method }) => {
    const all = decorations(evaluator, place, method.decorators);
    const ofMethod = all.find((item) => item.pkg === '@nestjs/common' && item.name === 'Version');
    const own = ofMethod && versionsIn(evaluator, ofMethod.args[0] ?? []);
    const context = { prefixes, version: own ?? version, controller: file, cls: key };
    // Decorators apply from the bottom up: of two verbs the upper one stays.
    const verbs = all.filter((item) => item.pkg === '@nestjs/common' && VERBS[item.name]);
    const shadowed = new Set(verbs.slice(1));
    return all.flatMap((item) => {
      if (shadowed.has(item)) return [];
      const kind = controller && item.pkg === '@nestjs/common' ? VERBS[item.name] : undefined;
      const handler = { file: place, c: item.c, f: method.fn, ...context };
      return isGrpcMethod(item)
        ? [grpcHandler(handler, grpcMethod(cls.name, method.name, item.args, protos))]
        : declared(evaluator, item, kind, handler);
    });
  });
  return [...generated, ...written];
}

interface Handler {
  readonly file: string;
  readonly c: number;
  readonly f: number;
  readonly prefixes: readonly string[];
  readonly version: readonly string[] | null;
  readonly controller: string;
  readonly cls: string;
}

function declared(evaluator: Evaluator, item: Decoration, verb: string | undefined, handler: Handler): Declared[] {
  const { prefixes, ...place } = handler;
  if (verb) {
    const given = item.args[0] ?? [];
    const mapped = item.name === 'RequestMapping' ? optionValues(evaluator, given, 'path') : given;
    const known = texts(evaluator, mapped);
    // Without an argument it is the controller's own path; with one that nothing tells it is some other.
    const isOpen = item.args.length > 0 && !given.some((value) => value.t === 'obj' || value.t === 'arr');
    const paths = known.length > 0 ? known : [isOpen ? '{…}' : ''];
    const full = prefixes.flatMap((prefix) => paths.map((path) => `/${prefix}/${path}`));
    return [{ ...place, kind: 'http', method: verbOf(evaluator, item.name, given, verb), paths: full }];
  }
  if (item.pkg !== '@nestjs/microservices') return [];
  const kind = item.name === 'MessagePattern' ? 'rpc' : item.name === 'EventPattern' ? 'event' : undefined;
  if (!kind) return [];
  const broker = kind === 'event' ? brokerNamed(item.args[1] ?? []) : undefined;
  const given = item.args[0] ?? [];
  const known = patterns(evaluator, given);
  // A topic that configuration chooses is told by the service that reads it.
  const names = kind === 'event' && known.length === 0 ? given.filter((value) => value.t === 'text') : [];
  const paths = known.length > 0 || kind === 'rpc' ? known : ['{…}'];
  const more = { ...(broker !== undefined && { broker }), ...(names.length > 0 && { names }) };
  return [{ ...place, kind, method: '', paths, ...more }];
}

function isGrpcMethod(item: Decoration): boolean {
  return item.pkg === '@nestjs/microservices' && /^Grpc(Stream)?Method$/.test(item.name);
}

function grpcHandler(
  { prefixes: _prefixes, ...place }: Handler,
  method: Pick<Declared, 'kind' | 'method' | 'paths'>,
): Declared {
  return { ...place, ...method };
}

const MOST_BASES = 5;

/** Methods of base classes that no subclass overrides, with the file of the class that has them. */
export function inheritedMethods(
  evaluator: Evaluator,
  file: string,
  cls: ClassFact,
): { readonly file: string; readonly method: MethodFact }[] {
  const found: { readonly file: string; readonly method: MethodFact }[] = [];
  const names = new Set(cls.methods.map((method) => method.name));
  let at: { readonly file: string; readonly cls: ClassFact } | undefined = { file, cls };
  for (let depth = 0; depth < MOST_BASES && at?.cls.ext; depth++) {
    const base: Value | undefined = evaluator
      .eval(at.file, at.cls.ext, undefined)
      .flatMap((value) => (value.t === 'fn' ? evaluator.invoke(value, [], 1) : [value]))
      .find((value) => value.t === 'class');
    const next: ClassFact | undefined = base?.t === 'class' ? evaluator.program.cls(base.file, base.c) : undefined;
    at = base?.t === 'class' && next ? { file: base.file, cls: next } : undefined;
    for (const method of at?.cls.methods ?? []) {
      if (at && !names.has(method.name)) found.push({ file: at.file, method });
      names.add(method.name);
    }
  }
  return found;
}

function controllerPaths(evaluator: Evaluator, controller: Decoration): string[] {
  const values = controller.args[0] ?? [];
  const direct = texts(
    evaluator,
    values.filter((value) => value.t !== 'obj'),
  );
  const inOptions = texts(
    evaluator,
    optionValues(
      evaluator,
      values.filter((value) => value.t === 'obj'),
      'path',
    ),
  );
  const all = [...direct, ...inOptions];
  return all.length > 0 ? all : [''];
}

// Of several values of one name those that say something count; each item of a list counts for itself, the empty one too.
function texts(evaluator: Evaluator, values: readonly Value[]): string[] {
  const resolve = (some: readonly Value[]): string[] =>
    new Environment([]).resolveAll(some.filter((value) => value.t === 'text')).map(showText);
  const items = evaluator.elements(values.filter((value) => value.t === 'arr'));
  return [...resolve(values.filter((value) => value.t !== 'arr')), ...items.flatMap((item) => resolve([item]))];
}
