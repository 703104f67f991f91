import type { Evidence } from '../../model/evidence.ts';
import type { SynchronousChain } from '../../model/chains.ts';
import type { Call } from '../../model/system.ts';
import { encodePath } from '../../util/encode-path.ts';
import { escapeHtml as t } from '../../util/escape-html.ts';
import { oneLine } from '../../util/markdown.ts';
import type { DocsContext } from '../docs-context.ts';
import { externalKey, requestTitle } from '../words.ts';
import type { Anchors } from './anchors.ts';

/** What one endpoint waits for. */
export interface Waiting {
  readonly endpoint: string;
  readonly chains: readonly SynchronousChain[];
  /** Ids of all services that must be up. */
  readonly needed: ReadonlySet<string>;
}

/**
 * How much is told: everything; without advice at the findings of a service, and nothing twice that a canvas has; or of
 * each service a line.
 */
export type Detail = 'full' | 'brief' | 'outline';

/** What every part of the page is made with. Functions of this file give finished HTML. */
export interface PageContext {
  readonly context: DocsContext;
  readonly anchors: Anchors;
  /** Rows of a table, and items of a list, that are shown. */
  readonly mostRows: number;
  readonly detail: Detail;
  /** Endpoints that have a view of what they wait for. */
  readonly waiting: ReadonlyMap<string, Waiting>;
}

const MOST_PLACES = 4;

/** A name in its own direction of writing. */
export function name(text: string): string {
  const line = oneLine(text).trim();
  return `<bdi>${t(line === '' ? 'no name' : line)}</bdi>`;
}

/** A name in code font. */
export function codeName(text: string): string {
  return `<code>${name(text)}</code>`;
}

/** A link to another part of the page. */
export function toPart(anchor: string, label: string): string {
  return `<a href="#${anchor}">${label}</a>`;
}

/** A link to the canvas of a service. */
export function toService({ context, anchors }: PageContext, id: string): string {
  const service = context.services.get(id)?.service;
  return service ? toPart(anchors.service(id), name(service.name)) : name(id);
}

/** `src/pay.js:12`, linked where the files have an address. */
export function place({ context }: PageContext, at: Evidence | undefined): string {
  if (!at) return '';
  const { source } = context.options;
  const shown = at.line > 0 ? `${at.file}:${String(at.line)}` : at.file;
  const text = `<code class="at">${name(shown)}</code>`;
  if (source.kind !== 'url') return text;
  const href = `${source.base}/${encodePath(at.file)}${at.line > 0 ? `#L${String(at.line)}` : ''}`;
  return `<a href="${t(href)}" rel="noreferrer">${text}</a>`;
}

/** The first places, and how many more there are. */
export function places(page: PageContext, all: readonly Evidence[], most = MOST_PLACES): string {
  const shown = all.slice(0, most).map((at) => place(page, at));
  const rest = all.length - shown.length;
  return [...shown, ...(rest > 0 ? [`<span class="soft">and ${String(rest)} more</span>`] : [])].join(' ');
}

/** Where a call goes: a service, a system outside, or that it is not known. */
export function target(page: PageContext, call: Call): string {
  if (call.to !== null) return toService(page, call.to);
  const host = externalKey(call);
  if (call.toKind === 'external' && host !== null) return toPart(page.anchors.external(host), codeName(host));
  return call.target === null ? unknown('target not known') : `${unknown('not known')} ${codeName(call.target)}`;
}

/** What a call asks for. */
export function request(call: Call): string {
  const title = requestTitle(call);
  const words = title === '' ? unknown('request not known') : codeName(title);
  return call.repeated ? `${words} <span class="tag">in a loop</span>` : words;
}

/** Says that something is not known, in the same look everywhere. */
export function unknown(words: string): string {
  return `<span class="unknown">${t(words)}</span>`;
}

/** A table that scrolls on its own; the empty string without rows. The first cell of a row is its head. */
export function table(
  { mostRows }: PageContext,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  caption: string,
): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, mostRows);
  const rest = rows.length - shown.length;
  const cells = ([first = '', ...others]: readonly string[]): string =>
    `<tr><th scope="row">${first}</th>${others.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${t(caption)}"><table>`,
    `<thead><tr>${heads.map((head) => `<th scope="col">${t(head)}</th>`).join('')}</tr></thead>`,
    `<tbody>${shown.map(cells).join('\n')}</tbody></table></div>`,
    rest > 0 ? `<p class="soft">and ${String(rest)} more; <code>archwright model</code> has them all.</p>` : '',
  ].join('\n');
}

/** A list that ends after as many items as a table has rows; the empty string without items. */
export function cutList({ mostRows }: PageContext, items: readonly string[]): string {
  const all = items.filter((item) => item !== '');
  const rest = all.length - mostRows;
  return list(rest > 0 ? [...all.slice(0, mostRows), `<span class="soft">and ${String(rest)} more</span>`] : all);
}

/** A list; the empty string without items. */
export function list(items: readonly string[]): string {
  const shown = items.filter((item) => item !== '');
  return shown.length === 0 ? '' : `<ul>${shown.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;
}

/** A heading with what stands under it; the empty string when nothing does. */
export function part(heading: string, ...content: readonly string[]): string {
  const text = content.filter((each) => each !== '').join('\n');
  return text === '' ? '' : `<h3>${t(heading)}</h3>\n${text}`;
}

/** One view of the page. Words by which search finds it besides its heading may follow. */
export function view(
  anchor: string,
  kind: string,
  heading: string,
  content: readonly string[],
  data: Readonly<Record<string, string>> = {},
): string {
  const attributes = Object.entries(data).map(([key, value]) => ` data-${key}="${t(value)}"`);
  return [
    `<article class="view" id="${anchor}" data-kind="${t(kind)}" aria-labelledby="${anchor}-title"${attributes.join('')}>`,
    `<p class="kicker">${t(kind)}</p>`,
    `<h2 id="${anchor}-title" tabindex="-1">${heading}</h2>`,
    ...content.filter((each) => each !== ''),
    '</article>',
  ].join('\n');
}
