import type { Evaluator } from '../link/evaluate.ts';
import { entriesOf } from '../link/object-entries.ts';
import { joinTexts } from '../link/texts.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { deadlineOf } from './grpc-deadlines.ts';
import { deadlineOrNone, known, procedure, serviceOf, serviceOfValue, type GrpcService } from './grpc-names.ts';
import type { AnswerShape, Recogniser, RequestShape, Site } from './recogniser.ts';

const PACKAGES = ['@grpc/grpc-js', 'grpc', '@grpc/proto-loader'];

/** gRPC of grpc-js and its predecessor: services that a server adds, methods that clients call. */
export const grpc: readonly Recogniser[] = [
  {
    packages: PACKAGES,
    request,
    answer: (lib, site) => (/Server!\.add(?:Proto)?Service$/.test(lib.path) ? added(site) : undefined),
  },
  {
    packages: ['grpc-health-check'],
    answer: (lib, site) =>
      /HealthImplementation!\.addToServer$/.test(lib.path)
        ? answers(site, known(site.uses.protos, 'grpc.health.v1.Health'), ['check', 'watch'], [])
        : undefined,
  },
];

function added(site: Site): readonly AnswerShape[] | undefined {
  const [definition, implementation] = site.args;
  if (!definition) return undefined;
  const isHealth = site.evaluator
    .of(definition)
    .some((value) => value.t === 'lib' && value.lib.pkg === 'grpc-health-check');
  const service = isHealth
    ? known(site.uses.protos, 'grpc.health.v1.Health')
    : serviceOf(site.evaluator, site.uses.protos, definition);
  if (!service) return undefined;
  const values = implementation ? site.evaluator.of(implementation) : [];
  return answers(site, service, isHealth ? ['check', 'watch'] : membersOf(site.evaluator, values), values);
}

/** One answer for each procedure of a service that an implementation has; for all of them when it is not to be seen. */
export function answers(
  site: Site,
  service: GrpcService,
  members: readonly string[],
  implementation: readonly Value[],
): AnswerShape[] {
  const at = site.evaluator.evidence(site.file, site.call);
  const names = members.length > 0 ? members : [...(service.methods?.keys() ?? [])];
  const found = new Map<string, AnswerShape>();
  for (const member of names) {
    const method = procedure(service, member);
    if (method === undefined) continue;
    found.set(method, {
      protocol: 'grpc',
      method,
      names: [text(`${service.name}/${method}`, 'literal', at)],
      handlers: site.evaluator.member(implementation, member, at).filter((value) => value.t === 'fn'),
    });
  }
  return [...found.values()];
}

/** Names of the functions that an implementation consists of: properties of an object, methods of a class. */
export function membersOf(evaluator: Evaluator, values: readonly Value[]): string[] {
  return values.flatMap((value) => {
    if (value.t === 'obj' || value.t === 'merge')
      return entriesOf(evaluator, [value]).flatMap((entry) => joinTexts([entry.key]));
    if (value.t !== 'inst') return [];
    const cls = evaluator.program.cls(value.file, value.c);
    const fields = (cls?.fields ?? []).filter((field) => field.value?.k === 'fn').map((field) => field.name);
    return [...(cls?.methods ?? []).filter((method) => !method.isStatic).map((method) => method.name), ...fields];
  });
}

function request(lib: Lib, site: Site): RequestShape | undefined {
  const path = lib.path.replace(/(?:\.bind\(\))+$/, '');
  const match = /^(.+)!\.(\w+)$/.exec(path);
  if (!match || (path !== lib.path && lib.path.endsWith('.bind'))) return undefined;
  const constructed = ctorOf(lib, `${match[1] ?? ''}!`);
  const service = constructed && serviceOfClient(site, constructed);
  const method = service && procedure(service, match[2] ?? '');
  if (!constructed || !service || method === undefined) return undefined;
  return {
    client: lib.pkg === '@grpc/proto-loader' ? '@grpc/grpc-js' : lib.pkg,
    protocol: 'grpc',
    url: addresses(constructed.args[0] ? site.evaluator.of(constructed.args[0]) : []),
    method,
    procedure: `${service.name}/${method}`,
    timeout: deadlineOrNone(deadlineOf(site, constructed.args[2]), site.uses.protos, service, method),
  };
}

function serviceOfClient(site: Site, constructed: Lib): GrpcService | undefined {
  const definition: Lib = { ...constructed, path: constructed.path.slice(0, -1), args: constructed.base?.args ?? [] };
  return serviceOfValue(site.evaluator, site.uses.protos, { t: 'lib', lib: definition });
}

// The construction below members and `bind`: its arguments are the client's.
function ctorOf(lib: Lib, path: string): Lib | undefined {
  if (lib.path.startsWith(path) && !lib.path.slice(path.length).includes('(')) return { ...lib, path };
  return lib.base ? ctorOf(lib.base, path) : undefined;
}

/** Texts of an address without the scheme of a resolver: `dns:///orders:50051` is `orders:50051`. */
export function addresses(values: readonly Value[]): Value[] {
  return values.map((value) => {
    const [first, ...rest] = value.t === 'text' ? value.parts : [];
    if (value.t !== 'text' || first?.p !== 'text') return value;
    return {
      t: 'text',
      parts: [{ ...first, s: first.s.replace(/^(?:dns|ipv4|ipv6|passthrough):(?:\/\/[^/]*\/)?/, '') }, ...rest],
    };
  });
}
