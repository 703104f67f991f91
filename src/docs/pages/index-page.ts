import { containerGraph, contextGraph, serviceGraph } from '../diagrams/system-graph.ts';
import { MOST_NODES, splitGraph } from '../diagrams/split-graph.ts';
import { groupBy, type DocsContext, type ServiceFacts } from '../docs-context.ts';
import { blocks, count, escapeText, link, table } from '../../util/markdown.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { languageName, observedWords } from '../words.ts';
import { serviceCell } from './call-cells.ts';
import { coveragePart } from './coverage-part.ts';
import { flowcharts, LEGEND } from './diagram-blocks.ts';
import { libraryTable } from './library-part.ts';

/** `index.md`: the system in numbers and pictures, its services, and what is not known about it. */
export function indexPage(context: DocsContext): string {
  const { model, options } = context;
  const links = context.links('index.md');
  const libraries = libraryTable(context, links);
  return frame(
    options.command,
    `# ${escapeText(model.name)}: architecture`,
    origin(context),
    '## In numbers',
    numbers(context, links),
    '## Context',
    contextView(context),
    '## Containers',
    containerView(context),
    '## Services',
    services(context, links),
    ...(libraries === '' ? [] : ['## Libraries', libraries]),
    '## What is not known',
    coveragePart(context, links),
    `Words are explained in the ${link('glossary', links.page('glossary.md'))}.`,
  );
}

function origin({ model }: DocsContext): string {
  const unknown = 'What is not known is said [at the end](#what-is-not-known).';
  return model.origin === 'declared'
    ? `As the blueprint declares it: each fact is linked to its line there. ${unknown}`
    : `Recovered from code and deployment files: each fact is linked to the line that proves it. ${unknown}`;
}

function numbers(context: DocsContext, links: PageLinks): string {
  const { model, chains, beside } = context;
  const kinds = [...groupBy(model.services, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  const perKind =
    kinds.length > 1 ? ` (${kinds.map(([kind, all]) => `${String(all.length)} ${kind}`).join(', ')})` : '';
  const outside = contextGraph(context).edges.length;
  const longest = Math.max(0, ...chains.map(({ hops }) => hops.length));
  const page = (name: string): string => link(name, links.page(`${name}.md`));
  return table(
    ['What', 'How many', 'More'],
    [
      ['Services', `${String(model.services.length)}${perKind}`, '[below](#services)'],
      ['Endpoints', String(model.endpoints.length), page('endpoints')],
      ['Synchronous calls', String(model.calls.length), page('communication')],
      ['Longest chain of calls', longest === 0 ? 'none' : count(longest, 'hop'), page('chains')],
      ['Event channels', String(model.channels.length), page('events')],
      ['Datastores', String(model.datastores.length), page('data')],
      [
        'Sagas and changes of several services',
        String(beside.sagas.length + model.distributedChanges.length),
        page('sagas'),
      ],
      ['Ways in from outside', String(model.deployment.exposures.length), page('deployment')],
      ['Decisions', beside.decisions === null ? '?' : String(beside.decisions.length), page('decisions')],
      ['Findings', beside.findings === null ? '?' : String(beside.findings.length), page('findings')],
      ['Systems outside that are called', String(outside), '[below](#context)'],
    ],
  );
}

function contextView(context: DocsContext): string {
  const graph = contextGraph(context);
  if (graph.edges.length > 0) return flowcharts(splitGraph(graph), null);
  return 'No call to a system outside was found.';
}

function containerView(context: DocsContext): string {
  const graph = containerGraph(context);
  if (graph.nodes.length === 0) return 'No service was found.';
  const { name } = context.model;
  if (graph.nodes.length <= MOST_NODES) return blocks(LEGEND, flowcharts([graph], name));
  const overview = blocks(
    LEGEND,
    `There are ${String(graph.nodes.length)} boxes. Datastores are left out here, and a channel is an arrow from producer to consumer; the page of each service shows its own.`,
  );
  return blocks(overview, flowcharts(splitGraph(serviceGraph(context)), name));
}

function services(context: DocsContext, links: PageLinks): string {
  const rows = [...context.services.values()].map((facts) => serviceRow(context, links, facts));
  const heads = ['Service', 'Kind', 'Written in', 'Endpoints', 'Calls out', 'Calls in', 'Events out', 'Events in'];
  return table([...heads, 'Datastores', 'Health check'], rows) || 'No service was found.';
}

function serviceRow(context: DocsContext, links: PageLinks, facts: ServiceFacts): readonly string[] {
  const { service, opaque } = facts;
  const words = [languageName(service.language), ...service.frameworks].map(escapeText).join(', ');
  const numbers = [
    facts.endpoints,
    facts.callsOut,
    facts.callsIn,
    facts.publications,
    facts.subscriptions,
    facts.datastoreUses,
  ].map(({ length }) => String(length));
  // What was not read has no facts: a zero would say that it does nothing.
  const shown = opaque ? numbers.map((number) => (number === '0' ? '?' : number)) : numbers;
  return [
    serviceCell(context, links, service.id),
    service.kind,
    opaque ? `${words} (${service.language === 'browser' ? 'only calls are read' : 'not understood'})` : words,
    ...shown,
    observedWords(service.health),
  ];
}
