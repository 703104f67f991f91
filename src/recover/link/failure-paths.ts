import type { Evidence, Observed } from '../../model/system.ts';
import type { CallFact } from '../facts/file-facts.ts';
import { calleesOf, type CallRef } from './callers.ts';
import { callsTo, climb } from './climb.ts';
import type { Effect, Effects } from './effects.ts';
import { isActive } from './endpoint-changes.ts';
import type { Evaluator } from './evaluate.ts';
import { key, type Reach } from './reach.ts';
import { writtenName } from './written-name.ts';

interface Place {
  readonly file: string;
  readonly f: number;
}

const UNDOES = /compensat|rollback|roll_?back|undo|revert|cancel|refund|release|restore|clean_?up|abort|saga|workflow/i;
const FAILED = /fail|reject|cancel|compensat|rollback|undo|abort|declin/i;
const CATCHES = /^(?:catch|catchError|onFailure|onError|orElse|mapErr|finally)$/;
const GIVEN = /^(?:session|transaction)$/;
const BEGINS =
  /^(?:\$?transaction|begin\w*|startTransaction|withTransaction|runInTransaction|transactional|withTx|inTransaction)$/;

/** Knows what happens in a service when a step fails. */
export class FailurePaths {
  private readonly evaluator: Evaluator;
  private readonly reach: Reach;
  private readonly effects: Effects;

  constructor(evaluator: Evaluator, reach: Reach, effects: Effects) {
    this.evaluator = evaluator;
    this.reach = reach;
    this.effects = effects;
  }

  /** Present when something on a failure path in, above or below a function changes or tells something; absent otherwise. */
  of(service: string, { file, f }: Place): Observed {
    const around = new Set(this.reach.from(file, f));
    climb(this.evaluator, callsTo(this.evaluator, file, f), (level) => Boolean(around.add(key(level.file, level.f))));
    for (const one of [...around].sort()) {
      const found = this.undoneIn(service, one);
      if (found) return { state: 'present', evidence: [found] };
    }
    return { state: 'absent', evidence: [] };
  }

  /** Whether a call to the own database is handed the transaction in which it runs. */
  runsInGiven({ file, c }: CallRef): boolean {
    const args = this.evaluator.program.facts(file).calls[c]?.args ?? [];
    return args.some((arg) => arg.k === 'obj' && arg.props.some(({ key: name }) => GIVEN.test(String(name))));
  }

  /** Whether the function, or one above it, begins a transaction of the own database around a call. */
  isTransactional({ file, f }: Place, c: number): boolean {
    let found = false;
    const look = (where: string, fn: number): void => {
      found ||= this.callsOf(where, fn).some(([call]) => this.begins(where, call));
    };
    look(file, f);
    climb(this.evaluator, [{ file, c }], (level) => {
      look(level.file, level.f);
      return !found;
    });
    return found;
  }

  private undoneIn(service: string, functionKey: string): Evidence | undefined {
    const [file, f] = placeOf(functionKey);
    const fn = this.evaluator.program.fn(file, f);
    if (fn && /compensat|rollback|saga/i.test(fn.name)) return this.evaluator.evidence(file, fn, `"${fn.name}"`);
    const told = this.effects
      .of(service, functionKey)
      .find((effect) => effect.kind === 'publication' && effect.names.some((name) => FAILED.test(name)));
    if (told) return this.at(told.ref.file, told.ref.c, 'tells of the failure');
    for (const [call, c] of this.callsOf(file, f)) {
      const isFailing = call.onFailure === true || CATCHES.test(this.nameOf(file, call));
      if (isFailing && this.acts(service, file, call, c)) return this.at(file, c, 'runs when a step fails');
    }
    return undefined;
  }

  // A call that changes or tells something, itself or through what it leads to, or that says by its name that it does.
  private acts(service: string, file: string, call: CallFact, c: number): boolean {
    if (UNDOES.test(this.nameOf(file, call))) return true;
    const isOwn = (effect: Effect): boolean => effect.ref.file === file && effect.ref.c === c;
    if (this.effects.of(service, key(file, call.fn)).some((effect) => isOwn(effect) && isActive(effect))) return true;
    const handed = call.args.flatMap((arg) =>
      CATCHES.test(this.nameOf(file, call)) ? this.evaluator.eval(file, arg, undefined) : [],
    );
    const targets = [...calleesOf(this.evaluator, file, call), ...handed];
    return targets.some(
      (value) =>
        value.t === 'fn' &&
        [...this.reach.from(value.file, value.f)].some(
          (one) => this.effects.of(service, one).some(isActive) || UNDOES.test(this.nameAt(one)),
        ),
    );
  }

  private begins(file: string, call: CallFact): boolean {
    const [first] = call.args;
    return (
      BEGINS.test(this.nameOf(file, call)) || (first?.k === 'str' && /^\s*(?:begin|start transaction)\b/i.test(first.v))
    );
  }

  // The last part of what is called.
  private nameOf(file: string, { callee }: CallFact): string {
    return writtenName(this.evaluator.program.facts(file), callee).split('.').at(-1) ?? '';
  }

  private nameAt(functionKey: string): string {
    const [file, f] = placeOf(functionKey);
    return this.evaluator.program.fn(file, f)?.name ?? '';
  }

  private callsOf(file: string, f: number): [CallFact, number][] {
    return this.evaluator.program
      .facts(file)
      .calls.flatMap((call, c) => (call.fn === f ? [[call, c] as [CallFact, number]] : []));
  }

  private at(file: string, c: number, note: string): Evidence {
    return this.evaluator.evidence(file, this.evaluator.program.facts(file).calls[c] ?? { line: 1, column: 1 }, note);
  }
}

function placeOf(functionKey: string): [string, number] {
  const at = functionKey.lastIndexOf('#');
  return [functionKey.slice(0, at), Number(functionKey.slice(at + 1))];
}
