import { availabilityProduct } from '../../model/availability.ts';
import type { Call } from '../../model/system.ts';
import { code, count, escapeText, table } from '../../util/markdown.ts';
import { groupBy, mayNeedMore, type DocsContext, type ServiceFacts } from '../docs-context.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { endpointTitle, percent } from '../words.ts';
import { serviceCell } from './call-cells.ts';

// GitHub shows no page that is much larger; the page of a service has all of its own.
const MOST_ROWS = 60;
const MOST_CALLERS = 6;

/** `endpoints.md`: what every service answers, who asks for it at which site, and what the answer waits for. */
export function endpointsPage(context: DocsContext): string {
  const links = context.links('endpoints.md');
  const parts = [...context.services.values()].filter(({ endpoints }) => endpoints.length > 0);
  return frame(
    context.options.command,
    '# Endpoints',
    context.model.endpoints.length === 0
      ? 'No endpoint was found.'
      : `${count(context.model.endpoints.length, 'endpoint')}. "Needs" is how many services must be up for an answer, "available" the product of their availabilities. Systems outside are not counted.`,
    ...parts.flatMap((facts) => servicePart(context, links, facts)),
  );
}

function servicePart(context: DocsContext, links: PageLinks, facts: ServiceFacts): readonly string[] {
  const { service, endpoints, callsIn } = facts;
  const callers = groupBy(callsIn, ({ toEndpoint }) => toEndpoint);
  const rows = endpoints.slice(0, MOST_ROWS).map((endpoint) => {
    const needs = context.needed.get(endpoint.id)?.size ?? 1;
    return [
      code(endpointTitle(endpoint)),
      callerCells(context, links, callers.get(endpoint.id) ?? []),
      needsCell(needs, mayNeedMore(context, facts, endpoint.id)),
      needs === 1 ? '' : percent(availabilityProduct(needs, context.options.availability)),
      links.evidence(endpoint.evidence[0]),
    ];
  });
  const rest = endpoints.length - rows.length;
  return [
    `## ${escapeText(service.name)}`,
    table(['Endpoint', 'Called by', 'Needs', 'Available', 'Where'], rows),
    rest > 0 ? `${count(rest, 'endpoint')} more: see ${serviceCell(context, links, service.id)}.` : '',
  ];
}

function needsCell(needs: number, unknown: boolean): string {
  if (unknown) return 'not known';
  return needs === 1 ? 'itself, as far as is known' : count(needs, 'service');
}

function callerCells(context: DocsContext, links: PageLinks, calls: readonly Call[]): string {
  const shown = calls
    .slice(0, MOST_CALLERS)
    .map((call) => `${serviceCell(context, links, call.from)} ${links.evidence(call.evidence[0])}`);
  const rest = calls.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join(', ');
}
