import type { Evidence } from '../../model/system.ts';
import type { CallFact, CatchFact, FileFacts } from '../facts/file-facts.ts';
import { calleesOf, type CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

const FARTHEST = 4;
const MOST_CALLERS = 60;
// Clients that tell of a failure by rejecting a promise.
const REJECTING = new Set([
  'axios',
  'fetch',
  'node-fetch',
  'cross-fetch',
  'isomorphic-fetch',
  'undici',
  'got',
  'ky',
  'ofetch',
  'bent',
  'wretch',
  'gaxios',
  'redaxios',
  'moleculer',
]);

/** Finds where the failures of calls are lost: promises that nobody waits for, and catches after which nothing is given or answered. */
export class Failures {
  private readonly evaluator: Evaluator;
  private readonly chained = new Map<string, ReadonlyMap<number, readonly CallFact[]>>();

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }

  /** The places where the failure of the call at the end of the chain is lost for certain. */
  of(client: string, chain: readonly CallRef[]): Evidence[] {
    const inner = chain.at(-1);
    if (!inner || !REJECTING.has(client)) return [];
    return this.follow(inner, 0, new Set());
  }

  private follow(ref: CallRef, depth: number, seen: Set<string>): Evidence[] {
    const id = `${ref.file}#${ref.c}`;
    const facts = this.evaluator.program.facts(ref.file);
    const call = facts.calls[ref.c];
    if (!call || depth > FARTHEST || seen.has(id)) return [];
    seen.add(id);
    if (this.isTaken(facts, ref)) return [];
    if (call.floats) return this.floats(ref, call, depth);
    const caught = call.caught === undefined ? undefined : facts.catches?.[call.caught];
    if (caught) return this.caught(ref, caught);
    const handed = this.unheard(ref, call);
    if (handed.length > 0) return handed;
    return this.callers(ref, call).flatMap((caller) => this.follow(caller, depth + 1, seen));
  }

  // `items.forEach(async …)` and `setInterval(async …)` do not look at the promise that they are given.
  private unheard({ file }: CallRef, { fn }: CallFact): Evidence[] {
    const fact = fn < 0 ? undefined : this.evaluator.program.fn(file, fn);
    if (!fact?.isAsync || this.hearsRejections(file)) return [];
    return (this.evaluator.callers?.passedTo(file, fn) ?? []).flatMap((passed) => {
      const call = this.evaluator.program.facts(passed.file).calls[passed.c];
      const name = call ? dropping(call) : undefined;
      if (!call || name === undefined || passed.index !== 0) return [];
      const note = `"${name}" does not wait for its async function: the failure is an unhandled rejection`;
      return [this.evaluator.evidence(passed.file, call, note)];
    });
  }

  // `call().catch(…)`, `call().then(ok, failed)`, an argument of a function that may do anything with the promise.
  private isTaken(facts: FileFacts, { file, c }: CallRef): boolean {
    let chained = this.chained.get(file);
    if (!chained) {
      chained = chains(facts);
      this.chained.set(file, chained);
    }
    const after = chained.get(c) ?? [];
    if (after.some(({ callee, args }) => callee.k === 'get' && (callee.n === 'catch' || args.length > 1))) return true;
    const outer = facts.calls[facts.calls[c]?.within ?? -1];
    return outer !== undefined && !isPassedOn(outer);
  }

  // At the top of a program a failure is meant to end it; a handler of what nobody waits for has been decided on.
  private floats(ref: CallRef, call: CallFact, depth: number): Evidence[] {
    if (call.fn < 0 || this.endsPrograms(ref, call) || this.hearsRejections(ref.file)) return [];
    const what = depth === 0 ? 'the call' : 'what calls it';
    return [this.evaluator.evidence(ref.file, call, `nobody waits for ${what}: its failure is an unhandled rejection`)];
  }

  private endsPrograms({ file }: CallRef, { fn }: CallFact): boolean {
    const name = this.evaluator.program.fn(file, fn)?.name ?? '';
    return /^(?:main|start|bootstrap|init|run|setup|constructor)/i.test(name);
  }

  private hearsRejections(file: string): boolean {
    const pkg = this.evaluator.program.packageOf(file);
    return this.hearing().has(pkg);
  }

  private heard: ReadonlySet<string> | undefined;

  // Packages in which `process.on('unhandledRejection', …)` stands.
  private hearing(): ReadonlySet<string> {
    if (this.heard) return this.heard;
    const found = new Set<string>();
    for (const [file, { calls }] of this.evaluator.program.files)
      for (const { args } of calls)
        if (args.some((arg) => arg.k === 'str' && arg.v === 'unhandledRejection'))
          found.add(this.evaluator.program.packageOf(file));
    this.heard = found;
    return found;
  }

  private caught(ref: CallRef, caught: CatchFact): Evidence[] {
    if (caught.loses === null) return [];
    const does = caught.does === 'nothing' ? 'is dropped' : 'is only logged';
    if (caught.loses === 'answer') {
      const note = `the failure ${does}, and the request that led here is never answered`;
      return [this.evaluator.evidence(ref.file, caught, note)];
    }
    const relying = this.relying(ref);
    if (!relying) return [];
    const note = `the failure ${does}, and the function then gives undefined`;
    return [this.evaluator.evidence(ref.file, caught, note), relying];
  }

  // A caller that reads what the function gives without asking whether it is there.
  private relying({ file, c }: CallRef): Evidence | undefined {
    const facts = this.evaluator.program.facts(file);
    const f = facts.calls[c]?.fn ?? -1;
    if (f < 0) return undefined;
    const callers = this.evaluator.callers?.of(file, f) ?? [];
    for (const caller of callers) {
      const call = this.evaluator.program.facts(caller.file).calls[caller.c];
      if (call?.relied && calleesOf(this.evaluator, caller.file, call).length === 1)
        return this.evaluator.evidence(caller.file, call, 'and this caller reads it all the same');
    }
    return undefined;
  }

  // Where the function is called that hands the promise on: an async one that waits for it, or one that returns it.
  private callers({ file, c }: CallRef, { fn }: CallFact): readonly CallRef[] {
    const fact = fn < 0 ? undefined : this.evaluator.program.fn(file, fn);
    if (!fact) return [];
    const passesOn =
      fact.isAsync ?? fact.returns.some((expr) => expr.k === 'call' && leads(this.evaluator, file, expr.c, c));
    return passesOn ? (this.evaluator.callers?.of(file, fn) ?? []).slice(0, MOST_CALLERS) : [];
  }
}

