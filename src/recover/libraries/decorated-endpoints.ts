import type { ClassFact } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { decorations, plainTexts, type Decoration } from './decorated.ts';
import type { Declared } from './nest.ts';
import { optionValues } from './options.ts';

interface Style {
  readonly packages: RegExp;
  /** Decorator of the class that gives the prefix; null when classes need none. */
  readonly controller: RegExp | null;
  /** Decorator of the class that gives a prefix where classes need none. */
  readonly base?: RegExp;
  readonly verb: RegExp;
}

// The verb is the first group.
const STYLES: readonly Style[] = [
  {
    packages: /^@loopback\/(?:rest|openapi-v3)$/,
    controller: null,
    base: /^api$/,
    verb: /^(get|post|put|patch|del|operation)$/,
  },
  {
    packages: /^routing-controllers$/,
    controller: /^(?:Json)?Controller$/,
    verb: /^(Get|Post|Put|Patch|Delete|Head|All|Method)$/,
  },
  { packages: /^(?:tsoa|@tsoa\/runtime)$/, controller: /^Route$/, verb: /^(Get|Post|Put|Patch|Delete|Head|Options)$/ },
  {
    packages: /^inversify-express-utils$/,
    controller: /^controller$/,
    verb: /^(?:http(Get|Post|Put|Patch|Delete|Head|Method)|all)$/,
  },
  { packages: /^@overnightjs\/core$/, controller: /^Controller$/, verb: /^(Get|Post|Put|Patch|Delete|All)$/ },
  {
    packages: /^@tsed\/(?:common|schema|di)$/,
    controller: /^Controller$/,
    verb: /^(Get|Post|Put|Patch|Delete|Head|All)$/,
  },
];

/** Endpoints that decorators declare in frameworks other than Nest: LoopBack 4, routing-controllers, tsoa, inversify, OvernightJS, Ts.ED. */
export function decoratedEndpoints(evaluator: Evaluator, file: string, cls: ClassFact): Declared[] {
  const ofClass = decorations(evaluator, file, cls.decorators);
  return cls.methods.flatMap((method) =>
    decorations(evaluator, file, method.decorators).flatMap((item): Declared[] => {
      const style = STYLES.find((one) => one.packages.test(item.pkg) && one.verb.test(item.name));
      if (!style) return [];
      const controller = ofClass.find(
        (one) => style.packages.test(one.pkg) && style.controller?.test(one.name) === true,
      );
      if (style.controller && !controller) return [];
      const base = ofClass.find((one) => style.packages.test(one.pkg) && style.base?.test(one.name) === true);
      const prefixes = controller ? paths(evaluator, controller) : base ? basePaths(evaluator, base) : [''];
      const named = (style.verb.exec(item.name)?.[1] ?? 'all').toUpperCase();
      // `@Method('patch', path)`, `@operation('put', path)`: the method is the first argument.
      const isGiven = named === 'METHOD' || named === 'OPERATION';
      const verb = isGiven ? (plainTexts(evaluator, item.args[0] ?? [])[0] ?? 'all').toUpperCase() : named;
      const own = isGiven ? { ...item, args: item.args.slice(1) } : item;
      return [
        {
          kind: 'http',
          method: verb === 'DEL' ? 'DELETE' : verb,
          paths: prefixes.flatMap((prefix) => paths(evaluator, own).map((path) => `/${prefix}/${path}`)),
          file,
          c: item.c,
          f: method.fn,
          version: null,
          controller: file,
        },
      ];
    }),
  );
}

function basePaths(evaluator: Evaluator, item: Decoration): string[] {
  const found = plainTexts(evaluator, optionValues(evaluator, item.args[0] ?? [], 'basePath'));
  return found.length > 0 ? found : [''];
}

// `{id}` of OpenAPI is `:id`.
function paths(evaluator: Evaluator, item: Decoration): string[] {
  const first = item.args[0] ?? [];
  const options = first.filter((value) => value.t === 'obj');
  const found = [
    ...plainTexts(
      evaluator,
      first.filter((value) => value.t !== 'obj'),
    ),
    ...plainTexts(evaluator, optionValues(evaluator, options, 'path')),
  ];
  return found.length > 0 ? found.map((path) => path.replace(/\{(\w+)\}/g, ':$1')) : [''];
}
