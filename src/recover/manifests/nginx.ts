import { positionAt } from '../../io/json.ts';
import type { Evidence } from '../../model/system.ts';
import { baseOf } from './paths.ts';

/** A `proxy_pass` (or `grpc_pass`): which host answers a location. */
export interface ProxyRoute {
  readonly file: string;
  /** Path or pattern of the enclosing `location`; `/` when there is none. */
  readonly location: string;
  /** Target as written, an `upstream` replaced by its first server. */
  readonly target: string;
  readonly evidence: Evidence;
}

/** True for nginx.conf, default.conf, default.conf.template and files of a folder nginx, conf.d or sites-*. */
export function isNginx(file: string): boolean {
  const name = baseOf(file);
  if (!/\.conf(?:\.template|\.tmpl|\.tpl)?$|^nginx\.[\w.]+$/.test(name)) return false;
  return /nginx|^default\.conf/.test(name) || /(?:^|\/)(?:[\w-]*nginx[\w-]*|conf\.d|sites-[a-z]+)\//.test(file);
}

/** Reads the proxied locations of an nginx configuration. */
export function parseNginx(file: string, source: string): readonly ProxyRoute[] {
  const text = source.replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const upstreams = new Map<string, string>();
  for (const match of text.matchAll(/\bupstream\s+([\w.-]+)\s*\{[^}]*?\bserver\s+([^\s;]+)/g))
    upstreams.set(match[1] ?? '', match[2] ?? '');
  const routes: ProxyRoute[] = [];
  let location = '/';
  for (const match of text.matchAll(
    /\blocation\s+(?:(?:=|~\*?|\^~)\s*)?([^\s{]+)\s*\{|\b(?:proxy|grpc)_pass\s+([^\s;]+)\s*;/g,
  )) {
    if (match[1] !== undefined) location = match[1];
    else if (match[2] !== undefined) {
      const target = match[2].replace(
        /^(\w+:\/\/)([\w.-]+)/,
        (_, scheme: string, host: string) => scheme + (upstreams.get(host) ?? host),
      );
      routes.push({
        file,
        location,
        target,
        evidence: { file, ...positionAt(text, match.index), note: `proxy_pass ${match[2]}` },
      });
    }
  }
  return routes;
}
