import type { Condition, Expr, FileFacts } from '../facts/file-facts.ts';
import type { CallRef } from './callers.ts';
import { holdsOf, literal } from './conditions.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

/** A parameter, or a member of what is passed for it, and what it is when nothing is passed. */
interface Choice {
  readonly f: number;
  readonly i: number;
  readonly member?: string;
  readonly fallback?: Expr;
}

/**
 * Whether the conditions around a place are such that no known caller meets them: a mode that nobody asks for. Who is not
 * known to pass a constant, or nothing at all, may ask for anything.
 */
export function isNeverTaken(
  evaluator: Evaluator,
  file: string,
  conditions: readonly Condition[] | undefined,
): boolean {
  if (!conditions || !evaluator.callers) return false;
  return conditions.some((condition) => {
    if (!condition.is && condition.all.length > 1) return false;
    return condition.all.some((expr) => {
      const choice = choiceOf(evaluator, file, expr);
      const asked = choice && everyChoice(evaluator, file, choice);
      return asked?.every((values) => holdsOf(evaluator, file, condition, values) === false) === true;
    });
  });
}

function choiceOf(evaluator: Evaluator, file: string, expr: Expr): Choice | undefined {
  const facts = evaluator.program.facts(file);
  switch (expr.k) {
    case 'id': {
      const [only, ...more] = facts.bindings[expr.b]?.values ?? [];
      return only && only.k !== 'id' && more.length === 0 ? choiceOf(evaluator, file, only) : undefined;
    }
    case 'param':
      return { f: expr.f, i: expr.i };
    case 'any': {
      const [first, fallback, ...more] = expr.of;
      const choice = expr.op === '??' && first && more.length === 0 ? choiceOf(evaluator, file, first) : undefined;
      return choice && fallback && choice.fallback === undefined ? { ...choice, fallback } : undefined;
    }
    case 'get':
      return expr.o.k === 'this'
        ? choiceOfField(evaluator, file, expr.o.c, expr.n)
        : choiceOfMember(evaluator, file, expr);
    default:
      return undefined;
  }
}

// `{ eager = false } = {}`: a member of options that may be left out as a whole.
function choiceOfMember(evaluator: Evaluator, file: string, expr: Extract<Expr, { k: 'get' }>): Choice | undefined {
  const choice = choiceOf(evaluator, file, expr.o);
  const isPlain = choice?.fallback === undefined || (choice.fallback.k === 'obj' && choice.fallback.props.length === 0);
  return choice && choice.member === undefined && isPlain ? { f: choice.f, i: choice.i, member: expr.n } : undefined;
}

// A field that the constructor alone sets, from what it is given.
function choiceOfField(evaluator: Evaluator, file: string, c: number, name: string): Choice | undefined {
  const { program, providers } = evaluator;
  const cls = program.cls(file, c);
  const [only, ...more] = (cls?.fields ?? []).flatMap((field) => (field.name === name ? (field.value ?? []) : []));
  if (!cls || !only || more.length > 0 || cls.ctor < 0 || program.assignedNames.has(name)) return undefined;
  if ((providers?.subclassesOf({ t: 'class', file, c, frame: undefined }).length ?? 0) > 0) return undefined;
  const choice = choiceOf(evaluator, file, only);
  if (choice?.f !== cls.ctor) return undefined;
  return choice.fallback === undefined ? { ...choice, ...defaultOf(program.facts(file), choice) } : choice;
}

// `constructor(private readonly eager = false)`: the default stands at the parameter, not at the field.
function defaultOf({ bindings }: FileFacts, { f, i }: Choice): { fallback?: Expr } {
  for (const { values } of bindings) {
    const [only] = values;
    const [first, fallback] = only?.k === 'any' && only.op === '??' ? only.of : [];
    if (first?.k === 'param' && first.f === f && first.i === i && fallback) return { fallback };
  }
  return {};
}

// What each caller asks for; undefined when that is not known of one of them, or when somebody else may call.
function everyChoice(evaluator: Evaluator, file: string, choice: Choice): readonly Value[][] | undefined {
  const callers = evaluator.callers?.of(file, choice.f) ?? [];
  const fn = evaluator.program.fn(file, choice.f);
  if (callers.length === 0 || !fn || fn.params.some(({ decorators }) => decorators.length > 0)) return undefined;
  if ((evaluator.callers?.passedTo(file, choice.f) ?? []).length > 0) return undefined;
  const asked: Value[][] = [];
  for (const ref of callers) {
    const values = choiceAt(evaluator, file, choice, ref);
    if (!values) return undefined;
    asked.push(values);
  }
  return asked;
}

function choiceAt(evaluator: Evaluator, file: string, choice: Choice, ref: CallRef): Value[] | undefined {
  const call = evaluator.program.facts(ref.file).calls[ref.c];
  const isIndirect = call?.callee.k === 'get' && /^(?:call|apply|bind)$/.test(call.callee.n);
  if (!call || isIndirect || ref.bound || call.args.slice(0, choice.i + 1).some(({ k }) => k === 'spread'))
    return undefined;
  let arg = call.args[choice.i];
  if (arg && arg.k !== 'nil' && choice.member !== undefined) {
    if (arg.k !== 'obj' || arg.props.some(({ key }) => typeof key !== 'string')) return undefined;
    arg = arg.props.find(({ key }) => key === choice.member)?.value;
  }
  if (arg && arg.k !== 'nil') return constants(evaluator, ref.file, arg);
  return choice.fallback ? constants(evaluator, file, choice.fallback) : [{ t: 'nil' }];
}

function constants(evaluator: Evaluator, file: string, expr: Expr): Value[] | undefined {
  const root = expr.k === 'get' ? expr.o : expr;
  if (!/^(?:str|num|bool|nil|id|import)$/.test(root.k) || (root.k === 'id' && isChoice(evaluator, file, root)))
    return undefined;
  const values = evaluator.eval(file, expr, undefined);
  const isKnown = ({ t }: Value, value: string | number | undefined): boolean =>
    t === 'bool' || t === 'nil' || value !== undefined;
  return values.length > 0 && values.every((value) => isKnown(value, literal(value))) ? values : undefined;
}

// A name whose value depends on who calls, or on what was computed.
function isChoice(evaluator: Evaluator, file: string, { b }: Extract<Expr, { k: 'id' }>): boolean {
  const values = evaluator.program.facts(file).bindings[b]?.values ?? [];
  const [only] = values;
  return values.length !== 1 || !only || !/^(?:str|num|bool|nil|obj|class|import)$/.test(only.k);
}
