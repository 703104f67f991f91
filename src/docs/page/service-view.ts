import type { Call, Observed } from '../../model/system.ts';
import { count } from '../../util/markdown.ts';
import { groupBy, isReadable, mayNeedMore, type ServiceFacts } from '../docs-context.ts';
import { endpointTitle, kindWithArticle, languageName, unreadWords } from '../words.ts';
import { decisionItems, findingCards } from './beside-views.ts';
import { routeTitle } from '../pages/deployment-page.ts';
import { driftCards } from './drift-views.ts';
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
  target,
  toPart,
  toService,
  unknown,
  view,
  type PageContext,
} from './html-parts.ts';
import { librariesOf } from './library-views.ts';
import { POLICY_HEADS, policyCells } from './policy-cells.ts';

/** The canvas of a service: what it is, answers, calls, sends, receives and stores, how it is run, and what speaks of it. */
export function serviceView(page: PageContext, facts: ServiceFacts): string {
  const { service, opaque } = facts;
  const { context, anchors } = page;
  const none = (words: string): string =>
    opaque
      ? `<p>${unknown(service.language === 'browser' ? `Not known: ${unreadWords('browser')}` : 'Not known: its inside was not understood.')}</p>`
      : `<p class="soft">${words}</p>`;
  if (page.detail === 'outline')
    return view(anchors.service(service.id), service.kind, name(service.name), [outline(page, facts)]);
  return view(anchors.service(service.id), service.kind, name(service.name), [
    summary(page, facts),
    part('Findings', findingCards(page, context.findings.get(service.id) ?? [])),
    part('Drift', driftCards(page, context.drift.get(service.id) ?? [])),
    part('Answers', endpoints(page, facts) || none('No endpoint was found.')),
    part('Calls', calls(page, facts.callsOut, target, 'To') || none('No call was found.')),
    part(
      'Called by',
      calls(page, facts.callsIn, (_, call) => toService(page, call.from), 'From') ||
        '<p class="soft">Nobody, as far as is known.</p>',
    ),
    part('Messages', messages(page, facts) || none('No message was found.')),
    part('Data', data(page, facts) || none('No datastore was found.')),
    part('Libraries', librariesOf(page, service.id)),
    part('Deployment', deployment(page, facts)),
    part('Decisions that name it', decisionItems(page, context.decisions.get(service.id) ?? [])),
    part('Requests that pass it', chains(page, service.id)),
    part('Not known', gaps(page, facts)),
  ]);
}

// For systems that are so large that one page cannot tell everything.
function outline(page: PageContext, { service, endpoints: answers, callsOut, callsIn }: ServiceFacts): string {
  const found = page.context.findings.get(service.id)?.length ?? 0;
  const numbers = [
    count(answers.length, 'endpoint'),
    count(callsOut.length, 'call'),
    `called ${count(callsIn.length, 'time')}`,
    ...(page.context.beside.findings === null ? [] : [count(found, 'finding')]),
  ];
  return `<p>In ${codeName(service.path)}: ${numbers.join(', ')}.</p>`;
}

function summary(page: PageContext, { service, opaque }: ServiceFacts): string {
  const words = [languageName(service.language), ...service.frameworks].map(name).join(', ');
  const isRead = isReadable(service.language);
  const reasons = page.detail === 'full' ? service.evidence : service.evidence.slice(0, 2);
  const note = opaque
    ? ` ${unknown(isRead ? 'No known library was recognised in it.' : unreadWords(service.language))}`
    : '';
  const facts = [
    [
      'Why it is one',
      reasons.map((at) => `${at.note === undefined ? '' : `${name(at.note)} `}${place(page, at)}`).join('; '),
    ],
    [
      'Listens',
      service.ports.length > 0 || service.listens.length > 0
        ? `${service.ports.length > 0 ? `port ${service.ports.join(', ')}` : unknown('port not known')} ${places(page, service.listens)}`
        : '',
    ],
    ['Health check', observed(page, service.health)],
    ['Graceful stop', observed(page, service.shutdown)],
    ['Trace context', service.correlation && service.language !== 'browser' ? observed(page, service.correlation) : ''],
  ].filter(([, value]) => value !== '');
  return [
    `<p>A${kindWithArticle(service.kind).slice(1)} in ${words}, in ${codeName(service.path)}.${note}</p>`,
    `<dl>${facts.map(([term = '', value = '']) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('')}</dl>`,
  ].join('\n');
}

function observed(page: PageContext, { state, evidence }: Observed): string {
  if (state === 'unknown') return unknown('not known');
  const word = state === 'present' ? '<span class="given">yes</span>' : '<span class="missing">none found</span>';
  return `${word} ${places(page, evidence, 2)}`;
}

