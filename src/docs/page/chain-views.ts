import { availabilityProduct, timeoutSum } from '../../model/availability.ts';
import type { SynchronousChain } from '../../model/chains.ts';
import type { Call } from '../../model/system.ts';
import { escapeHtml as t } from '../../util/escape-html.ts';
import { count } from '../../util/markdown.ts';
import { groupBy, type DocsContext } from '../docs-context.ts';
import { endpointTitle, lostTime, percent } from '../words.ts';
import {
  codeName,
  place,
  request,
  table,
  toPart,
  toService,
  view,
  type PageContext,
  type Waiting,
} from './html-parts.ts';
import { timeoutCell } from './policy-cells.ts';

// Where a graph is dense, the longest tell most.
const MOST_CHAINS = 12;
// Steps of all chains together, for each row that a table may have: a dense graph has more than anybody would look at.
const STEPS_A_ROW = 60;

/** What endpoints wait for, by endpoint, those that need most first; as many as a page can tell of. */
export function waitingEndpoints({ chains }: DocsContext, mostRows: number): ReadonlyMap<string, Waiting> {
  const all = [...groupBy(chains, ({ endpoint }) => endpoint)].map(([endpoint, own]): Waiting => {
    const sorted = own.toSorted((a, b) => b.hops.length - a.hops.length);
    return { endpoint, chains: sorted, needed: new Set(own.flatMap(({ services }) => services)) };
  });
  let left = mostRows * STEPS_A_ROW;
  const shown = all
    .toSorted((a, b) => b.needed.size - a.needed.size)
    .filter((waiting) => {
      const steps = waiting.chains.reduce((sum, { services }) => sum + services.length, 0);
      if (steps <= left) left -= steps;
      else return false;
      return true;
    });
  return new Map(shown.map((waiting) => [waiting.endpoint, waiting]));
}

/** A list of the endpoints that wait for others, the least available first, and one view for each with its arithmetic. */
export function chainViews(page: PageContext): readonly string[] {
  const all = new Set(page.context.chains.map(({ endpoint }) => endpoint)).size;
  const waiting = [...page.waiting.values()];
  return [index(page, waiting, all), ...waiting.map((each) => chainView(page, each))];
}

function index(page: PageContext, waiting: readonly Waiting[], all: number): string {
  const { availability } = page.context.options;
  const rows = waiting.map(({ endpoint, chains, needed }) => {
    const at = page.context.endpoints.get(endpoint);
    return [
      toPart(page.anchors.chain(endpoint), codeName(at ? endpointTitle(at) : endpoint)),
      toService(page, at?.service ?? ''),
      String(chains[0]?.hops.length ?? 0),
      String(needed.size),
      percent(availabilityProduct(needed.size, availability)),
    ];
  });
  const rest = all - waiting.length;
  const circle = page.context.unfollowed.length;
  return view('chains', 'Chains', 'Requests that wait for other services', [
    `<p>A request that waits for others is answered only when all of them are up: at ${percent(availability)} each, availabilities multiply and times add up. Systems outside and a gateway in front are not counted.</p>`,
    table(page, ['Request', 'Of', 'Hops', 'Needs', 'Available'], rows, 'Chains') ||
      '<p class="soft">No endpoint is known to wait for another service of this system.</p>',
    rest > 0 ? `<p class="soft">${count(rest, 'endpoint')} more ${rest === 1 ? 'is' : 'are'} left out.</p>` : '',
    circle > 0
      ? `<p class="soft">${count(circle, 'endpoint')} more in a large circle with others ${circle === 1 ? 'waits' : 'wait'} for the same services as these.</p>`
      : '',
  ]);
}

