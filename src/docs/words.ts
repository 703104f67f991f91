import type { Call, Endpoint, GuardPolicy, Observed, ServiceKind, TimeoutPolicy } from '../model/system.ts';
import { code } from '../util/markdown.ts';

const LANGUAGES: Readonly<Record<string, string>> = {
  typescript: 'TypeScript',
  javascript: 'JavaScript',
  browser: 'code for browsers',
  csharp: 'C#',
  cpp: 'C++',
  php: 'PHP',
};

/** A language's name as people write it; not escaped. */
export function languageName(language: string): string {
  const known = LANGUAGES[language];
  if (known !== undefined) return known;
  return language === '' ? 'unknown language' : language.charAt(0).toUpperCase() + language.slice(1);
}

/** Why the inside of a service in such a language is not known. */
export function unreadWords(language: string): string {
  return language === 'browser'
    ? 'Of code for browsers, only the calls are read.'
    : 'Code in this language is not read.';
}

/** A kind with its article: `a gateway`, `a backend for frontend`. */
export function kindWithArticle(kind: ServiceKind): string {
  return kind === 'bff' ? 'a backend for frontend' : `a ${kind}`;
}

/** A timeout for a table cell: `2000 ms`, `none`, `default (1000 ms)`, `unknown`; what is missing stands out. */
export function timeoutWords(timeout: TimeoutPolicy): string {
  const ms = timeout.ms === null ? null : `${String(timeout.ms)} ms`;
  if (timeout.state === 'absent') return '**none**';
  if (timeout.state === 'unknown') return 'unknown';
  if (timeout.state === 'default') return ms === null ? 'library default' : `${ms} (library default)`;
  return ms ?? 'set, length unknown';
}

/** A guard for a table cell: `yes`, `no` or `unknown`. */
export function guardWords(guard: GuardPolicy): string {
  return { present: 'yes', absent: 'no', unknown: 'unknown' }[guard.state];
}

/** Something looked for, in words: `found`, `not found`, `unknown`. */
export function observedWords(observed: Observed): string {
  return { present: 'yes', absent: '**none found**', unknown: 'unknown' }[observed.state];
}

/** `POST /orders`; not escaped. */
export function endpointTitle(endpoint: Pick<Endpoint, 'method' | 'path'>): string {
  return `${endpoint.method} ${endpoint.path}`.trim();
}

/** What a call asks for, for people: method and path, else the target, else the client; not escaped. */
export function requestTitle(call: Call): string {
  const request = [call.method, call.path].filter((part) => part !== null).join(' ');
  return call.path === null ? [call.method, call.target].filter((part) => part !== null).join(' ') : request;
}

/** The request of a call for a table cell; `unknown` when neither path nor target is known. */
export function requestCell(call: Call): string {
  const title = requestTitle(call);
  return title === '' ? 'unknown' : code(title);
}

/** A table or collection for a cell. */
export function tableCell(table: string | null): string {
  return table === null ? 'table not known' : code(table);
}

/** A channel's name; one of which nothing is known is said to be that. Not escaped. */
export function channelTitle(name: string): string {
  return isUnnamed(name) ? 'name not known' : name;
}

/** The same for a table cell. */
export function channelCell(name: string): string {
  return isUnnamed(name) ? 'name not known' : code(name);
}

function isUnnamed(name: string): boolean {
  return /^\{…?\}$/.test(name);
}

/** The host that an external call goes to, or null; two calls with one key go to one system. */
export function externalKey(call: Call): string | null {
  return call.address.host ?? call.target;
}

/** A percentage of a share of 1: `99.7 %`, with as many digits as tell it from 100 %. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0.9 ? 3 : 1).replace(/\.?0+$/, '')} %`;
}

/** The time of a month of 30 days without an answer, for the share of time with one: `43.2 min`, `2.9 h`. */
export function lostTime(share: number): string {
  const minutes = (1 - share) * 30 * 24 * 60;
  return minutes >= 120 ? `${(minutes / 60).toFixed(1)} h` : `${minutes.toFixed(1)} min`;
}
