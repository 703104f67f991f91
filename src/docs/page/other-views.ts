import type { Call, Channel, Datastore, MessageSchema } from '../../model/system.ts';
import { count } from '../../util/markdown.ts';
import { deployedBeside, groupBy } from '../docs-context.ts';
import { carried, isAgreed, schemaWords } from '../message-words.ts';
import { channelTitle, externalKey, languageName } from '../words.ts';
import {
  codeName,
  cutList,
  list,
  name,
  part,
  place,
  places,
  request,
  table,
  toPart,
  toService,
  unknown,
  view,
  type PageContext,
} from './html-parts.ts';
import { libraryTable } from './library-views.ts';
import { POLICY_HEADS, policyCells } from './policy-cells.ts';

/** One view for each channel, datastore and system outside. */
export function otherViews(page: PageContext): readonly string[] {
  const { model } = page.context;
  const external = groupBy(model.calls, (call) => (call.toKind === 'external' ? externalKey(call) : null));
  return [
    ...model.channels.map((channel) => channelView(page, channel)),
    ...model.datastores.map((store) => datastoreView(page, store)),
    ...[...external].map(([host, calls]) => externalView(page, host, calls)),
    infrastructureViews(page),
  ];
}

function channelView(page: PageContext, { id, name: title, broker }: Channel): string {
  const { publications, subscriptions } = page.context.model;
  const side = (
    uses: readonly { service: string; channel: string; evidence: Parameters<typeof places>[1] }[],
  ): string =>
    cutList(
      page,
      uses
        .filter(({ channel }) => channel === id)
        .map((use) => `${toService(page, use.service)} ${places(page, use.evidence)}`),
    ) || `<p>${unknown('Nobody known.')}</p>`;
  return view(page.anchors.channel(id), 'channel', name(channelTitle(title)), [
    `<p>On ${name(broker)}.</p>`,
    part('Sent by', side(publications)),
    part('Received by', side(subscriptions)),
    part('Messages look like', schemas(page, id)),
  ]);
}

function schemas(page: PageContext, id: string): string {
  const { publications, subscriptions } = page.context.model;
  const isOwn = ({ channel }: { readonly channel: string }): boolean => channel === id;
  const known = carried(publications.filter(isOwn), subscriptions.filter(isOwn));
  const told = (what: string, all: readonly MessageSchema[]): string[] =>
    all.map((schema) => {
      const { before, name: title, after } = schemaWords(schema);
      return `${what}: ${before} ${codeName(title)} ${name(after)} ${places(page, schema.evidence)}`;
    });
  const items = isAgreed(known)
    ? told('sent and expected', known.sent)
    : [...told('sent', known.sent), ...told('expected', known.expected)];
  if (items.length === 0) return `<p>${unknown('Not known: nothing tells.')}</p>`;
  const rest = known.unknownSent > 0 ? [unknown(`not known at ${count(known.unknownSent, 'place')} of sending`)] : [];
  return cutList(page, [...items, ...rest]);
}

const SHORT_TABLES = { brief: '<p class="soft">The canvas of that service has its tables.</p>', outline: '' };

function datastoreView(page: PageContext, { id, engine, host, port, database, schema }: Datastore): string {
  const uses = page.context.model.datastoreUses.filter(({ datastore }) => datastore === id);
  const users = new Set(uses.map(({ service }) => service));
  const entries = uses.flatMap(({ service, accesses }) => accesses.map((access) => ({ service, access })));
  const tables = [...groupBy(entries, ({ access }) => access.table ?? '')].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = tables.map(([title, all]) => {
    const cell = (mode: string): string => {
      const by = groupBy(
        all.filter(({ access }) => access.mode === mode),
        ({ service }) => service,
      );
      return [...by]
        .map(([service, own]) => `${toService(page, service)} ${place(page, own[0]?.access.evidence[0])}`)
        .join('<br>');
    };
    return [title === '' ? unknown('table not known') : codeName(title), cell('read'), cell('write')];
  });
  const where = host === null ? unknown('host not known') : codeName(port === null ? host : `${host}:${String(port)}`);
  return view(page.anchors.datastore(id), 'datastore', name(database ?? host ?? id), [
    `<p>${name(engine)}, ${database === null ? unknown('database not known') : `database ${codeName(database)}`}${schema === null ? '' : `, schema ${codeName(schema)}`}, on ${where}.</p>`,
    users.size > 1 ? `<p><span class="tag warning">shared</span> ${count(users.size, 'service')} open it.</p>` : '',
    part(
      'Opened by',
      cutList(
        page,
        uses.map(({ service, evidence }) => `${toService(page, service)} ${places(page, evidence)}`),
      ),
    ),
    users.size === 1 && page.detail !== 'full'
      ? SHORT_TABLES[page.detail]
      : part(
          'Tables',
          table(page, ['Table', 'Read by', 'Written by'], rows, 'Tables') ||
            '<p class="soft">No access to a table was found.</p>',
        ),
  ]);
}

