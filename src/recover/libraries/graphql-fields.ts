import type { CallFact, ClassFact, Position } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import { decorations, plainTexts } from './decorated.ts';
import type { Declared } from './nest.ts';
import { optionValues } from './options.ts';

const SERVERS =
  /^(?:apollo-server(?:-\w+)*|@apollo\/server|@apollo\/subgraph|@graphql-tools\/schema|graphql-tools|graphql-yoga|mercurius|@as-integrations\/\w+)$/;
const TYPES: readonly (readonly [string, string])[] = [
  ['Query', 'query'],
  ['Mutation', 'mutation'],
  ['Subscription', 'subscription'],
];
const DECORATORS = new Map(TYPES);

/** Fields of a GraphQL schema that a file answers: resolver maps given to a server, and resolver classes (Nest, type-graphql). */
export function graphqlFields(evaluator: Evaluator, file: string): Declared[] {
  const facts = evaluator.program.facts(file);
  const mapped = facts.calls.flatMap((call) => {
    const isServer = (expr: CallFact['callee']): boolean =>
      evaluator.eval(file, expr, undefined).some((value) => value.t === 'lib' && SERVERS.test(value.lib.pkg));
    // `app.register(mercurius, { resolvers })`.
    const isPlugin = call.callee.k === 'get' && call.callee.n === 'register' && call.args[0];
    if (!isServer(call.callee) && !(isPlugin && isServer(isPlugin))) return [];
    const options = call.args.flatMap((arg) => evaluator.eval(file, arg, undefined));
    return resolverMaps(evaluator, optionValues(evaluator, options, 'resolvers'));
  });
  return [...mapped, ...facts.classes.flatMap((cls) => resolverClass(evaluator, file, cls))];
}

function resolverMaps(evaluator: Evaluator, values: readonly Value[], depth = 0): Declared[] {
  if (depth > 3) return [];
  return values.flatMap((value): Declared[] => {
    if (value.t === 'arr') return resolverMaps(evaluator, evaluator.elements([value]), depth + 1);
    if (value.t === 'merge') return resolverMaps(evaluator, value.of, depth + 1);
    if (value.t === 'mod') return [];
    const at = { file: '', line: 1, column: 1 };
    return TYPES.flatMap(([type, method]) =>
      fieldsOf(evaluator, evaluator.member([value], type, at)).map(({ name, where, f, place }) => ({
        kind: 'graphql',
        method,
        paths: [name],
        file: where,
        c: -1,
        f,
        version: null,
        controller: where,
        at: place,
      })),
    );
  });
}

interface Field {
  readonly name: string;
  readonly where: string;
  readonly f: number;
  readonly place: Position;
}

/** Fields that a map of a type's resolvers names. */
export function fieldsOf(evaluator: Evaluator, types: readonly Value[], depth = 0): Field[] {
  if (depth > 3) return [];
  return types.flatMap((type): Field[] => {
    if (type.t === 'merge') return fieldsOf(evaluator, type.of, depth + 1);
    if (type.t !== 'obj') return [];
    return type.expr.props.flatMap((prop): Field[] => {
      const values = evaluator.eval(type.file, prop.value, type.frame);
      if (prop.key === null) return fieldsOf(evaluator, values, depth + 1);
      if (typeof prop.key !== 'string') return [];
      const fn = values.find((value) => value.t === 'fn');
      // The function may stand in another file; the field is where the map names it.
      const f = fn?.t === 'fn' && fn.file === type.file ? fn.f : -1;
      return [{ name: prop.key, where: type.file, f, place: prop.at }];
    });
  });
}

function resolverClass(evaluator: Evaluator, file: string, cls: ClassFact): Declared[] {
  const isResolver = decorations(evaluator, file, cls.decorators).some(
    (item) => /^(?:@nestjs\/graphql|type-graphql)$/.test(item.pkg) && item.name === 'Resolver',
  );
  if (!isResolver) return [];
  return cls.methods.flatMap((method) =>
    decorations(evaluator, file, method.decorators).flatMap((item): Declared[] => {
      const kind = /^(?:@nestjs\/graphql|type-graphql)$/.test(item.pkg) ? DECORATORS.get(item.name) : undefined;
      if (!kind) return [];
      const named = item.args.flatMap((arg) => [
        ...plainTexts(evaluator, arg),
        ...plainTexts(evaluator, optionValues(evaluator, arg, 'name')),
      ]);
      const paths = [named[0] ?? method.name];
      return [{ kind: 'graphql', method: kind, paths, file, c: item.c, f: method.fn, version: null, controller: file }];
    }),
  );
}
