import type { Compensation, Evidence } from '../../model/system.ts';
import type { CallFact, Expr, FileFacts } from '../facts/file-facts.ts';
import type { Attribution } from './attribution.ts';
import { calleesOf } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { writtenName } from './written-name.ts';

const UNDO = /^(?:compensat\w*|undo\w*|roll_?back\w*|revert\w*)$/i;
const UNDOES = /compensat|undo|rollback|roll_back/i;
const EACH = /^(?:forEach|map)$/;

/** Where compensations run in the order of the steps that they undo, or are tried again for ever. */
export function findCompensations(evaluator: Evaluator, attribution: Attribution): Compensation[] {
  const found: Compensation[] = [];
  for (const [file, facts] of evaluator.program.files)
    for (const call of facts.calls) {
      if (call.fn < 0) continue;
      const list = undoneFrom(facts, call);
      const isForward = list !== undefined && isInOrder(facts, call, list);
      const isEndless = isTriedForEver(facts, call) && isUndo(evaluator, file, call);
      if (!isForward && !isEndless) continue;
      const evidence: Evidence[] = [evaluator.evidence(file, call)];
      for (const unit of attribution.servicesOfFunction(file, call.fn))
        found.push({ service: unit.id, fault: isForward ? 'forward' : 'endless', evidence });
    }
  return found;
}

// The list over whose elements a loop goes that undoes each: `for (const step of done) await step.undo()`,
// `for (const undo of undos) await undo()`, `undos.forEach((undo) => undo())`.
function undoneFrom(facts: FileFacts, { callee, fn }: CallFact): Expr | undefined {
  const isMember = callee.k === 'get' && UNDO.test(callee.n);
  const element = elementOf(facts, isMember ? callee.o : callee, fn);
  if (!element) return undefined;
  return isMember || UNDOES.test(writtenName(facts, element)) ? element : undefined;
}

function elementOf(facts: FileFacts, expr: Expr, fn: number): Expr | undefined {
  const values = expr.k === 'id' ? (facts.bindings[expr.b]?.values ?? []) : [expr];
  for (const value of values) {
    if (value.k === 'element') return value.e;
    if (value.k !== 'param' || value.f !== fn || value.i !== 0) continue;
    const given = facts.calls.find(
      ({ callee, args }) =>
        callee.k === 'get' && EACH.test(callee.n) && args.some((arg) => arg.k === 'fn' && arg.f === fn),
    );
    if (given?.callee.k === 'get') return given.callee.o;
  }
  return undefined;
}

// A list that grows at its end while the steps are done, and is turned round nowhere.
function isInOrder(facts: FileFacts, { fn }: CallFact, list: Expr): boolean {
  const name = writtenName(facts, list);
  if (name === '' || (list.k !== 'id' && list.k !== 'get')) return false;
  const uses = facts.calls.flatMap(({ callee }) =>
    callee.k === 'get' && writtenName(facts, callee.o) === name ? [callee.n] : [],
  );
  const isTurned = uses.some((use) => /^(?:reverse|toReversed|unshift|pop|reduceRight)$/.test(use));
  return uses.includes('push') && !isTurned && !isReversedInside(facts, fn);
}

// What is turned round under another name before the loop.
function isReversedInside(facts: FileFacts, fn: number): boolean {
  return facts.calls.some(
    (call) => call.fn === fn && call.callee.k === 'get' && /^(?:reverse|toReversed|reduceRight)$/.test(call.callee.n),
  );
}

function isTriedForEver({ retries = [] }: FileFacts, { retry }: CallFact): boolean {
  return retry !== undefined && retries[retry]?.bound === 'absent';
}

function isUndo(evaluator: Evaluator, file: string, call: CallFact): boolean {
  const { callee } = call;
  if (callee.k === 'get' && UNDO.test(callee.n)) return true;
  return calleesOf(evaluator, file, call).some(
    (value) => value.t === 'fn' && UNDO.test(evaluator.program.fn(value.file, value.f)?.name ?? ''),
  );
}
