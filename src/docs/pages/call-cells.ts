import type { Call } from '../../model/system.ts';
import type { DocsContext } from '../docs-context.ts';
import { code, escapeText, link } from '../markdown.ts';
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
  return [
    timeoutWords(policy.timeout),
    guardWords(policy.retry),
    guardWords(policy.circuitBreaker),
    guardWords(policy.bulkhead),
  ];
}

/** The site of a call, with the package that makes it. */
export function siteCell(links: PageLinks, call: Call): string {
  return `${links.evidence(call.evidence[0])} with ${code(call.client)}`;
}