function dropping({ callee }: CallFact): string | undefined {
  if (callee.k === 'get' && callee.n === 'forEach') return callee.n;
  return callee.k === 'global' && /^(?:setInterval|setTimeout|setImmediate)$/.test(callee.n) ? callee.n : undefined;
}

// `Promise.all([…])` fails with what is in it.
function isPassedOn({ callee }: CallFact): boolean {
  return callee.k === 'get' && /^(?:all|any|race|resolve)$/.test(callee.n) && callee.o.k === 'global';
}

// The calls that are chained to each call: `call().then(…).catch(…)`.
function chains({ calls }: FileFacts): ReadonlyMap<number, readonly CallFact[]> {
  const found = new Map<number, CallFact[]>();
  for (const call of calls) {
    for (let at = call.callee; at.k === 'get' && at.o.k === 'call';) {
      const { c } = at.o;
      found.set(c, [...(found.get(c) ?? []), call]);
      const below = calls[c]?.callee;
      if (!below) break;
      at = below;
    }
  }
  return found;
}

// Whether what a call gives comes from another through `.then` and its like.
function leads(evaluator: Evaluator, file: string, outer: number, inner: number): boolean {
  const { calls } = evaluator.program.facts(file);
  for (let at = outer; ;) {
    if (at === inner) return true;
    const callee = calls[at]?.callee;
    if (callee?.k !== 'get' || callee.o.k !== 'call') return false;
    at = callee.o.c;
  }
}
