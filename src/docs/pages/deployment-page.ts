import type { Exposure, GatewayRoute } from '../../model/deployment.ts';
import { code, escapeText, list, mermaid, table } from '../../util/markdown.ts';
import { deployedBeside, groupBy, type DocsContext } from '../docs-context.ts';
import { mermaidFlowchart } from '../diagrams/mermaid-flowchart.ts';
import { splitGraph } from '../diagrams/split-graph.ts';
import { serviceNodeId } from '../diagrams/system-graph.ts';
import type { Graph } from '../diagrams/graph.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { observedWords } from '../words.ts';
import { serviceCell } from './call-cells.ts';

const WAYS = {
  compose: 'a port that compose publishes',
  'kubernetes-service': 'a Kubernetes Service of an open type',
  ingress: 'an Ingress',
} as const;

/** `deployment.md`: what is open to the outside, what is deployed beside the services, what starts after what, and how services are told to stop. */
export function deploymentPage(context: DocsContext): string {
  const links = context.links('deployment.md');
  const { exposures, startOrders } = context.model.deployment;
  return frame(
    context.options.command,
    '# Deployment',
    'As compose files, Kubernetes manifests and the code of services say it.',
    '## Open to the outside',
    table(
      ['Service', 'Through', 'Host and path', 'Where'],
      exposures.flatMap((exposure) =>
        waysIn(exposure, links).map((way) => [serviceCell(context, links, exposure.service), ...way]),
      ),
    ) || 'No way in from outside is known.',
    '## Deployed beside the services',
    table(
      ['What', 'Reached as', 'Where'],
      deployedBeside(context.model).map(({ engine, names, evidence }) => [
        escapeText(engine),
        names.map(code).join(', '),
        links.evidences(evidence),
      ]),
    ) || 'Nothing is known.',
    '## What starts after what',
    table(
      ['Service', 'Starts after', 'Where'],
      startOrders.map(({ service, after, evidence }) => [
        serviceCell(context, links, service),
        serviceCell(context, links, after),
        links.evidences(evidence),
      ]),
    ) || 'No order is known.',
    ...orderDiagrams(context),
    '## Running services',
    running(context, links),
  );
}

// A row for each rule that leads to the service, else one for the way in.
function waysIn({ by, routes = [], evidence }: Exposure, links: PageLinks): readonly (readonly string[])[] {
  if (routes.length === 0) return [[WAYS[by], '', links.evidences(evidence)]];
  const rules = groupBy(routes, ({ kind, host, path }) => JSON.stringify([kind, host, path]));
  return [...rules.values()].flatMap(([route, ...more]) =>
    route
      ? [
          [
            escapeText(route.kind),
            code(routeTitle(route)),
            links.evidences([route, ...more].map((one) => one.evidence)),
          ],
        ]
      : [],
  );
}

/** `shop.example/orders`, `any host/orders`; not escaped. */
export function routeTitle({ host, path }: Pick<GatewayRoute, 'host' | 'path'>): string {
  return `${host ?? 'any host '}${path}`;
}

function orderDiagrams({ model, services }: DocsContext): readonly string[] {
  const pairs = groupBy(model.deployment.startOrders, ({ service, after }) => JSON.stringify([service, after]));
  const edges = [...pairs.values()].flatMap(([order]) =>
    order && services.has(order.service) && services.has(order.after)
      ? [{ from: serviceNodeId(order.service), to: serviceNodeId(order.after), kind: 'async' as const, label: 'after' }]
      : [],
  );
  const ids = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = [...services.values()]
    .map(({ service, opaque }) => ({
      id: serviceNodeId(service.id),
      kind: 'service' as const,
      label: service.name,
      detail: null,
      opaque,
    }))
    .filter(({ id }) => ids.has(id));
  const graph: Graph = { nodes, edges };
  return splitGraph(graph).map((part) => mermaid(mermaidFlowchart(part, null)));
}

function running(context: DocsContext, links: PageLinks): string {
  const rows = [...context.services.values()].map(({ service }) => [
    serviceCell(context, links, service.id),
    service.ports.length === 0 ? 'not known' : service.ports.join(', '),
    `${observedWords(service.health)} ${links.evidences(service.health.evidence, 1).replace('—', '')}`.trim(),
    `${observedWords(service.shutdown)} ${links.evidences(service.shutdown.evidence, 1).replace('—', '')}`.trim(),
  ]);
  return table(['Service', 'Ports', 'Health check', 'Graceful stop'], rows) || 'No service was found.';
}

/** Of one service: what its manifests say, as a list; empty when they say nothing. */
export function deploymentList(context: DocsContext, links: PageLinks, id: string): string {
  const { exposures, startOrders } = context.model.deployment;
  return list([
    ...exposures
      .filter(({ service }) => service === id)
      .flatMap((exposure) => waysIn(exposure, links))
      .map(([way = '', route = '', where = '']) =>
        route === ''
          ? `Open to the outside through ${way}, ${where}.`
          : `Open to the outside at ${route} (${way}), ${where}.`,
      ),
    ...startOrders
      .filter(({ service }) => service === id)
      .map(
        ({ after, evidence }) => `Starts after ${serviceCell(context, links, after)}, ${links.evidences(evidence)}.`,
      ),
  ]);
}
