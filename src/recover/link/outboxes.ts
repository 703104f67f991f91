import { argument, isText } from '../libraries/options.ts';
import type { MessageShape } from '../libraries/recogniser.ts';
import { spreadArguments } from './arguments.ts';
import type { Attribution } from './attribution.ts';
import type { CallRef } from './callers.ts';
import { climb } from './climb.ts';
import type { Collected } from './collect.ts';
import type { Evaluator } from './evaluate.ts';
import { expandSite, type InContext } from './expand.ts';
import { key } from './reach.ts';
import { text as textOf, type Closure, type Frame, type Part, type Value } from './values.ts';

/** Tables in which messages wait for whoever sends them. */
export const OUTBOX =
  /outbox|domain_?events?|event_?(store|log|queue|record)|integration_?events?|pending_?(events|messages)/i;

// Columns that name the channel, the likeliest first.
const CHANNEL = [
  /^(?:channel|topic|subject|routing_?key)$/,
  /^(?:destination|queue|exchange)$/,
  /^(?:event_?(?:type|name)|message_?type)$/,
  /^(?:type|name|event)$/,
];
const INSERT = /\binsert\s+into\s+["'`[\w.\]]*?(\w+)["'`\]]?\s*\(([^)]*)\)\s*values\s*\(((?:[^()]|\([^)]*\))*)\)/i;

/** A row that is put into an outbox: the channel that it names, or SQL that only callers know. */
interface Kept {
  readonly table: string | null;
  readonly names: readonly Value[];
}

/**
 * The messages, those of a relay by the channels that the rows of its table name: what a function reads from an outbox and
 * sends was published where the row was put in.
 */
export function withOutboxes(evaluator: Evaluator, collected: Collected, attribution: Attribution): Collected {
  const kept = keptRows(evaluator, collected);
  if (kept.length === 0) return collected;
  const messages = collected.messages.flatMap((message): Collected['messages'] => {
    const [outer] = message.chain;
    if (!outer || message.shape.direction !== 'publish' || !message.shape.names.every(hasOneGap)) return [message];
    const units = new Set(attribution.services(outer).map(({ id }) => id));
    const drained = tablesAbove(evaluator, collected, message.chain.at(-1) ?? outer);
    const sent = kept.flatMap((row): Collected['messages'] => {
      const [from] = row.chain;
      const isDrained = row.shape.table !== null && drained.has(row.shape.table);
      if (!from || !isDrained || !attribution.services(from).some(({ id }) => units.has(id))) return [];
      const shape = filled(message.shape, row.shape.names);
      return [{ shape, chain: [...row.chain, ...message.chain.slice(-1)] }];
    });
    return sent.length > 0 ? sent : [message];
  });
  return { ...collected, messages };
}

// Rows that are put into outboxes, in the contexts that tell their channels.
function keptRows(evaluator: Evaluator, collected: Collected): InContext<Kept>[] {
  const sites = new Map<string, CallRef>();
  for (const { shape, chain } of collected.accesses) {
    const site = chain.at(-1);
    if (site && shape.operation === 'INSERT' && shape.tables.some((table) => table !== null && OUTBOX.test(table)))
      sites.set(`${site.file}#${site.c}`, site);
  }
  return [...sites.values()].flatMap((site) =>
    expandSite<Kept>(evaluator, site, {
      shapesIn: (frame) => keptAt(evaluator, site, frame),
      texts: ({ names }) => names,
      gathers: true,
    }).filter(({ shape }) => shape.table !== null && shape.names.some(isNamed)),
  );
}

function keptAt(evaluator: Evaluator, { file, c }: CallRef, frame: Frame | undefined): Kept[] {
  const call = evaluator.program.facts(file).calls[c];
  if (!call) return [];
  const args = spreadArguments(evaluator, file, call.args, frame);
  return argument(evaluator, args, 0).flatMap((sql): Kept[] => {
    if (!isText(sql)) return [];
    if (sql.parts.some(({ p }) => p === 'param')) return [{ table: null, names: [sql] }];
    const text = sql.parts.map((part) => (part.p === 'text' ? part.s : '?')).join('');
    const [, table = '', columns = '', values = ''] = INSERT.exec(text) ?? [];
    if (!OUTBOX.test(table)) return [];
    const place = placeOfChannel(listed(columns));
    const value = listed(values)[place] ?? '';
    const literal = /^'([^']+)'$/.exec(value)?.[1];
    if (literal !== undefined) return [{ table, names: [textOf(literal, 'literal', evaluator.evidence(file, call))] }];
    const numbered = /^\$(\d+)$/.exec(value)?.[1];
    if (args[1] === undefined || (numbered === undefined && value !== '?')) return [];
    const before = listed(values)
      .slice(0, place)
      .filter((other) => other === '?').length;
    const item = items(evaluator, evaluator.of(args[1]))[numbered === undefined ? before : Number(numbered) - 1];
    const names = item === undefined ? [] : evaluator.of(item).filter(isText);
    return names.length > 0 ? [{ table, names }] : [];
  });
}

