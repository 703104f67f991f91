import type { Expr } from '../facts/file-facts.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Declared } from '../libraries/nest.ts';
import type { Attribution } from './attribution.ts';
import type { Evaluator } from './evaluate.ts';
import { produced } from './produced.ts';
import { visitObjects } from './provider-tokens.ts';
import type { Value } from './values.ts';

const TOKENS: Readonly<Record<string, string>> = {
  APP_GUARD: 'canActivate',
  APP_INTERCEPTOR: 'intercept',
  APP_PIPE: 'transform',
};

const MEMBERS: Readonly<Record<string, string>> = {
  useGlobalGuards: 'canActivate',
  useGlobalInterceptors: 'intercept',
  useGlobalPipes: 'transform',
};

/** Something that Nest asks before every handler of an application. */
interface Global {
  readonly values: readonly Value[];
  readonly method: string;
  /** Of a hybrid application, what it is given by hand guards no messages. */
  readonly kinds: RegExp;
}

/**
 * Guards, interceptors and pipes of a whole Nest application: `app.useGlobalGuards(…)`, and
 * `{ provide: APP_GUARD, useClass }` in any of its modules.
 */
export class NestGlobals {
  private readonly evaluator: Evaluator;
  private readonly byUnit = new Map<string, Global[]>();

  constructor(evaluator: Evaluator, attribution: Attribution) {
    this.evaluator = evaluator;
    for (const [file, facts] of evaluator.program.files) {
      if (!facts.imports.some((one) => one.startsWith('@nestjs/'))) continue;
      facts.calls.forEach((call, c) => {
        const found = [...this.byHand(file, call.callee, call.args), ...this.provided(file, call.args)];
        if (found.length === 0) return;
        for (const { id } of attribution.services({ file, c }))
          this.byUnit.set(id, [...(this.byUnit.get(id) ?? []), ...found]);
      });
    }
  }

  /** What is asked before a handler that a decorator declares, with the method by which. */
  before(unit: Unit, { kind, file, c, f }: Declared): readonly Pick<Global, 'values' | 'method'>[] {
    const { program } = this.evaluator;
    const callee = program.files.get(file)?.calls[c]?.callee;
    if (!callee || (program.fn(file, f)?.cls ?? -1) < 0) return [];
    const isOther = this.evaluator
      .eval(file, callee, undefined)
      .some((value) => value.t === 'lib' && !value.lib.pkg.startsWith('@nestjs/'));
    return isOther ? [] : (this.byUnit.get(unit.id) ?? []).filter(({ kinds }) => kinds.test(kind));
  }

  private byHand(file: string, callee: Expr, args: readonly Expr[]): Global[] {
    const method = callee.k === 'get' ? MEMBERS[callee.n] : undefined;
    if (method === undefined) return [];
    const isMicroservice = this.evaluator
      .eval(file, callee, undefined)
      .some((value) => value.t === 'lib' && /createMicroservice\(\)/.test(value.lib.path));
    const values = args.flatMap((arg) => this.evaluator.eval(file, arg.k === 'spread' ? arg.e : arg, undefined));
    const each = values.flatMap((value) => (value.t === 'arr' ? this.evaluator.elements([value]) : [value]));
    return [{ values: each, method, kinds: isMicroservice ? /./ : /^(?:http|graphql)$/ }];
  }

  private provided(file: string, args: readonly Expr[]): Global[] {
    const found: Global[] = [];
    const each = (expr: Expr): void => {
      visitObjects(expr, (props) => {
        const of = (name: string): Value[] =>
          props.flatMap(({ key, value }) => (key === name ? this.evaluator.eval(file, value, undefined) : []));
        if (!props.some(({ key }) => key === 'provide')) return;
        const method = of('provide').flatMap((value) => (value.t === 'lib' ? (TOKENS[value.lib.path] ?? []) : []))[0];
        if (method === undefined) return;
        const made = of('useFactory').flatMap((fn) => (fn.t === 'fn' ? produced(this.evaluator, fn) : []));
        found.push({
          values: [...of('useClass'), ...of('useExisting'), ...of('useValue'), ...made],
          method,
          kinds: /./,
        });
      });
    };
    for (const arg of args) each(arg);
    return found;
  }
}
