import type { ClassFact, Expr, FileFacts } from '../facts/file-facts.ts';

/** Calls of a file by what makes them. */
export interface CallsOf {
  readonly byFunction: ReadonlyMap<number, readonly number[]>;
  /** Calls of decorators, with those in their arguments, and those that give a field its value. */
  readonly byClass: ReadonlyMap<number, readonly number[]>;
  /** The class of each of those. */
  readonly classOf: ReadonlyMap<number, number>;
}

/** The calls of each function, and those that decorators and fields of each class make. */
export function callsByOwner(facts: FileFacts): CallsOf {
  const decorated = new Map<number, number>();
  facts.classes.forEach((cls, c) => {
    for (const index of [...decoratorsOf(cls, facts), ...callsOfFields(cls, facts)]) decorated.set(index, c);
  });
  const byFunction = new Map<number, number[]>();
  const byClass = new Map<number, number[]>();
  const classOf = new Map<number, number>();
  facts.calls.forEach((call, index) => {
    let outer = index;
    for (let within = call.within; within >= 0; within = facts.calls[within]?.within ?? -1) outer = within;
    const c = decorated.get(index) ?? decorated.get(outer);
    if (c !== undefined) classOf.set(index, c);
    const [map, key] = c === undefined ? [byFunction, call.fn] : [byClass, c];
    const known = map.get(key);
    if (known) known.push(index);
    else map.set(key, [index]);
  });
  return { byFunction, byClass, classOf };
}

function decoratorsOf(cls: ClassFact, facts: FileFacts): number[] {
  const params = [cls.ctor, ...cls.methods.map((method) => method.fn)].flatMap(
    (f) => facts.functions[f]?.params.flatMap((param) => param.decorators) ?? [],
  );
  return [
    ...cls.decorators,
    ...cls.fields.flatMap((field) => field.decorators),
    ...cls.methods.flatMap((method) => method.decorators),
    ...params,
  ];
}

// Loading the file makes no object: what a field is given runs when somebody makes one. Static ones run at once.
function callsOfFields(cls: ClassFact, facts: FileFacts): number[] {
  const found: number[] = [];
  const queue = cls.fields.flatMap(({ value, isStatic }) => (value && !isStatic ? [value] : []));
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const call = at.k === 'call' ? facts.calls[at.c] : undefined;
    if (at.k === 'call' && call?.fn === -1) found.push(at.c);
    queue.push(...(call ? [call.callee, ...call.args] : partsOf(at)));
  }
  return found;
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.k) {
    case 'cat':
      return expr.parts;
    case 'get':
      return [expr.o];
    case 'at':
      return [expr.o, expr.i];
    case 'obj':
      return expr.props.map(({ value }) => value);
    case 'arr':
      return expr.items;
    case 'spread':
    case 'element':
      return [expr.e];
    case 'any':
      return expr.of;
    case 'bin':
      return [expr.l, expr.r];
    default:
      return [];
  }
}