function listed(text: string): string[] {
  return text.split(',').map((item) => item.replace(/::\w+/g, '').trim());
}

// Which column names the channel, or -1.
function placeOfChannel(columns: readonly string[]): number {
  const named = columns.map((column) => column.replace(/["`[\]]/g, '').toLowerCase());
  const places = CHANNEL.map((likely) => named.findIndex((column) => likely.test(column)));
  return places.find((place) => place >= 0) ?? -1;
}

// The elements of a list by their places; what is spread into it stands in its place.
function items(evaluator: Evaluator, lists: readonly Value[]): Closure[] {
  const list = lists.find((value) => value.t === 'arr');
  if (list?.t !== 'arr') return [];
  const { file, frame } = list;
  return list.expr.items.flatMap((expr): Closure[] =>
    expr.k === 'spread' ? items(evaluator, evaluator.eval(file, expr.e, frame)) : [{ file, expr, frame }],
  );
}

// Tables that are read by a function through which a message is sent.
function tablesAbove(evaluator: Evaluator, collected: Collected, publication: CallRef): Set<string> {
  const above = new Set<string>();
  climb(evaluator, [publication], ({ file, f }) => {
    const isNew = !above.has(key(file, f));
    above.add(key(file, f));
    return isNew;
  });
  const tables = new Set<string>();
  for (const { shape, chain } of collected.accesses) {
    const inner = chain[0];
    if (!inner || shape.mode !== 'read') continue;
    const read = shape.tables.filter((table) => table !== null && OUTBOX.test(table) && !tables.has(table));
    if (read.length === 0) continue;
    const seen = new Set<string>();
    climb(evaluator, [inner], ({ file, f }) => {
      if (above.has(key(file, f))) for (const table of read) if (table !== null) tables.add(table);
      const isNew = !seen.has(key(file, f));
      seen.add(key(file, f));
      return isNew;
    });
  }
  return tables;
}

// Where nothing is known of a name, the row tells all of it.
function filled(shape: MessageShape, channels: readonly Value[]): MessageShape {
  if (shape.names.length === 0) return { ...shape, names: channels };
  const names = shape.names.flatMap((name) => {
    if (!isText(name)) return channels;
    return channels.filter(isText).map((channel): Value => ({
      t: 'text',
      parts: name.parts.flatMap((part): readonly Part[] => (isGap(part) ? channel.parts : [part])),
    }));
  });
  return { ...shape, names };
}

function hasOneGap(value: Value): boolean {
  return value.t !== 'text' || value.parts.filter(isGap).length === 1;
}

function isGap({ p }: Part): boolean {
  return p === 'hole' || p === 'param';
}

function isNamed(value: Value): boolean {
  return value.t === 'text' && value.parts.some(({ p }) => p === 'text' || p === 'env');
}
