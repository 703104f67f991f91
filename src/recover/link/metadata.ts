import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import { tokenKeys } from './provider-tokens.ts';
import { seenFrom } from './seen-from.ts';
import type { Closure, Lib, Value } from './values.ts';

/** A value that code keeps under a key of its own: `Reflect.defineMetadata(TOPIC, topic, target)`, `SetMetadata(TOPIC, topic)`. */
interface Kept {
  readonly file: string;
  readonly key: Expr;
  readonly value: Expr;
  readonly fn: number;
}

const READ = /^(?:Reflect\.get(?:Own)?Metadata|Reflector!\.get(?:AllAndOverride|AllAndMerge|All)?)$/;

const kept = new WeakMap<Program, readonly Kept[]>();

/** What decorators kept under the key that is asked for; undefined when the call asks for nothing of that kind. */
export function metadataValues(
  evaluator: Evaluator,
  { pkg, path }: Lib,
  args: readonly Closure[],
): Value[] | undefined {
  if (!READ.test(path) || !/^(?:global|reflect-metadata|@nestjs\/core)$/.test(pkg)) return undefined;
  const [key] = args;
  const wanted = key ? tokenKeys(evaluator.of(key)) : [];
  if (!key || wanted.length === 0) return undefined;
  const found = keptIn(evaluator.program).filter((one) =>
    tokenKeys(evaluator.eval(one.file, one.key, undefined)).some((name) => wanted.includes(name)),
  );
  const values = found.flatMap(({ file, value, fn }) =>
    evaluator.eval(file, value, seenFrom(evaluator, key.frame, file, fn)),
  );
  if (values.length === 0) return undefined;
  // Who is not decorated has no flag: `if (isPublic) return true` is not the only way.
  return values.every(({ t }) => t === 'bool') ? [...values, { t: 'nil' }] : values;
}

function keptIn(program: Program): readonly Kept[] {
  let known = kept.get(program);
  if (!known) {
    known = [...program.files].flatMap(([file, facts]) =>
      facts.calls.flatMap(({ callee, args: [key, value], fn }): Kept[] => {
        const name = callee.k === 'get' ? callee.n : callee.k === 'id' ? facts.bindings[callee.b]?.name : undefined;
        const isKept = name === 'defineMetadata' || name === 'SetMetadata';
        return isKept && key && value ? [{ file, key, value, fn }] : [];
      }),
    );
    kept.set(program, known);
  }
  return known;
}
