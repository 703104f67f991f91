import type { Uses } from '../libraries/recogniser.ts';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import type { Manifests } from '../inventory/unit.ts';
import { calleesOf } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { Reach } from './reach.ts';
import type { Closure, Lib } from './values.ts';

interface Use {
  readonly name: string;
  readonly file: string;
  readonly c: number;
}

/** Finds what is done with objects that packages gave: calls on them, assignments to their members, calls of package functions. */
export class UsesIndex implements Uses {
  private readonly bySite = new Map<string, Use[]>();
  private readonly assignments = new Map<string, { readonly path: string; readonly closure: Closure }[]>();
  private readonly byFunction = new Map<string, { readonly file: string; readonly args: Closure[] }[]>();
  private readonly sameUnit: (a: string, b: string) => boolean;
  private readonly reach: Reach;
  readonly protos: readonly ProtoFile[];
  readonly contracts: readonly OpenApiDocument[];

  /** `sameUnit` tells whether two files belong to one service or library: assignments act only there. */
  constructor(
    evaluator: Evaluator,
    reach: Reach,
    { protos, openApi }: Pick<Manifests, 'protos' | 'openApi'>,
    sameUnit: (a: string, b: string) => boolean,
  ) {
    this.sameUnit = sameUnit;
    this.protos = protos;
    this.contracts = openApi;
    this.reach = reach;
    for (const [file, facts] of evaluator.program.files) {
      facts.calls.forEach((call, c) => {
        for (const value of calleesOf(evaluator, file, call))
          if (value.t === 'lib') this.addCall(value.lib, file, c, call.args);
      });
      for (const { target, value } of facts.assignments) this.addAssignment(evaluator, file, target, value);
    }
  }

  on(lib: Lib): readonly Use[] {
    return lib.site ? (this.bySite.get(`${lib.site.file}#${lib.site.call}`) ?? []) : [];
  }

  assigned(lib: Lib, path: string, file: string): readonly Closure[] {
    const key = lib.site ? `${lib.site.file}#${lib.site.call}` : lib.pkg;
    return (this.assignments.get(key) ?? [])
      .filter((item) => item.path === path && this.sameUnit(item.closure.file, file))
      .map((item) => item.closure);
  }

  leadsTo(file: string, f: number): ReadonlySet<string> {
    return this.reach.from(file, f);
  }

  callsOf(pkg: string, path: string, file: string): readonly Closure[][] {
    return (this.byFunction.get(`${pkg}|${path}`) ?? [])
      .filter((call) => this.sameUnit(call.file, file))
      .map((call) => call.args);
  }

  private addCall(lib: Lib, file: string, c: number, args: readonly Closure['expr'][]): void {
    const name = /\.(\w+)$/.exec(lib.path)?.[1];
    // A chain keeps growing from the same object: each call is a use of every call below it.
    for (let at: Lib | undefined = lib; at && name; at = at.base) {
      if (at.site) add(this.bySite, `${at.site.file}#${at.site.call}`, { name, file, c });
    }
    if (!lib.path.includes('('))
      add(this.byFunction, `${lib.pkg}|${lib.path}`, {
        file,
        args: args.map((expr) => ({ file, expr, frame: undefined })),
      });
  }

  private addAssignment(evaluator: Evaluator, file: string, target: Closure['expr'], value: Closure['expr']): void {
    const path: string[] = [];
    let object = target;
    while (object.k === 'get') {
      path.unshift(object.n);
      object = object.o;
      for (const owner of evaluator.eval(file, object, undefined)) {
        if (owner.t !== 'lib' || /\.\w+$/.test(owner.lib.path.replace(/^\w+$/, ''))) continue;
        const key = owner.lib.site ? `${owner.lib.site.file}#${owner.lib.site.call}` : owner.lib.pkg;
        add(this.assignments, key, { path: path.join('.'), closure: { file, expr: value, frame: undefined } });
      }
    }
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
