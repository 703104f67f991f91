import type { ClassFact, MethodFact } from '../facts/file-facts.ts';
import { joinTexts } from '../link/texts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import { optionValues } from './options.ts';
import { known, procedure, type GrpcService } from './grpc-names.ts';
import { brokerNamed } from './nest-transports.ts';

/** An endpoint or subscription that a decorator declares on a method. */
export interface Declared {
  readonly kind: 'http' | 'rpc' | 'grpc' | 'event';
  readonly method: string;
  /** Without the application's global prefix. */
  readonly paths: readonly string[];
  readonly file: string;
  /** Index of the decorator's call. */
  readonly c: number;
  readonly f: number;
  readonly versioned: boolean;
  /** The broker that a pattern is for, where it says so. */
  readonly broker?: string;
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
};

interface Decorator {
  readonly name: string;
  readonly pkg: string;
  readonly c: number;
  readonly args: readonly Value[][];
}

/** What a Nest controller (or any class with message patterns) declares. */
export function nestDeclarations(
  evaluator: Evaluator,
  file: string,
  cls: ClassFact,
  protos: readonly ProtoFile[],
): Declared[] {
  const controller = decorators(evaluator, file, cls.decorators).find(
    (item) => item.pkg === '@nestjs/common' && item.name === 'Controller',
  );
  const prefixes = controller ? controllerPaths(evaluator, controller) : [''];
  const version = controller ? joinTexts(optionValues(evaluator, controller.args[0] ?? [], 'version'))[0] : undefined;
  const generated = controllerService(evaluator, file, cls.decorators);
  const service = generated === undefined ? undefined : known(protos, generated);
  const answered = service ? generatedMethods(file, cls, service) : [];
  const written = cls.methods.flatMap((method) =>
    decorators(evaluator, file, method.decorators).flatMap((item): Declared[] => {
      const place = { file, c: item.c, f: method.fn };
      const verb = item.pkg === '@nestjs/common' ? VERBS[item.name] : undefined;
      if (verb && controller) {
        const paths = texts(evaluator, item.args[0] ?? []);
        const full = prefixes.flatMap((prefix) =>
          (paths.length > 0 ? paths : ['']).map((path) => `${version ? `/v${version}` : ''}/${prefix}/${path}`),
        );
        return [{ ...place, kind: 'http', method: verb, paths: full, versioned: version !== undefined }];
      }
      if (item.pkg !== '@nestjs/microservices') return [];
      if (item.name === 'MessagePattern')
        return [{ ...place, kind: 'rpc', method: '', paths: patterns(evaluator, item.args[0] ?? []), versioned: true }];
      if (/^Grpc(Stream)?Method$/.test(item.name)) return [{ ...place, ...grpcMethod(cls, method, item, protos) }];
      if (item.name === 'EventPattern')
        return [
          {
            ...place,
            kind: 'event',
            method: '',
            paths: patterns(evaluator, item.args[0] ?? []),
            versioned: true,
            ...broker(item.args[1] ?? []),
          },
        ];
      return [];
    }),
  );
  return [...answered, ...written];
}

function broker(values: readonly Value[]): Pick<Declared, 'broker'> {
  const name = brokerNamed(values);
  return name === undefined ? {} : { broker: name };
}

// `@GrpcMethod('OrdersService', 'FindOne')`; without names it is the class and the method.
function grpcMethod(
  cls: ClassFact,
  method: MethodFact,
  { args }: Decorator,
  protos: readonly ProtoFile[],
): Omit<Declared, 'file' | 'c' | 'f'> {
  const service = known(protos, joinTexts(args[0] ?? [])[0] ?? cls.name);
  const name = joinTexts(args[1] ?? [])[0] ?? method.name.charAt(0).toUpperCase() + method.name.slice(1);
  return { kind: 'grpc', method: name, paths: [`${service.name}/${name}`], versioned: true };
}

// ts-proto's decorator gives every method of the class that the gRPC service has a `@GrpcMethod` of its own.
function generatedMethods(file: string, cls: ClassFact, service: GrpcService): Declared[] {
  const [c = 0] = cls.decorators;
  return cls.methods.flatMap((method): Declared[] => {
    const name = method.name === 'constructor' ? undefined : procedure(service, method.name);
    if (name === undefined || !service.methods) return [];
    return [{ kind: 'grpc', method: name, paths: [`${service.name}/${name}`], versioned: true, file, c, f: method.fn }];
  });
}

// The gRPC service that a class decorator of ts-proto (`@OrdersServiceControllerMethods()`) says its class implements.
function controllerService(evaluator: Evaluator, file: string, decorators: readonly number[]): string | undefined {
  for (const c of decorators) {
    const callee = evaluator.program.facts(file).calls[c]?.callee;
    const name =
      callee?.k === 'id' ? evaluator.program.facts(file).bindings[callee.b]?.name : callee?.k === 'get' ? callee.n : '';
    const service = /^(\w+)ControllerMethods$/.exec(name ?? '')?.[1];
    if (service !== undefined) return service;
  }
  return undefined;
}

function controllerPaths(evaluator: Evaluator, controller: Decorator): string[] {
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

function texts(evaluator: Evaluator, values: readonly Value[]): string[] {
  return joinTexts(values.flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value])));
}

/** A message pattern as text: a string as it is, an object as `{"cmd":"sum"}`. */
export function patterns(evaluator: Evaluator, values: readonly Value[]): string[] {
  return values.flatMap((value) => {
    if (value.t === 'arr') return patterns(evaluator, evaluator.elements([value]));
    if (value.t !== 'obj') return joinTexts([value]);
    const entries = value.expr.props.flatMap((prop) => {
      const [item] = joinTexts(evaluator.eval(value.file, prop.value, value.frame));
      return typeof prop.key === 'string' && item !== undefined ? [`"${prop.key}":"${item}"`] : [];
    });
    return [`{${entries.sort().join(',')}}`];
  });
}

function decorators(evaluator: Evaluator, file: string, indexes: readonly number[]): Decorator[] {
  const facts = evaluator.program.facts(file);
  return indexes.flatMap((c) => {
    const call = facts.calls[c];
    if (!call) return [];
    return evaluator.eval(file, call.callee, undefined).flatMap((value): Decorator[] => {
      if (value.t === 'lib')
        return [
          {
            name: value.lib.path,
            pkg: value.lib.pkg,
            c,
            args: call.args.map((arg) => evaluator.eval(file, arg, undefined)),
          },
        ];
      return value.t === 'fn'
        ? composed(
            evaluator,
            value,
            c,
            call.args.map((arg) => evaluator.eval(file, arg, undefined)),
          )
        : [];
    });
  });
}

// A decorator of the project's own that returns `applyDecorators(Get(path), …)`.
function composed(
  evaluator: Evaluator,
  fn: Extract<Value, { t: 'fn' }>,
  c: number,
  _args: readonly Value[][],
): Decorator[] {
  const call = evaluator.program.facts(fn.file).functions[fn.f];
  if (!call) return [];
  return evaluator.invoke(fn, [], 1).flatMap((value) => {
    if (value.t !== 'lib' || value.lib.path !== 'applyDecorators()') return [];
    return value.lib.args.flatMap((arg) =>
      evaluator.of(arg).flatMap((inner): Decorator[] =>
        inner.t === 'lib'
          ? [
              {
                name: inner.lib.path.replace(/\(\)$/, ''),
                pkg: inner.lib.pkg,
                c,
                args: inner.lib.args.map((item) => evaluator.of(item)),
              },
            ]
          : [],
      ),
    );
  });
}
