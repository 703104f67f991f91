import type { ClassFact } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Value } from '../link/values.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import { known, procedure, upperFirst, type GrpcService } from './grpc-names.ts';
import type { Declared } from './nest.ts';

/** What `@GrpcMethod('OrdersService', 'FindOne')` answers; without names it is the class and the method. */
export function grpcMethod(
  className: string,
  methodName: string,
  args: readonly (readonly Value[])[],
  protos: readonly ProtoFile[],
): Pick<Declared, 'kind' | 'method' | 'paths'> {
  const service = known(protos, joinTexts(args[0] ?? [])[0] ?? className);
  const name = joinTexts(args[1] ?? [])[0] ?? upperFirst(methodName);
  return { kind: 'grpc', method: name, paths: [`${service.name}/${name}`] };
}

/** A class decorator, ts-proto's or one like it, gives every method that the gRPC service has a `@GrpcMethod` of its own. */
export function generatedMethods(
  evaluator: Evaluator,
  file: string,
  cls: ClassFact,
  protos: readonly ProtoFile[],
): Declared[] {
  const names = [
    controllerService(evaluator, file, cls.decorators),
    ...appliedServices(evaluator, file, cls.decorators),
  ];
  const services = names.flatMap((name): GrpcService[] => (name === undefined ? [] : [known(protos, name)]));
  const service = services.find(({ methods }) => methods !== undefined);
  const [c = -1] = cls.decorators;
  return cls.methods.flatMap((method): Declared[] => {
    const found = service?.methods && method.name !== 'constructor' ? procedure(service, method.name) : undefined;
    if (found === undefined) return [];
    const paths = [`${service?.name ?? ''}/${found}`];
    const at = evaluator.program.fn(file, method.fn);
    const place = { file, c, f: method.fn, version: null, controller: file };
    return [{ kind: 'grpc', method: found, paths, ...place, ...(at && { at: { line: at.line, column: at.column } }) }];
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

// The gRPC services whose `GrpcMethod` a decorator of the repository applies to the methods of its class.
function appliedServices(evaluator: Evaluator, file: string, decorators: readonly number[]): string[] {
  return decorators.flatMap((c) => {
    const callee = evaluator.program.facts(file).calls[c]?.callee;
    const made = callee && callee.k !== 'super' ? evaluator.eval(file, callee, undefined) : [];
    return made.flatMap((value) => (value.t === 'fn' ? appliedIn(evaluator, value.file, value.f) : []));
  });
}

function appliedIn(evaluator: Evaluator, file: string, f: number): string[] {
  const isInside = (fn: number): boolean =>
    fn === f || (fn >= 0 && isInside(evaluator.program.fn(file, fn)?.parent ?? -1));
  return evaluator.program.facts(file).calls.flatMap((call) => {
    const [service] = call.args;
    if (!service || call.callee.k !== 'id' || !isInside(call.fn)) return [];
    const isGrpc = evaluator
      .eval(file, call.callee, undefined)
      .some(
        (value) => value.t === 'lib' && value.lib.pkg === '@nestjs/microservices' && value.lib.path === 'GrpcMethod',
      );
    return isGrpc ? joinTexts(evaluator.eval(file, service, undefined)) : [];
  });
}
