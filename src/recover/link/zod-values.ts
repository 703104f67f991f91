import type { Evidence } from '../../model/system.ts';
import { defaultOf } from './environment-values.ts';
import type { Evaluator } from './evaluate.ts';
import { distinct, type Closure, type Lib, type Value } from './values.ts';

const MOST_LEVELS = 40;
const OBJECT = /(?:^|\.)(?:object|strictObject|looseObject|interface)\(\)$/;

/**
 * A member of what a zod schema makes of the environment: the variable that the schema names, with its default, or what
 * the schema's `transform` gives under that name. Nothing when the schema has no such member.
 */
export function zodMember(evaluator: Evaluator, schema: Lib, name: string, at: Evidence, level = 0): Value[] {
  const { args, base } = schema;
  // What a call stands on is a member of the call before it.
  const path = schema.path.replace(/\.\w+$/, '');
  const inBase = (): Value[] => (base ? zodMember(evaluator, base, name, at, level + 1) : []);
  const inArgument = (index: number): Value[] => {
    const arg = args[index];
    return arg ? memberIn(evaluator, evaluator.of(arg), name, at, level) : [];
  };
  if (level > MOST_LEVELS) return [];
  if (OBJECT.test(path)) return inShape(evaluator, args[0], name, at);
  switch (/(?:^|\.)(\w+)\(\)$/.exec(path)?.[1]) {
    case 'transform':
      return transformed(evaluator, schema, name, at) ?? inBase();
    case 'extend':
    case 'safeExtend':
    case 'augment':
    case 'setKey':
      return firstOf(inShape(evaluator, args[0], name, at), inBase);
    case 'merge':
      return firstOf(inArgument(0), inBase);
    case 'and':
    case 'or':
      return distinct([...inBase(), ...inArgument(0)]);
    case 'intersection':
      return distinct([...inArgument(0), ...inArgument(1)]);
    case 'union':
    case 'discriminatedUnion':
      return distinct(memberIn(evaluator, evaluator.elements(options(evaluator, args)), name, at, level));
    case 'pipe':
    case 'preprocess':
      return firstOf(inArgument(path.endsWith('.pipe()') ? 0 : 1), inBase);
    default:
      return inBase();
  }
}

function firstOf(found: Value[], otherwise: () => Value[]): Value[] {
  return found.length > 0 ? found : otherwise();
}

function options(evaluator: Evaluator, args: readonly Closure[]): Value[] {
  return args.flatMap((arg) => evaluator.of(arg)).filter((value) => value.t === 'arr');
}

function memberIn(evaluator: Evaluator, values: readonly Value[], name: string, at: Evidence, level: number): Value[] {
  return values.flatMap((value) => (value.t === 'lib' ? zodMember(evaluator, value.lib, name, at, level + 1) : []));
}

function inShape(evaluator: Evaluator, shape: Closure | undefined, name: string, at: Evidence): Value[] {
  if (!shape) return [];
  const entry = evaluator.member(evaluator.of(shape), name, at);
  if (entry.length === 0) return [];
  const variable: Value = { t: 'text', parts: [{ p: 'env', name, at }] };
  return [variable, ...entry.flatMap((item) => (item.t === 'lib' ? defaultOf(evaluator, item.lib) : []))];
}

// `schema.transform((c) => ({ host: c.DB_HOST }))`: the function is given what the schema before it makes of the environment.
function transformed(evaluator: Evaluator, { args, base }: Lib, name: string, at: Evidence): Value[] | undefined {
  const [change] = args;
  if (!change || !base) return undefined;
  const given: Value = { t: 'envobj', schema: undefined, zod: base, wrapped: false, at };
  const input: Closure = { file: change.file, expr: { k: 'dyn' }, frame: undefined, values: [given] };
  const results = evaluator
    .of(change)
    .flatMap((value) => (value.t === 'fn' ? evaluator.invoke(value, [input], 1) : []));
  const known = results.filter((value) => value.t === 'obj' || value.t === 'merge' || value.t === 'envobj');
  return known.length > 0 ? evaluator.member(known, name, at) : undefined;
}
