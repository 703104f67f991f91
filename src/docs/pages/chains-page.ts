import { availabilityProduct, slowProbability } from '../../model/availability.ts';
import type { SynchronousChain } from '../../model/chains.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { blocks, code, count, escapeText, table } from '../../util/markdown.ts';
import { frame } from '../page-frame.ts';
import type { PageLinks } from '../page-links.ts';
import { endpointTitle, percent } from '../words.ts';
import { serviceCell } from './call-cells.ts';
import { MOST_HOPS, chainPart } from './chain-part.ts';

const MOST_DIAGRAMS = 20;
const MOST_CHAINS = 5;
// GitHub shows no page that is much larger; the overview has every endpoint.
const MOST_ENDPOINTS = 100;
const MOST_ROWS = 1_000;
const SLOW = 0.01;

/** The chains that start at one endpoint, longest first. */
interface Waiting {
  readonly endpoint: string;
  readonly chains: readonly SynchronousChain[];
}

/** `chains.md`: which endpoints wait for other services, hop by hop, and what that does to availability and latency. */
export function chainsPage(context: DocsContext): string {
  const links = context.links('chains.md');
  const waiting = [...groupBy(context.chains, ({ endpoint }) => endpoint)].map(([endpoint, chains]) => ({
    endpoint,
    chains: [...chains].sort((a, b) => b.hops.length - a.hops.length),
  }));
  if (waiting.length === 0) {
    return frame(
      context.options.command,
      '# Chains',
      'No endpoint is known to wait for another service of this system.',
      unrooted(context),
    );
  }
  const byLength = [...waiting].sort((a, b) => longest(b) - longest(a));
  let rows = 0;
  const detailed = new Set(
    byLength.slice(0, MOST_ENDPOINTS).filter((each) => {
      rows += rowsOf(each);
      return rows <= MOST_ROWS;
    }),
  );
  const drawn = new Set(byLength.slice(0, MOST_DIAGRAMS));
  return frame(
    context.options.command,
    '# Chains',
    explanation(context),
    overview(context, links, waiting),
    unrooted(context),
    unfollowed(context),
    waiting.length > detailed.size ? `The ${String(detailed.size)} with the longest chains follow hop by hop.` : '',
    waiting.length > MOST_DIAGRAMS
      ? `The ${String(MOST_DIAGRAMS)} with the longest chains are drawn, where a diagram can be read.`
      : '',
    ...waiting
      .filter((each) => detailed.has(each))
      .flatMap((each) => endpointPart(context, links, each, drawn.has(each))),
  );
}

function explanation({ options }: DocsContext): string {
  const each = percent(options.availability);
  return blocks(
    `A request that waits for other services is available only when all of them are, so their availabilities multiply: each service is taken to be available ${each} of the time (\`--availability\` sets another number). Systems outside are not counted.`,
    `"Slow" is the chance that at least one call of a request is among the slowest ${percent(SLOW)}, when calls are independent of each other. A call in a loop counts once, so the true numbers may be higher.`,
    'A chain that is the end of a longer one is not shown on its own, and a gateway in front is not counted.',
  );
}

function overview(context: DocsContext, links: PageLinks, waiting: readonly Waiting[]): string {
  const rows = waiting.map((each) => {
    const services = new Set(each.chains.flatMap((chain) => chain.services));
    const hops = new Map(each.chains.flatMap((chain) => chain.hops.map((hop) => [hop.id, hop] as const)));
    const atLeast = [...hops.values()].some(({ repeated }) => repeated) ? 'at least ' : '';
    const untimed = [...hops.values()].filter(({ policy }) => policy.timeout.state === 'absent').length;
    const endpoint = context.endpoints.get(each.endpoint);
    return [
      code(endpoint ? endpointTitle(endpoint) : each.endpoint),
      serviceCell(context, links, endpoint?.service ?? ''),
      String(longest(each)),
      String(services.size),
      percent(availabilityProduct(services.size, context.options.availability)),
      `${atLeast}${String(hops.size)}`,
      `${atLeast}${percent(slowProbability(hops.size, SLOW))}`,
      untimed === 0 ? '0' : `**${String(untimed)}**`,
    ];
  });
  const heads = [
    'Endpoint',
    'Of',
    'Longest chain, hops',
    'Services needed',
    'Available',
    'Calls',
    'Slow',
    'Calls without timeout',
  ];
  return table(heads, rows);
}

function endpointPart(
  context: DocsContext,
  links: PageLinks,
  { endpoint, chains }: Waiting,
  drawn: boolean,
): readonly string[] {
  const at = context.endpoints.get(endpoint);
  const title = escapeText(at ? endpointTitle(at) : endpoint);
  const service = context.services.get(at?.service ?? '')?.service.name;
  const shown = chains.slice(0, MOST_CHAINS);
  const left = chains.length - shown.length;
  return [
    `## ${title}${service === undefined ? '' : ` of ${escapeText(service)}`}`,
    `Answered at ${links.evidence(at?.evidence[0])}. ${chains.length === 1 ? '' : `It starts ${count(chains.length, 'chain')}, the longest first.`}`.trim(),
    ...shown.flatMap((chain, index) => [
      chains.length === 1 ? '' : `Chain ${String(index + 1)} of ${String(chains.length)}:`,
      chainPart(context, links, chain, drawn && index === 0),
    ]),
    left > 0 ? `${count(left, 'shorter or equal chain')} more ${left === 1 ? 'is' : 'are'} not shown.` : '',
  ];
}

function unrooted({ model, services }: DocsContext): string {
  const outside = model.calls.filter(({ to, fromEndpoints }) => to !== null && fromEndpoints.length === 0);
  if (outside.length === 0) return '';
  const kinds = groupBy(outside, ({ from }) => services.get(from)?.service.kind ?? 'service');
  const by = [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, { length }]) => `${String(length)} of ${KIND_WORDS[kind] ?? 'other services'}`);
  return `${count(outside.length, 'call')} between services ${outside.length === 1 ? 'is' : 'are'} in no chain, because no endpoint is known to lead there: ${by.join(', ')}.`;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  frontend: 'front ends',
  worker: 'workers, which answer nobody',
  job: 'jobs, which answer nobody',
  gateway: 'gateways',
};

function unfollowed({ unfollowed: left }: DocsContext): string {
  if (left.length === 0) return '';
  return `${count(left.length, 'endpoint')} more stand${left.length === 1 ? 's' : ''} in a large circle with some of these and wait${left.length === 1 ? 's' : ''} for the same services: their chains are not listed, [endpoints](endpoints.md) has what each needs.`;
}

function rowsOf({ chains }: Waiting): number {
  return chains.slice(0, MOST_CHAINS).reduce((sum, { hops }) => sum + Math.min(hops.length, MOST_HOPS), 0);
}

function longest({ chains }: Waiting): number {
  return Math.max(...chains.map(({ hops }) => hops.length));
}
