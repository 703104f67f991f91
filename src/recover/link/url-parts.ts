import type { Evaluator } from './evaluate.ts';
import type { Lib, Part, Value } from './values.ts';

type UrlPart = 'origin' | 'host' | 'hostname' | 'port' | 'pathname' | 'database';

const URL_TEXT = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^@/]*@)?([^:/?#]*)(?::([^/?#]*))?(\/[^?#]*)?/i;

/** A part of a text that is a URL; nothing when the text does not show where the part begins and ends. */
export function urlPart(value: Value, name: string): Value[] {
  if (value.t !== 'text' || !/^(?:origin|host|hostname|port|pathname|database|search|hash)$/.test(name)) return [];
  // Nobody knows where the origin in a variable ends: all of it counts as origin, and what may follow as nothing.
  if (value.parts.length > 0 && value.parts.every(({ p }) => p === 'env')) {
    if (name === 'origin') return [value];
    if (name === 'pathname') return [{ t: 'text', parts: [] }];
  }
  // What is not known yet stands as one character, so that it is never taken apart.
  const whole = value.parts.map((part, index) => (part.p === 'text' ? part.s : String.fromCodePoint(MARK + index)));
  const match = URL_TEXT.exec(whole.join(''));
  const found = match && piece(match, name as UrlPart);
  // A query says nothing about where a request goes.
  if (match && (name === 'search' || name === 'hash')) return [{ t: 'text', parts: [{ ...NOWHERE, s: '' }] }];
  if (!found) return [];
  const [first] = value.parts;
  const parts = [...found].map((char): Part => {
    const known = value.parts[(char.codePointAt(0) ?? 0) - MARK];
    return known ?? { ...(first?.p === 'text' ? first : NOWHERE), s: char };
  });
  return [{ t: 'text', parts: joined(parts) }];
}

const MARK = 0xf0000;
const NOWHERE = { p: 'text', s: '', origin: 'literal', at: { file: '', line: 0, column: 0 } } as const;

function piece([, scheme = '', host = '', port, path]: RegExpExecArray, name: UrlPart): string | undefined {
  // A host that is not known may hold a port and more, unless something follows it.
  const isOpen = port === undefined && path === undefined && (host.codePointAt(0) ?? 0) >= MARK;
  if (isOpen) return undefined;
  const authority = port === undefined ? host : `${host}:${port}`;
  if (name === 'origin') return `${scheme}${authority}`;
  if (name === 'host') return authority;
  if (name === 'hostname') return host;
  if (name === 'port') return port;
  return name === 'database' ? path?.slice(1) : path;
}

function joined(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.p === 'text' && last?.p === 'text') out[out.length - 1] = { ...last, s: last.s + part.s };
    else out.push(part);
  }
  return out;
}

/** Members of what connection-string and pg-connection-string make of a URL; undefined for any other member. */
export function connectionMember(evaluator: Evaluator, lib: Lib, name: string): Value[] | undefined {
  const wanted =
    lib.pkg === 'connection-string' && lib.path === 'ConnectionString!'
      ? name
      : lib.pkg === 'connection-string' && lib.path === 'ConnectionString!.path' && name === '0'
        ? 'database'
        : lib.pkg === 'pg-connection-string' && /(?:^|\.)parse\(\)$/.test(lib.path)
          ? name === 'host'
            ? 'hostname'
            : name
          : undefined;
  const [url] = lib.args;
  if (wanted === undefined || !url) return undefined;
  const found = evaluator.of(url).flatMap((value) => urlPart(value, wanted));
  return found.length > 0 ? found : undefined;
}
