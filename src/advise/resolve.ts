import { didYouMean } from '../util/did-you-mean.ts';
import type { Syntax, Term } from './term.ts';
import { ExpressionError } from './tokenize.ts';
import type { Force, Input, Score, Threshold } from './tree.ts';

/** The names that an expression may use. */
export interface Names {
  readonly inputs: ReadonlyMap<string, Input>;
  readonly thresholds: ReadonlyMap<string, Threshold>;
  readonly forces: ReadonlyMap<string, Pick<Force, 'id'>>;
  readonly scores: ReadonlyMap<string, { readonly forces: readonly Pick<Score, 'id'>[] }>;
  /** Names that are declared, but wrongly: that is reported there, and not again wherever they are used. */
  readonly broken: ReadonlySet<string>;
}

/** An expression that cannot be judged, because a name in it is declared wrongly. */
export class BrokenNameError extends Error {}

type Kind = 'truth' | 'number' | 'time' | 'choice';
type Typed = { readonly kind: Kind; readonly term: Term };

/**
 * Gives every name its meaning and makes sure that the types fit; the whole must be true or false.
 * Throws ExpressionError with a did-you-mean for a name that nothing has.
 */
export function resolveCondition(syntax: Syntax, names: Names): Term {
  const typed = resolve(syntax, names);
  if (typed.kind !== 'truth') {
    throw new ExpressionError('a condition must be true or false', syntax, 'compare it with something: engineers > 5');
  }
  return typed.term;
}

function resolve(syntax: Syntax, names: Names): Typed {
  switch (syntax.kind) {
    case 'number':
      return { kind: syntax.time ? 'time' : 'number', term: { kind: 'number', value: syntax.value } };
    case 'truth':
      return { kind: 'truth', term: { kind: 'truth', value: syntax.value } };
    case 'name':
      return resolveName(syntax, names);
    case 'not':
      return { kind: 'truth', term: { kind: 'not', of: truth(syntax.of, names) } };
    case 'negate': {
      const of = amount(syntax.of, names);
      return { kind: of.kind, term: { kind: 'negate', of: of.term } };
    }
    case 'and':
    case 'or': {
      const term: Term = { kind: syntax.kind, left: truth(syntax.left, names), right: truth(syntax.right, names) };
      return { kind: 'truth', term };
    }
    case 'compare':
      return { kind: 'truth', term: resolveComparison(syntax, names) };
    case 'arithmetic':
      return resolveArithmetic(syntax, names);
    case 'call':
      return resolveCall(syntax, names);
  }
}

function resolveName(syntax: Syntax & { kind: 'name' }, names: Names): Typed {
  const { name } = syntax;
  const input = names.inputs.get(name);
  if (input) return { kind: kindOf(input.type), term: { kind: 'input', id: name } };
  const threshold = names.thresholds.get(name);
  if (threshold) return { kind: kindOf(threshold.type), term: { kind: 'threshold', id: name } };
  if (names.forces.has(name)) return { kind: 'number', term: { kind: 'force', id: name } };
  if (names.scores.has(name)) {
    throw new ExpressionError(
      `"${name}" is a group of forces`,
      syntax,
      `write max(${name}), min(${name}) or sum(${name})`,
    );
  }
  if (names.broken.has(name)) throw new BrokenNameError(name);
  throw unknownName(syntax, names);
}

function kindOf(type: Input['type'] | Threshold['type']): Kind {
  if (type === 'bool') return 'truth';
  if (type === 'enum') return 'choice';
  return type === 'duration' ? 'time' : 'number';
}

function truth(syntax: Syntax, names: Names): Term {
  const typed = resolve(syntax, names);
  if (typed.kind === 'truth') return typed.term;
  throw new ExpressionError('this must be true or false', syntax, 'compare it with something: engineers > 5');
}

function amount(syntax: Syntax, names: Names): Typed {
  const typed = resolve(syntax, names);
  if (typed.kind === 'number' || typed.kind === 'time') return typed;
  throw new ExpressionError('this must be a number', syntax);
}

function resolveComparison(syntax: Syntax & { kind: 'compare' }, names: Names): Term {
  const { operator, left, right } = syntax;
  const choice = choiceOf(left, names) ?? choiceOf(right, names);
  if (choice !== undefined) {
    const other = choiceOf(left, names) === undefined ? left : right;
    return { kind: 'is', input: choice.id, value: memberOf(syntax, other, choice), negated: operator === '!=' };
  }
  const [a, b] = [resolve(left, names), resolve(right, names)];
  if (a.kind === 'truth' || b.kind === 'truth') {
    throw new ExpressionError('yes and no are not compared', syntax, 'write the name alone, or "!" before it');
  }
  sameKind(syntax, a, b);
  return { kind: 'compare', operator, left: a.term, right: b.term };
}