function externalView(page: PageContext, host: string, calls: readonly Call[]): string {
  const rows = calls.map((call) => [
    toService(page, call.from),
    request(call),
    ...policyCells(call),
    place(page, call.evidence[0]),
  ]);
  return view(page.anchors.external(host), 'outside this system', name(host), [
    part('Called by', table(page, ['From', 'Request', ...POLICY_HEADS, 'Where'], rows, 'Calls')),
  ]);
}

function infrastructureViews(page: PageContext): string {
  return deployedBeside(page.context.model)
    .map(({ engine, names, evidence }, index) =>
      view(`infrastructure-${String(index + 1)}`, 'infrastructure', name(names[0] ?? engine), [
        `<p>${name(engine)}${names.length > 1 ? `, also reached as ${names.slice(1).map(codeName).join(', ')}` : ''}.</p>`,
        part('Deployed by', list(evidence.map((at) => place(page, at)))),
      ]),
    )
    .join('\n');
}

// The overview lists them even where other tables are short: it leads to all the rest.
const MOST_SERVICES = 400;

const LEFT_OUT = {
  full: '',
  brief:
    '<p class="soft">The system is large: tables are cut, and what to do about a finding stands only under Findings.</p>',
  outline:
    '<p>The system is so large that services, and stores of a single one, are told in a line or two; <code>archwright docs</code> without <code>--html</code> writes a page for each.</p>',
};

/** The system in numbers, its services, and how to read the map. */
export function overviewView(page: PageContext, shortened: boolean): string {
  const { context, anchors } = page;
  const { model } = context;
  const rows = [...context.services.values()].map(({ service, endpoints, callsOut, callsIn, opaque }) => {
    const number = (n: number): string => (opaque && n === 0 ? '?' : String(n));
    const words = [languageName(service.language), ...service.frameworks].map(name).join(', ');
    const found = context.findings.get(service.id)?.length ?? 0;
    return [
      `${toPart(anchors.service(service.id), name(service.name))}<br><span class="soft">${name(service.kind)}, ${words}</span>`,
      number(endpoints.length),
      number(callsOut.length),
      number(callsIn.length),
      context.beside.findings === null ? '?' : String(found),
    ];
  });
  return view(
    'overview',
    model.origin === 'declared' ? 'As the blueprint declares it' : 'As code and deployment files show it',
    name(model.name),
    [
      shortened
        ? '<p class="soft">Channels are drawn as arrows from sender to receiver, and a store of one service stands in the canvas of that service: the map would be too dense otherwise.</p>'
        : '',
      LEFT_OUT[page.detail],
      part(
        'Services',
        table(
          { ...page, mostRows: MOST_SERVICES },
          ['Service', 'Endpoints', 'Calls', 'Called', 'Findings'],
          rows,
          'Services',
        ) || '<p class="soft">No service was found.</p>',
      ),
      part('Libraries', libraryTable(page)),
      part(
        'With the keyboard',
        '<p class="soft"><kbd>/</kbd> searches, <kbd>Tab</kbd> leads into the map, arrow keys go from box to box, <kbd>Enter</kbd> opens one, <kbd>Esc</kbd> goes back, <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom.</p>',
      ),
    ],
  );
}

function manyServices(page: PageContext, ids: readonly string[]): string {
  const shown = ids.slice(0, page.mostRows).map((id) => toService(page, id));
  const rest = ids.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${count(rest, 'other')}` : ''}`;
}

/** What was looked at and what was not understood. */
export function unknownView(page: PageContext): string {
  const { coverage, calls, origin } = page.context.model;
  const { seen, parsed, excluded } = coverage.files;
  const reasons = [...groupBy(coverage.gaps, ({ reason }) => reason)].sort(([a], [b]) => (a < b ? -1 : 1));
  const unresolved = calls.filter(({ toKind }) => toKind === 'unresolved');
  const untimed = calls.filter(({ policy }) => policy.timeout.state === 'unknown').length;
  const opaque = [...page.context.services.values()].filter((facts) => facts.opaque);
  return view('unknown', 'Not known', 'What is not known', [
    origin === 'declared'
      ? '<p>Everything comes from the blueprint; the code was not looked at.</p>'
      : `<p>${count(seen, 'source file')} seen, ${String(parsed)} read for facts, ${String(excluded)} left out (tests, generated, vendored).</p>`,
    list([
      opaque.length === 0
        ? ''
        : `Not understood inside: ${manyServices(
            page,
            opaque.map(({ service }) => service.id),
          )}`,
      untimed === 0 ? '' : `${count(untimed, 'call')} of which it is not known whether it has a timeout`,
    ]),
    part(
      'Calls whose target is not known',
      cutList(
        page,
        unresolved.map((call) => `${toService(page, call.from)} ${request(call)} ${place(page, call.evidence[0])}`),
      ),
    ),
    part(
      'Places that were not understood',
      list(reasons.map(([reason, all]) => `${name(reason)}: ${places(page, all)}`)),
    ),
  ]);
}