function endpoints(page: PageContext, facts: ServiceFacts): string {
  const callers = groupBy(facts.callsIn, ({ toEndpoint }) => toEndpoint);
  const rows = facts.endpoints.map((endpoint) => {
    const from = new Set((callers.get(endpoint.id) ?? []).map((call) => call.from));
    return [
      codeName(endpointTitle(endpoint)),
      [...from].map((id) => toService(page, id)).join(', '),
      needsCell(page, facts, endpoint.id),
      place(page, endpoint.evidence[0]),
    ];
  });
  return table(page, ['Endpoint', 'Called by', 'Needs', 'Where'], rows, 'Endpoints');
}

function needsCell(page: PageContext, facts: ServiceFacts, endpoint: string): string {
  const needed = page.context.needed.get(endpoint);
  if (needed === undefined)
    return mayNeedMore(page.context, facts, endpoint) ? unknown('not known') : '<span class="soft">itself</span>';
  const words = count(needed.size, 'service');
  return page.waiting.has(endpoint) ? toPart(page.anchors.chain(endpoint), words) : words;
}

function calls(
  page: PageContext,
  all: readonly Call[],
  other: (page: PageContext, call: Call) => string,
  head: string,
): string {
  const rows = all.map((call) => [
    other(page, call),
    request(call),
    ...policyCells(call),
    place(page, call.evidence[0]),
  ]);
  return table(page, [head, 'Request', ...POLICY_HEADS, 'Where'], rows, head === 'To' ? 'Calls' : 'Calls of others');
}

function messages(page: PageContext, { publications, subscriptions }: ServiceFacts): string {
  const { context, anchors } = page;
  const row =
    (word: string) =>
    (use: { channel: string; evidence: Parameters<typeof places>[1] }): readonly string[] => {
      const channel = context.channels.get(use.channel);
      return [
        toPart(anchors.channel(use.channel), codeName(channel?.name ?? use.channel)),
        word,
        name(channel?.broker ?? ''),
        places(page, use.evidence),
      ];
    };
  const rows = [...publications.map(row('sends')), ...subscriptions.map(row('receives'))];
  return table(page, ['Channel', 'Direction', 'Broker', 'Where'], rows, 'Messages');
}

function data(page: PageContext, { datastoreUses }: ServiceFacts): string {
  const parts = datastoreUses.map(({ datastore, accesses, evidence }) => {
    const store = page.context.datastores.get(datastore);
    const tables = groupBy(accesses, (access) => access.table ?? '');
    const rows = [...tables]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([title, all]) => {
        const sites = (mode: string): string =>
          places(
            page,
            all.filter((access) => access.mode === mode).flatMap((access) => access.evidence.slice(0, 1)),
            3,
          );
        return [title === '' ? unknown('table not known') : codeName(title), sites('read'), sites('write')];
      });
    const opened = `${toPart(page.anchors.datastore(datastore), name(store?.database ?? store?.host ?? datastore))} (${name(store?.engine ?? '')}), opened at ${places(page, evidence)}`;
    return `<p>${opened}</p>${table(page, ['Table', 'Reads', 'Writes'], rows, 'Tables')}`;
  });
  return parts.join('\n');
}

function deployment(page: PageContext, { service }: ServiceFacts): string {
  const { exposures, startOrders } = page.context.model.deployment;
  const words = {
    compose: 'a port that compose publishes',
    'kubernetes-service': 'a Kubernetes Service of an open type',
    ingress: 'an Ingress',
  };
  return list([
    ...exposures
      .filter((each) => each.service === service.id)
      .flatMap(({ by, routes = [], evidence }) =>
        routes.length === 0
          ? [`Open to the outside through ${words[by]} ${places(page, evidence)}`]
          : routes.map(
              (route) =>
                `Open to the outside at ${codeName(routeTitle(route))} (${name(route.kind)}) ${place(page, route.evidence)}`,
            ),
      ),
    ...startOrders
      .filter((each) => each.service === service.id)
      .map(({ after, evidence }) => `Starts after ${toService(page, after)} ${places(page, evidence)}`),
    ...startOrders
      .filter((each) => each.after === service.id)
      .map((each) => `${toService(page, each.service)} starts after it ${places(page, each.evidence)}`),
  ]);
}

function chains(page: PageContext, id: string): string {
  const passing = [...page.waiting.values()].filter(({ needed }) => needed.has(id));
  return cutList(
    page,
    passing.map(({ endpoint, chains: all }) => {
      const at = page.context.endpoints.get(endpoint);
      const title = codeName(at ? endpointTitle(at) : endpoint);
      return `${toPart(page.anchors.chain(endpoint), title)} of ${toService(page, at?.service ?? '')}, ${count(all[0]?.hops.length ?? 0, 'hop')}`;
    }),
  );
}

function gaps(page: PageContext, { service }: ServiceFacts): string {
  const inside = page.context.model.coverage.gaps.filter(({ file }) => file.startsWith(`${service.path}/`));
  const reasons = [...groupBy(inside, ({ reason }) => reason)].sort(([a], [b]) => (a < b ? -1 : 1));
  return list(reasons.map(([reason, all]) => `${name(reason)}: ${places(page, all)}`));
}
