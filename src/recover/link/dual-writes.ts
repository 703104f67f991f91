import type { DualWrite, Evidence } from '../../model/system.ts';
import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Unit } from '../inventory/unit.ts';
import type { AccessShape, MessageShape } from '../libraries/recogniser.ts';
import type { Attribution } from './attribution.ts';
import { calleesOf, type CallRef } from './callers.ts';
import { climb, type Level } from './climb.ts';
import { evidenceOf, type Collected } from './collect.ts';
import type { Evaluator } from './evaluate.ts';
import { OUTBOX } from './outboxes.ts';
import { areExclusive, isOnFailure } from './exclusive.ts';
import { key } from './reach.ts';
import { runsAtStart } from './start-up.ts';

// A cache or a search index is not where the truth is kept.
const STORES =
  /^(postgres(ql)?|mysql|mariadb|mongodb|sqlite|mssql|sqlserver|oracle|dynamodb|cassandra|cockroachdb|firestore|couchbase|neo4j|sql|)$/;
// What is published there was given up, whatever was written: no event that somebody waits for.
const SET_ASIDE = /dlq|dlx|dlt|dead.?letter|parking|poison/i;
// A note of what was done says nothing that an event could contradict.
const NOTES = /audit|(?:^|[^a-zA-Z]|[a-z](?=[LH]))(?:logs?|history)$/i;
// Events for analysts are counted, not relied on.
const ANALYSTS = /(?:^|[^a-z])(?:analytics?|telemetry|metrics?|tracking)(?:[^a-z]|$)/i;

interface Step {
  readonly file: string;
  readonly f: number;
  /** The calls of the function that lead to the effect. */
  readonly through: Set<number>;
}

/** Functions in which a write to the service's store and a publication meet by different calls: on each way up from a publication, the nearest such function. */
export function findDualWrites(evaluator: Evaluator, collected: Collected, attribution: Attribution): DualWrite[] {
  const writes = writesByService(evaluator, collected, attribution);
  const found = new Map<string, Draft>();
  for (const { shape, chain } of collected.messages) {
    const [outer] = chain;
    if (!outer || shape.direction !== 'publish' || isTransactional(evaluator, outer) || isNews(shape)) continue;
    if (chain.some((ref) => isSchedule(callAt(evaluator, ref)))) continue;
    for (const unit of attribution.services(outer)) {
      const above = writes.get(unit.id);
      if (!above || above.hasOutbox) continue;
      for (const meeting of meetings(evaluator, outer, above.steps)) {
        // What meets in the code of another service is that one's matter.
        const owner = attribution.service(meeting.file);
        if (owner && owner.id !== unit.id) continue;
        // What a program does once it does again when it is started again.
        if (runsAtStart(evaluator, meeting.file, meeting.f)) continue;
        const id = `${unit.id}|${key(meeting.file, meeting.f)}`;
        const known = found.get(id) ?? begin(evaluator, unit, meeting);
        known.publications.push(evidenceOf(evaluator, { file: meeting.file, c: meeting.c }, 'publishes'));
        for (const c of meeting.writes) known.writes.push(evidenceOf(evaluator, { file: meeting.file, c }, 'writes'));
        found.set(id, known);
      }
    }
  }
  return [...found.values()]
    .map(({ service, at, publications, writes: sites }) => ({
      service,
      publications: sorted(publications),
      writes: sorted(sites),
      evidence: [at],
    }))
    .sort((a, b) => compare(place(a.publications[0]), place(b.publications[0])) || compare(a.service, b.service));
}

interface Draft {
  readonly service: string;
  readonly at: Evidence;
  readonly publications: Evidence[];
  readonly writes: Evidence[];
}

function begin(evaluator: Evaluator, unit: Unit, meeting: Meeting): Draft {
  return { service: unit.id, at: functionAt(evaluator, meeting), publications: [], writes: [] };
}

interface Above {
  readonly steps: Map<string, Step>;
  hasOutbox: boolean;
}

