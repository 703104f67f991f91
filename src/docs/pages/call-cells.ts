import type { Call } from '../../model/system.ts';
import type { DocsContext } from '../docs-context.ts';
import { code, escapeText, link } from '../../util/markdown.ts';
import type { PageLinks } from '../page-links.ts';
import { externalKey, guardWords, requestCell, timeoutWords } from '../words.ts';

/** Heads of the columns that `policyCells` fills. */
export const POLICY_HEADS = ['Timeout', 'Retry', 'Breaker', 'Bulkhead'] as const;

/** A service's name, linked to its page. */
export function serviceCell(context: DocsContext, links: PageLinks, id: string): string {
  const facts = context.services.get(id);
  return facts ? link(escapeText(facts.service.name), links.page(facts.page)) : escapeText(id);
}

/** Where a call goes: the service, the host outside, or that it is not known. */
export function targetCell(context: DocsContext, links: PageLinks, call: Call): string {
  if (call.to !== null) return serviceCell(context, links, call.to);
  const host = externalKey(call);
  if (call.toKind === 'external' && host !== null) return `outside: ${code(host)}`;
  return call.target === null ? 'not known' : `not known: ${code(call.target)}`;
}

/** What a call asks for; says when it stands in a loop, and when no endpoint of the target matches. */
export function requestWords(call: Call): string {
  const remarks = [
    call.repeated ? 'in a loop' : '',
    call.to !== null && call.toEndpoint === null && call.path !== null ? 'no endpoint of that service matches' : '',
  ].filter((remark) => remark !== '');
  return [requestCell(call), ...remarks].join('; ');
}

/** What guards a call, one cell per policy. */
export function policyCells({ policy }: Call): readonly string[] {
  const { timeout, retry, circuitBreaker, bulkhead } = policy;
  return [timeoutWords(timeout), ...[retry, circuitBreaker, bulkhead].map(guardWords)];
}

/** As `policyCells`, with where each policy comes from. */
export function policyCellsWithSources({ policy }: Call): readonly string[] {
  const { timeout, retry, circuitBreaker, bulkhead } = policy;
  const because = (words: string, source: string): string =>
    source === '' ? words : `${words}: ${escapeText(source)}`;
  return [
    because(timeoutWords(timeout), timeout.source),
    // What a missing guard comes from says nothing more than that it is missing.
    ...[retry, circuitBreaker, bulkhead].map((guard) =>
      because(guardWords(guard), guard.state === 'present' ? guard.source : ''),
    ),
  ];
}

/** The site of a call, with the package that makes it; a declared call has none. */
export function siteCell({ model }: DocsContext, links: PageLinks, call: Call): string {
  const site = links.evidence(call.evidence[0]);
  return model.origin === 'declared' ? site : `${site} with ${code(call.client)}`;
}
