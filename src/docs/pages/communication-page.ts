import { synchronousCycles } from '../../model/cycles.ts';
import type { Call } from '../../model/system.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { blocks, code, escapeText, link, list, table } from '../../util/markdown.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { externalKey } from '../words.ts';
import { policyCells, POLICY_HEADS, requestWords, serviceCell, siteCell, targetCell } from './call-cells.ts';

// A wider table cannot be read without scrolling.
const MOST_COLUMNS = 10;
const MOST_ROWS = 60;
const MOST_ORIGINS = 5;

/** `communication.md`: who calls whom, and every call with its site and what guards it. */
export function communicationPage(context: DocsContext): string {
  const links = context.links('communication.md');
  const { calls } = context.model;
  return frame(
    context.options.command,
    '# Communication',
    `Synchronous calls. Messages are on the page on ${link('events', links.page('events.md'))}.`,
    '## Who calls whom',
    calls.length === 0 ? 'No synchronous call was found.' : matrix(context, links),
    ...cycles(context, links),
    ...(calls.length === 0 ? [] : ['## Every call', everyCall(context, links)]),
  );
}

function matrix(context: DocsContext, links: PageLinks): string {
  const { calls } = context.model;
  const callers = [...groupBy(calls, ({ from }) => from)].sort(([a], [b]) => (a < b ? -1 : 1));
  const columns = [...groupBy(calls, columnKey)].sort(([a], [b]) => (a < b ? -1 : 1));
  const head = (group: readonly Call[]): string => {
    const [first] = group;
    if (!first) return '';
    return first.toKind === 'unresolved' ? 'not known' : targetCell(context, links, first);
  };
  if (columns.length > MOST_COLUMNS) {
    const rows = callers.flatMap(([from, outgoing]) =>
      [...groupBy(outgoing, columnKey)].map(([, group]) => [
        serviceCell(context, links, from),
        head(group),
        counts(group),
      ]),
    );
    return table(['Caller', 'Called', 'Calls'], rows);
  }
  const rows = callers.map(([from, outgoing]) => {
    const byColumn = groupBy(outgoing, columnKey);
    return [serviceCell(context, links, from), ...columns.map(([key]) => counts(byColumn.get(key) ?? []))];
  });
  return blocks(
    'A row calls, a column is called.',
    table(['Caller', ...columns.map(([, group]) => head(group))], rows),
  );
}

// Services first, then the outside, then what is not known.
function columnKey(call: Call): string {
  if (call.to !== null) return `1 ${call.to}`;
  const host = externalKey(call);
  return call.toKind === 'external' && host !== null ? `2 ${host}` : '3';
}

function counts(calls: readonly Call[]): string {
  const protocols = [...groupBy(calls, ({ protocol }) => protocol)].sort(([a], [b]) => (a < b ? -1 : 1));
  return protocols.map(([protocol, { length }]) => `${String(length)} ${protocol}`).join(', ');
}

function cycles(context: DocsContext, links: PageLinks): readonly string[] {
  const found = synchronousCycles(context.model).map(({ edges }) =>
    edges
      .map(
        (call) =>
          `${serviceCell(context, links, call.from)} → ${targetCell(context, links, call)} (${links.evidence(call.evidence[0])})`,
      )
      .join(', '),
  );
  return found.length === 0
    ? []
    : ['## Cycles', 'Services that wait for one another, by the shortest way round:', list(found)];
}

function everyCall(context: DocsContext, links: PageLinks): string {
  const { calls } = context.model;
  if (calls.length <= MOST_ROWS) return callTable(context, links, calls, true);
  // So many rows need a place to jump to.
  return blocks(
    ...[...groupBy(calls, ({ from }) => from)].flatMap(([from, own]) => [
      `### From ${escapeText(context.services.get(from)?.service.name ?? from)}`,
      callTable(context, links, own, false),
    ]),
  );
}

function callTable(context: DocsContext, links: PageLinks, calls: readonly Call[], withCaller: boolean): string {
  const rows = calls.map((call) => [
    ...(withCaller ? [serviceCell(context, links, call.from)] : []),
    targetCell(context, links, call),
    requestWords(call),
    call.protocol,
    origins(context, call),
    ...policyCells(call),
    siteCell(context, links, call),
  ]);
  const heads = ['To', 'Request', 'Protocol', 'Reached from', ...POLICY_HEADS, 'Where'];
  return table(withCaller ? ['From', ...heads] : heads, rows);
}

function origins(context: DocsContext, { fromEndpoints }: Call): string {
  const titles = fromEndpoints.map((id) => {
    const endpoint = context.endpoints.get(id);
    return code(endpoint ? `${endpoint.method} ${endpoint.path}` : id);
  });
  const shown = titles.slice(0, MOST_ORIGINS);
  const rest = titles.length - shown.length;
  return titles.length === 0
    ? 'no known endpoint'
    : [...shown, ...(rest > 0 ? [`${String(rest)} more`] : [])].join(', ');
}