// For each service, the functions from which a write is reached, and by which of their calls.
function writesByService(evaluator: Evaluator, collected: Collected, attribution: Attribution): Map<string, Above> {
  const found = new Map<string, Above>();
  const sites = new Map<string, { unit: Unit; refs: CallRef[] }>();
  for (const { shape, chain } of collected.accesses) {
    const inner = chain.at(-1);
    if (!inner || shape.mode !== 'write' || !STORES.test(shape.engine)) continue;
    for (const unit of attribution.services(chain[0] ?? inner)) {
      const above = found.get(unit.id) ?? { steps: new Map<string, Step>(), hasOutbox: false };
      found.set(unit.id, above);
      if (shape.tables.some((table) => table !== null && OUTBOX.test(table))) above.hasOutbox = true;
      if (isNote(shape)) continue;
      const known = sites.get(unit.id) ?? { unit, refs: [] };
      known.refs.push(inner);
      sites.set(unit.id, known);
    }
  }
  for (const [id, { refs }] of sites) {
    const above = found.get(id);
    if (above)
      climb(evaluator, refs, (step) => !isOnFailure(callAt(evaluator, step)) && collectStep(above.steps, step));
  }
  return found;
}

function isNote({ tables }: AccessShape): boolean {
  return tables.length > 0 && tables.every((table) => table !== null && (NOTES.test(table) || ANALYSTS.test(table)));
}

function callAt(evaluator: Evaluator, { file, c }: CallRef): CallFact | undefined {
  return evaluator.program.facts(file).calls[c];
}

function collectStep(steps: Map<string, Step>, { file, f, c }: Level): boolean {
  const known = steps.get(key(file, f));
  if (known) {
    known.through.add(c);
    return false;
  }
  steps.set(key(file, f), { file, f, through: new Set([c]) });
  return true;
}

interface Meeting {
  readonly file: string;
  readonly f: number;
  /** The call that leads to the publication. */
  readonly c: number;
  readonly writes: readonly number[];
}

// One call that leads to both (a dispatcher, a queue's handler table) says nothing of what happens together, nor do two of
// which only one is made. What is told because something failed is told after the write did not happen, or was undone.
function meetings(evaluator: Evaluator, publication: CallRef, above: ReadonlyMap<string, Step>): Meeting[] {
  const found: Meeting[] = [];
  const seen = new Set<string>();
  climb(evaluator, [publication], ({ file, f, c }) => {
    const call = callAt(evaluator, { file, c });
    if (seen.has(key(file, f)) || isOnFailure(call)) return false;
    seen.add(key(file, f));
    const writes = [...(above.get(key(file, f))?.through ?? [])].filter(
      (other) => other !== c && !areExclusive(callAt(evaluator, { file, c: other }), call),
    );
    if (writes.length === 0) return true;
    found.push({ file, f, c, writes: writes.sort((a, b) => a - b) });
    return false;
  });
  return found;
}

// Nobody counts on it: what failed and is set aside, numbers for analysts, what Redis gives to those who listen at the moment.
function isNews({ broker, durability, names }: MessageShape): boolean {
  if (broker === 'redis' && durability?.state === 'absent') return true;
  const asides = (text: string): boolean => SET_ASIDE.test(text) || ANALYSTS.test(text);
  return names.some((value) => value.t === 'text' && value.parts.some((part) => part.p === 'text' && asides(part.s)));
}

// A job that repeats by the clock is set up once, with the queue.
function isSchedule(call: CallFact | undefined): boolean {
  const isTimed = (arg: Expr): boolean =>
    arg.k === 'obj' &&
    arg.props.some(({ key: name }) => typeof name === 'string' && /^(?:repeat|cron|every)$/.test(name));
  return call?.callee.k === 'get' && (call.callee.n === 'upsertJobScheduler' || call.args.some(isTimed));
}

// A Kafka transaction, or one of RabbitMQ's channels, commits or drops as a whole.
function isTransactional(evaluator: Evaluator, { file, c }: CallRef): boolean {
  const call = evaluator.program.facts(file).calls[c];
  return (
    call !== undefined &&
    calleesOf(evaluator, file, call).some((value) => value.t === 'lib' && /transaction\(\)\./.test(value.lib.path))
  );
}

function functionAt(evaluator: Evaluator, { file, f }: Meeting): Evidence {
  const fn = evaluator.program.fn(file, f);
  return evaluator.evidence(file, fn ?? { line: 1, column: 1 }, fn?.name ? `function "${fn.name}"` : 'function');
}

function sorted(sites: readonly Evidence[]): Evidence[] {
  return [...new Map(sites.map((site) => [place(site), site])).values()].sort((a, b) => compare(place(a), place(b)));
}

function place(site: Evidence | undefined): string {
  return site ? `${site.file}|${String(site.line).padStart(7, '0')}|${String(site.column).padStart(5, '0')}` : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
