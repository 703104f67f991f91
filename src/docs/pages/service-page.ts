import type { Call, Endpoint, Observed } from '../../model/system.ts';
import { neighbourhood } from '../diagrams/split-graph.ts';
import { containerGraph, serviceNodeId } from '../diagrams/system-graph.ts';
import { isReadable, type DocsContext, type ServiceFacts } from '../docs-context.ts';
import { blocks, code, escapeText, link, list, table } from '../../util/markdown.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { channelCell, endpointTitle, kindWithArticle, languageName, unreadWords } from '../words.ts';
import {
  policyCells,
  policyCellsWithSources,
  POLICY_HEADS,
  requestWords,
  serviceCell,
  siteCell,
  targetCell,
} from './call-cells.ts';
import { decisionList } from './decisions-page.ts';
import { deploymentList } from './deployment-page.ts';
import { findingList } from './findings-page.ts';
import { gapTable } from './coverage-part.ts';
import { libraryList } from './library-part.ts';
import { flowcharts, LEGEND } from './diagram-blocks.ts';
import { serviceDataPart } from './service-data-part.ts';

/** `services/<name>.md`: what a service is, answers, calls, sends and stores, with the place of each. */
export function servicePage(context: DocsContext, facts: ServiceFacts): string {
  const links = context.links(facts.page);
  const { service } = facts;
  return frame(
    context.options.command,
    `# ${escapeText(service.name)}`,
    summary(context, links, facts),
    '## Surroundings',
    surroundings(context, facts),
    '## Endpoints',
    endpoints(context, links, facts) || nothing('No endpoint', facts),
    '## Calls out',
    callsOut(context, links, facts) || nothing('No call', facts),
    '## Calls in',
    callsIn(context, links, facts) || 'No call of another service leads here, as far as is known.',
    '## Events',
    events(context, links, facts) || nothing('No event', facts),
    '## Datastores',
    serviceDataPart(context, links, facts) || nothing('No datastore', facts),
    ...under('Libraries', libraryList(context, links, service.id)),
    ...under('Deployment', deploymentList(context, links, service.id)),
    ...under('Decisions that name it', decisionList(context, links, service.id)),
    ...under('Findings', findingList(context, links, service.id)),
    ...gaps(context, links, facts),
  );
}

function under(heading: string, text: string): readonly string[] {
  return text === '' ? [] : [`## ${heading}`, text];
}

function nothing(what: string, { service, opaque }: ServiceFacts): string {
  if (!opaque) return `${what} was found.`;
  const isBrowser = service.language === 'browser';
  return `Not known: ${isBrowser ? unreadWords('browser') : 'the inside of this service was not understood.'}`;
}

function surroundings(context: DocsContext, { service }: ServiceFacts): string {
  const around = neighbourhood(containerGraph(context), serviceNodeId(service.id));
  const isAlone = around.every(({ edges }) => edges.length === 0);
  return isAlone
    ? 'Nothing is known to call it, and it is not known to use anything.'
    : blocks(LEGEND, flowcharts(around, null));
}

function summary({ model }: DocsContext, links: PageLinks, { service, opaque }: ServiceFacts): string {
  const language = `in ${escapeText(languageName(service.language))}`;
  const words = [language, ...service.frameworks.map((name) => `with ${code(name)}`)].join(' ');
  const folder =
    model.origin === 'observed' ? links.source(escapeText(service.path), service.path) : code(service.path);
  return blocks(
    `${capitalised(kindWithArticle(service.kind))} ${words}, in ${folder}.`,
    opaque && !isReadable(service.language) ? unreadWords(service.language) : '',
    list(
      [
        ...service.evidence.map(
          (at) => `Why it is one: ${at.note === undefined ? '' : `${escapeText(at.note)}, `}${links.evidence(at)}.`,
        ),
        listening(links, service.ports, service.listens),
        looked(links, 'Health check', service.health),
        looked(links, 'Graceful stop', service.shutdown),
        service.correlation && service.language !== 'browser'
          ? looked(links, 'Trace context', service.correlation)
          : '',
      ].filter((item) => item !== ''),
    ),
  );
}

function looked(links: PageLinks, what: string, { state, evidence }: Observed): string {
  if (state === 'absent') return `${what}: **none found**.`;
  if (state === 'unknown') return `${what}: not known.`;
  return evidence.length === 0 ? `${what}: yes.` : `${what}: ${links.evidences(evidence)}.`;
}

function listening(links: PageLinks, ports: readonly number[], listens: ServiceFacts['service']['listens']): string {
  const where = listens.length > 0 ? `, ${links.evidences(listens)}` : '';
  if (ports.length > 0) return `Reached on port ${ports.join(', ')}${where}.`;
  return listens.length > 0 ? `Listens; the port is not known${where}.` : '';
}

function endpoints(context: DocsContext, links: PageLinks, facts: ServiceFacts): string {
  const rows = facts.endpoints.map((endpoint) => [
    code(endpointTitle(endpoint)),
    endpoint.protocol,
    callers(context, links, facts.callsIn, endpoint),
    leadsTo(context, links, facts.callsOut, endpoint),
    links.evidence(endpoint.evidence[0]),
  ]);
  return table(['Endpoint', 'Protocol', 'Called by', 'Calls', 'Where'], rows);
}

function callers(context: DocsContext, links: PageLinks, callsIn: readonly Call[], { id }: Endpoint): string {
  const from = new Set(callsIn.filter(({ toEndpoint }) => toEndpoint === id).map((call) => call.from));
  return [...from].map((service) => serviceCell(context, links, service)).join(', ');
}

function leadsTo(context: DocsContext, links: PageLinks, callsOut: readonly Call[], { id }: Endpoint): string {
  const calls = callsOut.filter(({ fromEndpoints }) => fromEndpoints.includes(id));
  return [
    ...new Set(calls.map((call) => `${targetCell(context, links, call)} ${links.evidence(call.evidence[0])}`)),
  ].join(', ');
}

function callsOut(context: DocsContext, links: PageLinks, { callsOut: calls }: ServiceFacts): string {
  const rows = calls.map((call) => [
    targetCell(context, links, call),
    requestWords(call),
    ...policyCellsWithSources(call),
    siteCell(context, links, call),
  ]);
  return table(['To', 'Request', ...POLICY_HEADS, 'Where'], rows);
}

function callsIn(context: DocsContext, links: PageLinks, { callsIn: calls }: ServiceFacts): string {
  const rows = calls.map((call) => [
    serviceCell(context, links, call.from),
    requestWords(call),
    ...policyCells(call),
    siteCell(context, links, call),
  ]);
  return table(['From', 'Request', ...POLICY_HEADS, 'Where'], rows);
}

function events(context: DocsContext, links: PageLinks, facts: ServiceFacts): string {
  const row = (direction: string) => (use: { channel: string; evidence: Parameters<PageLinks['evidences']>[0] }) => {
    const channel = context.channels.get(use.channel);
    const name = channelCell(channel?.name ?? use.channel);
    return [
      direction,
      link(name, links.page('events.md')),
      escapeText(channel?.broker ?? ''),
      links.evidences(use.evidence),
    ];
  };
  const rows = [...facts.publications.map(row('sends')), ...facts.subscriptions.map(row('receives'))];
  return table(['Direction', 'Channel', 'Broker', 'Where'], rows);
}

function gaps({ model }: DocsContext, links: PageLinks, { service }: ServiceFacts): readonly string[] {
  const inside = model.coverage.gaps.filter(({ file }) => file.startsWith(`${service.path}/`));
  const rows = gapTable(inside, links);
  return rows === '' ? [] : ['## What is not known', rows];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
