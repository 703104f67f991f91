import type { Evidence } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import type { Site } from './recogniser.ts';

/** One place where a program of amqplib asserts a queue or an exchange. */
export interface Assertion {
  readonly options: readonly Value[];
  readonly at: Evidence;
}

/** Every assertion in the program that may be about one of the queues or exchanges; `options` is the place of the options among the arguments. */
export function assertionsOf(
  site: Site,
  kind: 'assertQueue' | 'assertExchange',
  target: readonly Value[],
): readonly Assertion[] {
  const { evaluator, frame } = site;
  const index = kind === 'assertQueue' ? 1 : 2;
  const made = target.flatMap((value): Assertion[] => {
    if (value.t !== 'lib' || !value.lib.path.includes(`${kind}()`)) return [];
    const { site: where, args } = value.lib;
    const call = where && evaluator.program.facts(where.file).calls[where.call];
    const options = args[index] ? evaluator.of(args[index]) : [];
    return [{ options, at: evaluator.evidence(where?.file ?? site.file, call ?? site.call) }];
  });
  if (made.length > 0) return made;
  const wanted = new Set(target.flatMap(keyOf));
  if (wanted.size === 0) return [];
  return assertions(evaluator, kind).flatMap(({ file, c }): Assertion[] => {
    const call = evaluator.program.facts(file).calls[c];
    const name = call?.args[0];
    const options = call?.args[index];
    if (!call || !name) return [];
    const near = file === site.file && call.fn === site.call.fn ? frame : undefined;
    if (
      !evaluator
        .eval(file, name, near)
        .flatMap(keyOf)
        .some((key) => wanted.has(key))
    )
      return [];
    return [{ options: options ? evaluator.eval(file, options, near) : [], at: evaluator.evidence(file, call) }];
  });
}

const known = new WeakMap<Evaluator, Map<string, readonly { readonly file: string; readonly c: number }[]>>();

function assertions(evaluator: Evaluator, kind: string): readonly { readonly file: string; readonly c: number }[] {
  const byKind = known.get(evaluator) ?? new Map<string, readonly { readonly file: string; readonly c: number }[]>();
  known.set(evaluator, byKind);
  let found = byKind.get(kind);
  if (!found) {
    found = [...evaluator.program.files].flatMap(([file, facts]) =>
      facts.calls.flatMap(({ callee }, c) => (callee.k === 'get' && callee.n === kind ? [{ file, c }] : [])),
    );
    byKind.set(kind, found);
  }
  return found;
}

// A name is compared as far as it is known; one with a piece that is not known is nobody else's.
function keyOf(value: Value): string[] {
  if (value.t !== 'text' || value.parts.some((part) => part.p === 'hole')) return [];
  return [
    value.parts
      .map((part) =>
        part.p === 'text' ? part.s : part.p === 'env' ? `$${part.name}` : `${part.p}:${JSON.stringify(part)}`,
      )
      .join(''),
  ];
}
