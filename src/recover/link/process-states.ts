import type { Evidence, ProcessState } from '../../model/system.ts';
import type { CallFact, Expr, FileFacts } from '../facts/file-facts.ts';
import type { Attribution } from './attribution.ts';
import { isActive } from './endpoint-changes.ts';
import type { Effects } from './effects.ts';
import type { Evaluator } from './evaluate.ts';
import type { HandlerSet } from './handler-sets.ts';
import { mentions } from './mentions.ts';
import { key } from './reach.ts';
import type { Value } from './values.ts';

// What these hold may be lost: it is made again, or belongs to a connection or a request of this process.
const PASSING =
  /cache|memo|repo|store|storage|client|socket|conn|subscri|listener|handler|callback|resolv|registr|metric|limit|thrott|debounc|session|schema|lock|seen|dedup|processed|flight|promise|request|response|repl(?:y|ies)|correlat|wait|defer|timer|pool|router|topic|consumer|producer|plugin|buffer|batch|stat|loader|config/i;
const OF_REQUEST = /^(?:resolve|reject|res|response|socket|ws|timer|timeout|callback|cb|next|stream|controller)$/;
// What came with a request or a message, rather than the request itself.
const CONTENT = /\.(?:body|params|query|payload|content|value|data)\b/;
const PUTS = /^(?:set|push|add)$/;
const TAKES = /^(?:get|has|delete|find|findIndex|splice|shift|pop)$/;

/** Maps, sets and lists of a process in which one handler leaves what the handler of a message goes on with. */
export function findProcessStates(
  evaluator: Evaluator,
  effects: Effects,
  attribution: Attribution,
  handlers: readonly HandlerSet[],
): ProcessState[] {
  const found: ProcessState[] = [];
  const goOn = handlers.filter(({ isMessage }) => isMessage);
  for (const [file, facts] of evaluator.program.files) {
    for (const { name, puts: all, takes } of containersOf(facts).values()) {
      if (PASSING.test(name) || all.length === 0) continue;
      if (!takes.some(({ f }) => goOn.some(({ functions }) => functions.has(key(file, f))))) continue;
      // Looked into last: to find out what arguments are can be costly.
      const puts = all.filter(({ c }) => !isOfRequest(evaluator, file, facts.calls[c]));
      const uses = { puts, takes };
      for (const unit of attribution.servicesOfFunction(file, uses.puts[0]?.f ?? -1)) {
        const own = handlers.filter(({ service }) => service === unit.id);
        const state = stateOf(evaluator, effects, own, file, uses);
        if (state) found.push({ service: unit.id, kind: 'map', name, evidence: state });
      }
    }
  }
  return found;
}

interface Uses {
  readonly name: string;
  readonly puts: { readonly c: number; readonly f: number }[];
  readonly takes: { readonly c: number; readonly f: number }[];
}

// Containers of a file: a binding, or a field of a class. Two functions may each have one of the same name.
function containersOf(facts: FileFacts): Map<string, Uses> {
  const found = new Map<string, Uses>();
  facts.calls.forEach((call, c) => {
    const { callee } = call;
    if (callee.k !== 'get' || call.fn < 0 || !(PUTS.test(callee.n) || TAKES.test(callee.n))) return;
    const name = containerName(facts, callee.o);
    if (name === undefined) return;
    const id = callee.o.k === 'id' ? `${callee.o.b}` : name;
    const uses = found.get(id) ?? { name, puts: [], takes: [] };
    found.set(id, uses);
    (PUTS.test(callee.n) ? uses.puts : uses.takes).push({ c, f: call.fn });
  });
  return found;
}

function containerName(facts: FileFacts, expr: Expr): string | undefined {
  if (expr.k === 'id') {
    const binding = facts.bindings[expr.b];
    return binding?.values.some((value) => isContainer(facts, value)) ? binding.name : undefined;
  }
  if (expr.k !== 'get' || expr.o.k !== 'this') return undefined;
  const cls = facts.classes[expr.o.c];
  const field = cls?.fields.find(({ name }) => name === expr.n);
  const isKept = field?.value && isContainer(facts, field.value);
  return isKept ? `${cls?.name ?? ''}.${expr.n}` : undefined;
}

function isContainer(facts: FileFacts, value: Expr): boolean {
  if (value.k === 'arr') return value.items.length === 0;
  const call = value.k === 'call' ? facts.calls[value.c] : undefined;
  return (
    call?.isNew === true && call.callee.k === 'global' && /^(?:Map|Set)$/.test(call.callee.n) && call.args.length === 0
  );
}

// A function, a timer, an open request: what belongs to this process alone.
function isOfRequest(evaluator: Evaluator, file: string, call: CallFact | undefined): boolean {
  const value = call?.args.at(-1);
  if (!value) return true;
  const values = evaluator.eval(file, value, undefined);
  const isHandle = (one: Value): boolean =>
    one.t === 'fn' || one.t === 'class' || (one.t === 'lib' && !CONTENT.test(one.lib.path));
  return values.some(isHandle) || mentions(evaluator, values, OF_REQUEST);
}

// Put there by one handler, taken from there by another that a message starts and that goes on with the work.
function stateOf(
  evaluator: Evaluator,
  effects: Effects,
  handlers: readonly HandlerSet[],
  file: string,
  { puts, takes }: Omit<Uses, 'name'>,
): Evidence[] | undefined {
  for (const put of puts) {
    for (const take of takes) {
      if (put.f === take.f || isMadePerMessage(evaluator, handlers, file, put.f, take.f)) continue;
      const begins = handlers.filter(({ functions }) => functions.has(key(file, put.f)));
      const goesOn = handlers.find(
        (handler) =>
          handler.isMessage &&
          handler.functions.has(key(file, take.f)) &&
          begins.some((other) => other.id !== handler.id) &&
          [...handler.functions].some((one) => effects.of(handler.service, one).some(isActive)),
      );
      if (goesOn)
        return [at(evaluator, file, put.c, 'is kept here'), at(evaluator, file, take.c, 'is gone on with here')];
    }
  }
  return undefined;
}

// A list of a function that runs for each message is gone when the message is handled.
function isMadePerMessage(
  evaluator: Evaluator,
  handlers: readonly HandlerSet[],
  file: string,
  a: number,
  b: number,
): boolean {
  const above = new Set(parents(evaluator, file, a));
  const common = parents(evaluator, file, b).find((f) => above.has(f));
  return common !== undefined && handlers.some(({ functions }) => functions.has(key(file, common)));
}

function parents(evaluator: Evaluator, file: string, f: number): number[] {
  const found: number[] = [];
  for (let at = f; at >= 0; at = evaluator.program.fn(file, at)?.parent ?? -1) found.push(at);
  return found;
}

function at(evaluator: Evaluator, file: string, c: number, note: string): Evidence {
  return evaluator.evidence(file, evaluator.program.facts(file).calls[c] ?? { line: 1, column: 1 }, note);
}
