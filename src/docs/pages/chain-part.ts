import { availabilityProduct, timeoutSum } from '../../model/availability.ts';
import type { SynchronousChain } from '../../model/chains.ts';
import type { Call } from '../../model/system.ts';
import { mermaidSequence } from '../diagrams/mermaid-sequence.ts';
import type { DocsContext } from '../docs-context.ts';
import { blocks, code, count, list, mermaid, table } from '../../util/markdown.ts';
import type { PageLinks } from '../page-links.ts';
import { endpointTitle, externalKey, lostTime, percent, requestTitle, timeoutWords } from '../words.ts';
import { requestWords, serviceCell, siteCell, targetCell } from './call-cells.ts';

// GitHub shows no page that is much larger, and no diagram with more can be read.
export const MOST_HOPS = 30;
const MOST_NAMED = 5;

/** One chain: its hops with their sites, the arithmetic over them, and (when `drawn`) its sequence diagram. */
export function chainPart(context: DocsContext, links: PageLinks, chain: SynchronousChain, drawn: boolean): string {
  const rows = chain.hops
    .slice(0, MOST_HOPS)
    .map((hop, index) => [
      String(index + 1),
      serviceCell(context, links, hop.from),
      targetCell(context, links, hop),
      requestWords(hop),
      timeoutWords(hop.policy.timeout),
      siteCell(context, links, hop),
    ]);
  const rest = chain.hops.length - rows.length;
  return blocks(
    table(['Hop', 'From', 'To', 'Request', 'Timeout', 'Where'], rows),
    rest > 0 ? `${count(rest, 'hop')} more ${rest === 1 ? 'is' : 'are'} not shown.` : '',
    list([
      availability(context, chain),
      waiting(chain),
      weakest(context, links, chain),
      ...outside(context, links, chain),
    ]),
    drawn && rest <= 0 ? mermaid(sequence(context, chain)) : '',
  );
}

function availability({ options }: DocsContext, { services }: SynchronousChain): string {
  // A service that a chain passes twice is still one that must be up.
  const needed = new Set(services).size;
  const share = availabilityProduct(needed, options.availability);
  const product = percent(share);
  return `Available: ${product}, from ${count(needed, 'service')} at ${percent(options.availability)} each; without an answer for ${lostTime(share)} a month of 30 days.`;
}

function waiting({ hops }: SynchronousChain): string {
  const { ms, withoutDeadline } = timeoutSum(hops.map(deadline));
  const retries = hops.some(({ policy }) => policy.retry.state !== 'absent');
  const per = retries ? ', for one attempt of each call' : '';
  if (withoutDeadline === 0) return `Timeouts add up to ${String(ms)} ms, an upper bound of the waiting${per}.`;
  const rest = ms > 0 ? `; the others add up to ${String(ms)} ms` : '';
  return `Timeouts have no sum: ${String(withoutDeadline)} of ${count(hops.length, 'hop')} ${withoutDeadline === 1 ? 'has' : 'have'} none that is known${rest}.`;
}

function weakest(context: DocsContext, links: PageLinks, { hops }: SynchronousChain): string {
  const words = (hop: Call, why: string): string =>
    `hop ${String(hops.indexOf(hop) + 1)}, ${serviceCell(context, links, hop.from)} → ${targetCell(context, links, hop)}, ${why} (${links.evidence(hop.evidence[0])})`;
  const some = (all: readonly Call[], why: string): string => {
    const left = all.length - MOST_NAMED;
    const named = all.slice(0, MOST_NAMED).map((hop) => words(hop, why));
    return `${named.join('; ')}${left > 0 ? `; and ${String(left)} more` : ''}.`;
  };
  const untimed = hops.filter(({ policy }) => policy.timeout.state === 'absent');
  if (untimed.length > 0) return `Weakest: ${some(untimed, '**has no timeout**')}`;
  const unknown = hops.filter((hop) => deadline(hop) === null);
  if (unknown.length > 0) return `Not known: ${some(unknown, 'whose timeout is not known')}`;
  const most = Math.max(...hops.map((hop) => deadline(hop) ?? 0));
  const slowest = hops.find((hop) => deadline(hop) === most);
  return slowest ? `Longest timeout: ${words(slowest, `${String(most)} ms`)}.` : '';
}

function outside(context: DocsContext, links: PageLinks, { endpoint, hops }: SynchronousChain): readonly string[] {
  const passed = new Set([endpoint, ...hops.map(({ toEndpoint }) => toEndpoint)]);
  const calls = context.model.calls.filter(
    ({ toKind, fromEndpoints }) => toKind === 'external' && fromEndpoints.some((from) => passed.has(from)),
  );
  const rest = calls.length - MOST_NAMED;
  const words = calls.slice(0, MOST_NAMED).map((call) => {
    const host = externalKey(call);
    return `Also waits for the outside: ${host === null ? 'host not known' : code(host)}, from ${serviceCell(context, links, call.from)} at ${links.evidence(call.evidence[0])}.`;
  });
  return rest > 0 ? [...words, `And for ${count(rest, 'call')} more to the outside.`] : words;
}

function sequence(context: DocsContext, { endpoint, hops, services }: SynchronousChain): string {
  const start = context.endpoints.get(endpoint);
  return mermaidSequence({
    start: { at: services[0] ?? '', request: start ? endpointTitle(start) : endpoint },
    steps: hops.map((hop) => ({
      from: hop.from,
      to: hop.to ?? '',
      request: requestTitle(hop) || hop.client,
      timeout: hop.policy.timeout,
    })),
    names: new Map([...context.services].map(([id, { service }]) => [id, service.name])),
  });
}

function deadline({ policy: { timeout } }: Call): number | null {
  return timeout.state === 'set' || timeout.state === 'default' ? timeout.ms : null;
}
