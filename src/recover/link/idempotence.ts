import type { Evidence, Observed } from '../../model/system.ts';
import type { CallFact } from '../facts/file-facts.ts';
import { effectAt, type Effect, type Effects } from './effects.ts';
import type { EndpointChanges } from './endpoint-changes.ts';
import type { Evaluator } from './evaluate.ts';
import { mentions } from './mentions.ts';
import { joinTexts } from './texts.ts';
import type { UniqueKeys } from './unique-keys.ts';
import { writtenName } from './written-name.ts';

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };

// Who says so sees to it that a message has its effect once: a table of what was handled, a function that looks.
const GUARD =
  /idempoten|dedup|inbox|already|is_?duplicate|duplicate_?(?:message|event|key|check)|processed|handled|exactly_?once|run_?once|seen/i;
const SETS_ONCE = /^(?:m?h?setnx)$/i;
// What is written twice there hurts nobody.
const HARMLESS = /log|audit|metric|telemetry|histor|analytic|trac[ek]|statistic|activit|notif|event|outbox|snapshot/i;
const TRUTH =
  /^(postgres(ql)?|mysql|mariadb|mongodb|sqlite|mssql|sqlserver|oracle|dynamodb|cassandra|cockroachdb|firestore|couchbase|neo4j|sql|)$/;

/** A path that only asks, though by POST. */
export const ASKS =
  /search|query|queries|graphql|login|logout|auth|token|verif|validat|check|calculat|quote|estimat|preview|lookup|\blist\b|find|\bget|filter|render|convert|simulat|resolve|suggest|count\b/i;

/** What a message's handler does again when the message comes again: absent names it, present says that something keeps it from that. */
export class Idempotence {
  private readonly evaluator: Evaluator;
  private readonly effects: Effects;
  private readonly endpoints: EndpointChanges;
  private readonly keys: UniqueKeys;
  private readonly guardsIn = new Map<string, Map<number, Evidence>>();

  constructor(evaluator: Evaluator, effects: Effects, endpoints: EndpointChanges, keys: UniqueKeys) {
    this.evaluator = evaluator;
    this.endpoints = endpoints;
    this.effects = effects;
    this.keys = keys;
  }

  /** Judges the functions that a handler leads to. */
  of(service: string, functions: ReadonlySet<string>): Observed {
    const done = [...functions].flatMap((one) => this.effects.of(service, one));
    const guard = this.guardIn(functions);
    if (guard) return { state: 'present', evidence: [guard] };
    const again = done.filter((effect) => this.isRepeated(effect, done));
    if (again.length === 0) return UNKNOWN;
    return {
      state: 'absent',
      evidence: sorted(again.map((effect) => effectAt(this.evaluator, effect, noteOf(effect)))),
    };
  }

  private isRepeated(effect: Effect, done: readonly Effect[]): boolean {
    if (effect.kind === 'call') return this.isRepeatedCall(effect);
    if (effect.kind !== 'access') return false;
    const { engine, tables, repetition } = effect.shape;
    if (repetition === undefined || !TRUTH.test(engine) || tables.length === 0) return false;
    if (tables.some((table) => table === null || HARMLESS.test(table))) return false;
    // A handler that looks into the table first may know what is there already.
    const looks = (other: Effect): boolean =>
      other.kind === 'access' && other.shape.mode === 'read' && other.shape.tables.some((one) => tables.includes(one));
    if (repetition === 'counts') return true;
    return !done.some(looks) && tables.every((table) => this.keys.of(engine, table) === 'none');
  }

  // A POST makes something each time, unless it only asks or carries a key by which the other side knows it.
  private isRepeatedCall({ call, ref }: Extract<Effect, { kind: 'call' }>): boolean {
    if (call.method !== 'POST' || call.toKind === 'unresolved' || call.protocol !== 'http') return false;
    if (ASKS.test(call.path ?? call.target ?? '') || !this.endpoints.mayChange(call.toEndpoint)) return false;
    const { args } = this.evaluator.program.facts(ref.file).calls[ref.c] ?? { args: [] };
    return !args.some((arg) => mentions(this.evaluator, this.evaluator.eval(ref.file, arg, undefined), /idempoten/i));
  }

  // A name in one of the functions, or of a function that they call, that says so.
  private guardIn(functions: ReadonlySet<string>): Evidence | undefined {
    for (const one of [...functions].sort()) {
      const at = one.lastIndexOf('#');
      const [file, f] = [one.slice(0, at), Number(one.slice(at + 1))];
      const fn = this.evaluator.program.fn(file, f);
      if (fn && GUARD.test(fn.name)) return this.evaluator.evidence(file, fn, `"${fn.name}"`);
      const found = this.guards(file).get(f);
      if (found) return found;
    }
    return undefined;
  }

  private guards(file: string): ReadonlyMap<number, Evidence> {
    const known = this.guardsIn.get(file);
    if (known) return known;
    const found = new Map<number, Evidence>();
    this.guardsIn.set(file, found);
    const facts = this.evaluator.program.facts(file);
    for (const call of facts.calls) {
      const name = writtenName(facts, call.callee);
      if (!found.has(call.fn) && (GUARD.test(name) || this.setsOnce(file, call)))
        found.set(call.fn, this.evaluator.evidence(file, call, `"${name}"`));
    }
    return found;
  }

  // `redis.setnx(id, 1)`, `redis.set(id, 1, 'NX')`, `redis.set(id, 1, { NX: true })`.
  private setsOnce(file: string, { callee, args }: CallFact): boolean {
    if (callee.k !== 'get') return false;
    if (SETS_ONCE.test(callee.n)) return true;
    if (callee.n !== 'set') return false;
    const values = args.slice(2).flatMap((arg) => this.evaluator.eval(file, arg, undefined));
    return mentions(this.evaluator, values, /^nx$/i) || joinTexts(values).some((word) => word.toUpperCase() === 'NX');
  }
}

function noteOf(effect: Effect): string {
  if (effect.kind === 'call') return `sends ${effect.call.method ?? ''} ${effect.call.path ?? ''}`.trimEnd();
  if (effect.kind !== 'access') return '';
  const table = effect.shape.tables.join(', ');
  return effect.shape.repetition === 'counts' ? `counts in "${table}"` : `adds to "${table}"`;
}

function sorted(sites: readonly Evidence[]): Evidence[] {
  const place = ({ file, line, column }: Evidence): string =>
    `${file}|${String(line).padStart(7, '0')}|${String(column).padStart(5, '0')}`;
  return [...new Map(sites.map((site) => [place(site), site])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, site]) => site);
}