function choiceOf(syntax: Syntax, names: Names): Input | undefined {
  const input = syntax.kind === 'name' ? names.inputs.get(syntax.name) : undefined;
  return input?.type === 'enum' ? input : undefined;
}

function memberOf(syntax: Syntax & { kind: 'compare' }, member: Syntax, input: Input): string {
  const values = input.choices.map((choice) => choice.value);
  const allowed = `values of "${input.id}" are: ${values.join(', ')}`;
  if (syntax.operator !== '==' && syntax.operator !== '!=') {
    throw new ExpressionError(`"${input.id}" has no order`, syntax, 'compare it with == or !=');
  }
  if (member.kind !== 'name')
    throw new ExpressionError(`"${input.id}" is compared with a value's name`, member, allowed);
  if (values.includes(member.name)) return member.name;
  const near = didYouMean(member.name, values);
  const help = near ? `did you mean "${near}"? ${allowed}` : allowed;
  throw new ExpressionError(`"${input.id}" has no value "${member.name}"`, member, help);
}

function resolveArithmetic(syntax: Syntax & { kind: 'arithmetic' }, names: Names): Typed {
  const { operator } = syntax;
  const [left, right] = [amount(syntax.left, names), amount(syntax.right, names)];
  const term: Term = { kind: 'arithmetic', operator, left: left.term, right: right.term };
  if (operator === '+' || operator === '-') {
    sameKind(syntax, left, right);
    return { kind: left.kind, term };
  }
  if (operator === '/') {
    if (right.kind === 'time' && left.kind !== 'time') {
      throw new ExpressionError('a number cannot be divided by a duration', syntax);
    }
    return { kind: left.kind === right.kind ? 'number' : left.kind, term };
  }
  if (left.kind === 'time' && right.kind === 'time') {
    throw new ExpressionError('two durations cannot be multiplied', syntax);
  }
  return { kind: left.kind === 'time' ? 'time' : right.kind, term };
}

function sameKind(at: Syntax, left: Typed, right: Typed): void {
  if (left.kind === right.kind) return;
  throw new ExpressionError(
    'a duration and a plain number do not go together',
    at,
    'give the number a unit: ms, s, min, h or d',
  );
}

function resolveCall(syntax: Syntax & { kind: 'call' }, names: Names): Typed {
  const { name, args } = syntax;
  if (name === 'known') {
    const [arg] = args;
    const id = arg?.kind === 'name' ? arg.name : undefined;
    if (id !== undefined && names.inputs.has(id)) return { kind: 'truth', term: { kind: 'known', id } };
    throw new ExpressionError('"known" takes the name of an input', arg ?? syntax);
  }
  const typed = args.flatMap((arg) => forcesOf(arg, names) ?? [amount(arg, names)]);
  const [first] = typed;
  if (first === undefined) throw new ExpressionError(`"${name}" has nothing to work on`, syntax);
  for (const each of typed) sameKind(syntax, first, each);
  if (name === 'pow' && first.kind === 'time') throw new ExpressionError('"pow" works on plain numbers', syntax);
  return { kind: first.kind, term: { kind: 'call', name, args: typed.map((each) => each.term) } };
}

function forcesOf(syntax: Syntax, names: Names): Typed[] | undefined {
  const score = syntax.kind === 'name' ? names.scores.get(syntax.name) : undefined;
  return score?.forces.map(({ id }) => ({ kind: 'number', term: { kind: 'force', id } }));
}

function unknownName(syntax: Syntax & { kind: 'name' }, names: Names): ExpressionError {
  const known = [names.inputs, names.thresholds, names.forces, names.scores].flatMap((map) => [...map.keys()]);
  const near = didYouMean(syntax.name, known);
  const owner = [...names.inputs.values()].find((input) => input.choices.some(({ value }) => value === syntax.name));
  const help = owner
    ? `"${syntax.name}" is a value of "${owner.id}": write ${owner.id} == ${syntax.name}`
    : near && `did you mean "${near}"?`;
  return new ExpressionError(
    `nothing has the name "${syntax.name}"`,
    syntax,
    help || 'inputs, thresholds, forces and scores have names',
  );
}
