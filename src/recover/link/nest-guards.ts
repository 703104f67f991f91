import { decorations } from '../libraries/decorated.ts';
import type { Declared } from '../libraries/nest.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Attribution } from './attribution.ts';
import type { Evaluator } from './evaluate.ts';
import { NestGlobals } from './nest-globals.ts';
import type { Value } from './values.ts';

interface FunctionRef {
  readonly file: string;
  readonly f: number;
}

// What Nest calls before a handler, by the decorator that names the class.
const METHODS: Readonly<Record<string, string>> = {
  UseGuards: 'canActivate',
  UseInterceptors: 'intercept',
  UsePipes: 'transform',
};

/**
 * Guards, interceptors and pipes that decorators, or the whole application, put before a handler: what they call is called
 * to answer the request.
 */
export class NestGuards {
  private readonly evaluator: Evaluator;
  private readonly known = new Map<string, readonly FunctionRef[]>();

  private readonly globals: NestGlobals;

  constructor(evaluator: Evaluator, attribution: Attribution) {
    this.evaluator = evaluator;
    this.globals = new NestGlobals(evaluator, attribution);
  }

  before(declared: Declared, unit: Unit): readonly FunctionRef[] {
    const { file } = declared;
    const ofAll = this.globals
      .before(unit, declared)
      .flatMap(({ values, method }) => values.flatMap((value) => this.methodOf(value, method, file)));
    return [...ofAll, ...this.decorated(declared)];
  }

  private decorated({ file, f, cls }: Declared): readonly FunctionRef[] {
    const { program } = this.evaluator;
    const owner = program.cls(file, program.fn(file, f)?.cls ?? -1);
    const method = owner?.methods.find(({ fn }) => fn === f);
    const at = cls?.lastIndexOf('#') ?? -1;
    const controller = cls === undefined ? undefined : program.cls(cls.slice(0, at), Number(cls.slice(at + 1)));
    return [
      ...(controller && cls !== undefined ? this.named(cls, cls.slice(0, at), controller.decorators) : []),
      ...(method ? this.named(`${file}@${f}`, file, method.decorators) : []),
    ];
  }

  private named(key: string, file: string, decorators: readonly number[]): readonly FunctionRef[] {
    let found = this.known.get(key);
    if (!found) {
      found = decorations(this.evaluator, file, decorators).flatMap(({ pkg, name, args }) => {
        const method = pkg === '@nestjs/common' ? METHODS[name] : undefined;
        return method === undefined ? [] : args.flat().flatMap((value) => this.methodOf(value, method, file));
      });
      this.known.set(key, found);
    }
    return found;
  }

  private methodOf(value: Value, name: string, file: string): FunctionRef[] {
    const one: Value =
      value.t === 'class' ? { t: 'inst', file: value.file, c: value.c, ctor: undefined, site: 'open' } : value;
    if (one.t !== 'inst') return [];
    return this.evaluator
      .member([one], name, { file, line: 1, column: 1 })
      .flatMap((fn) => (fn.t === 'fn' ? [{ file: fn.file, f: fn.f }] : []));
  }
}
