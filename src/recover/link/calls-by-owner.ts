import type { ClassFact, FileFacts } from '../facts/file-facts.ts';

/** Calls of a file by what makes them. */
export interface CallsOf {
  readonly byFunction: ReadonlyMap<number, readonly number[]>;
  /** Calls of decorators, with those in their arguments. */
  readonly byClass: ReadonlyMap<number, readonly number[]>;
}

/** The calls of each function, and those that decorators of each class make. */
export function callsByOwner(facts: FileFacts): CallsOf {
  const decorated = new Map<number, number>();
  facts.classes.forEach((cls, c) => {
    for (const index of decoratorsOf(cls, facts)) decorated.set(index, c);
  });
  const byFunction = new Map<number, number[]>();
  const byClass = new Map<number, number[]>();
  facts.calls.forEach((call, index) => {
    let outer = index;
    for (let within = call.within; within >= 0; within = facts.calls[within]?.within ?? -1) outer = within;
    const c = decorated.get(outer);
    const [map, key] = c === undefined ? [byFunction, call.fn] : [byClass, c];
    const known = map.get(key);
    if (known) known.push(index);
    else map.set(key, [index]);
  });
  return { byFunction, byClass };
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