function chainView(page: PageContext, { endpoint, chains, needed }: Waiting): string {
  const { context, anchors } = page;
  const { availability } = context.options;
  const at = context.endpoints.get(endpoint);
  const title = at ? endpointTitle(at) : endpoint;
  const shown = chains.slice(0, MOST_CHAINS);
  const calls = [...new Map(chains.flatMap(({ hops }) => hops.map((hop) => [hop.id, hop] as const))).values()];
  const numbers = new Map(calls.map((call, n) => [call.id, String(n)]));
  const path = chains.flatMap(({ hops }) =>
    hops.map((hop) => `${anchors.service(hop.from)}>${anchors.service(hop.to ?? '')}`),
  );
  const product = availabilityProduct(needed.size, availability);
  const routes = chains.map(({ services, hops }) =>
    services
      .map((id, n) =>
        n === 0 ? anchors.service(id) : `${numbers.get(hops[n - 1]?.id ?? '') ?? ''}:${anchors.service(id)}`,
      )
      .join(' '),
  );
  const rest = chains.length - shown.length;
  return view(
    anchors.chain(endpoint),
    'chain',
    `${codeName(title)} of ${toService(page, at?.service ?? '')}`,
    [
      `<p>Answered at ${place(page, at?.evidence[0])}. It needs ${count(needed.size, 'service')}${chains.length === 1 ? '' : ` along ${count(chains.length, 'chain')}`}.</p>`,
      sums(product, availability),
      whatIf(page, calls, numbers, t(title)),
      ...shown.map((chain, n) =>
        hopTable(page, chain, chains.length === 1 ? '' : `Chain ${String(n + 1)} of ${String(chains.length)}`),
      ),
      rest > 0 ? `<p class="soft">${count(rest, 'chain')} that is no longer left out.</p>` : '',
    ],
    { path: [...new Set(path)].join(' '), routes: routes.join('|') },
  );
}

// The script of the page counts again from `data-…`; without it these stand as they are.
function sums(product: number, each: number): string {
  return [
    `<div class="sums" data-each="${String(each)}">`,
    `<p><b class="figure" data-figure="available">${percent(product)}</b> available, with every service at ${percent(each)}</p>`,
    `<p><b class="figure" data-figure="budget">${lostTime(product)}</b> a month without an answer (30 days)</p>`,
    '<output class="verdict" aria-live="polite"></output>',
    '</div>',
  ].join('\n');
}

function whatIf(
  page: PageContext,
  calls: readonly Call[],
  numbers: ReadonlyMap<string, string>,
  title: string,
): string {
  const boxes = calls.map((call) => {
    const words = `${toServiceName(page, call.from)} → ${toServiceName(page, call.to ?? '')}`;
    return `<label><input type="checkbox" data-call="${numbers.get(call.id) ?? ''}"> <span>${words} ${request(call)}</span></label>`;
  });
  return [
    `<fieldset class="what-if" aria-label="What if, for ${title}"><legend>What if this call were asynchronous?</legend>`,
    ...boxes,
    '<p class="numbers"><label>Each service is available <input type="number" name="availability" min="50" max="100" step="0.01"> %</label> <label>and takes <input type="number" name="latency" min="0" max="60000" step="10" value="50"> ms</label></p>',
    '</fieldset>',
  ].join('\n');
}

function toServiceName({ context }: PageContext, id: string): string {
  return `<bdi>${t(context.services.get(id)?.service.name ?? id)}</bdi>`;
}

function hopTable(page: PageContext, { hops }: SynchronousChain, heading: string): string {
  const rows = hops.map((hop, n) => [
    String(n + 1),
    `${toService(page, hop.from)} → ${toService(page, hop.to ?? '')}`,
    request(hop),
    timeoutCell(hop.policy.timeout),
    place(page, hop.evidence[0]),
  ]);
  return [
    `<h3>${heading === '' ? 'Hop by hop' : heading}</h3>`,
    table(page, ['Hop', 'Call', 'Request', 'Timeout', 'Where'], rows, heading === '' ? 'Hops' : heading),
    `<p>${waiting(hops)}</p>`,
  ].join('\n');
}

function waiting(hops: readonly Call[]): string {
  const deadlines = hops.map(({ policy: { timeout } }) =>
    timeout.state === 'set' || timeout.state === 'default' ? timeout.ms : null,
  );
  const { ms, withoutDeadline } = timeoutSum(deadlines);
  const retries = hops.some(({ policy }) => policy.retry.state !== 'absent') ? ', for one attempt of each call' : '';
  const weakest = deadlines.map((deadline, n) => (deadline === null ? `hop ${String(n + 1)}` : '')).filter(Boolean);
  if (withoutDeadline === 0) return `Timeouts add up to ${String(ms)} ms, an upper bound of the waiting${retries}.`;
  return `<span class="missing">No upper bound</span> of the waiting: ${weakest.join(', ')} ${withoutDeadline === 1 ? 'has' : 'have'} no timeout that is known.`;
}
