import type { Address, Evidence } from '../../model/system.ts';
import { LOCAL } from './named-hosts.ts';
import { showText, type ResolvedText } from './environment.ts';

/** A resolved URL taken apart. `host` is null when it is a hole; `path` has `{…}` for unknown segments and no query. */
export interface ParsedTarget {
  readonly text: string;
  readonly address: Address;
  readonly host: string | null;
  readonly port: number | null;
  /** Name of the variable that holds the host, where it is unknown or this machine by default. */
  readonly hostVariable: string | null;
  readonly path: string | null;
}

// `http:/orders` is understood by what asks for it. Of several hosts (`mongodb://a:27017,b:27017/orders`) the first one stands for all.
const URL_PARTS =
  /^(?:(https?(?=:\/[^/])|[a-z][a-z0-9+.-]*(?=:\/\/)):\/\/?)?(?:[^/@\s]*@)?([^/:?#,\s]*)(?::(\d+|\$?\{[^}]*\}|\$\w+))?(?:(?:,| [^/?#, ]+:\d)[^/?#]*)?([/?#].*)?$/i;

/** Takes a resolved text apart as a URL. */
export function parseTarget(resolved: ResolvedText, site: Evidence): ParsedTarget {
  const text = showText(resolved);
  if (text.startsWith('/'))
    return { text, address: unknownAddress(), host: null, port: null, hostVariable: null, path: cleanPath(text) };
  const match = URL_PARTS.exec(text);
  if (!match) return { text, address: unknownAddress(), host: null, port: null, hostVariable: null, path: null };
  const [, scheme, authority = '', port, path] = match;
  // `VUE_APP_BACKEND_URL/orders`: a placeholder that is filled when the program is started.
  const hole = /^\{(?:env\.)?([^}]*)\}|^([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)$/.exec(authority);
  const known = !hole && !authority.includes('{') && authority !== '';
  const named = hole?.[1] || hole?.[2];
  const origin = known ? originAt(resolved, text.indexOf(authority)) : undefined;
  const isLocal = LOCAL.test(authority.toLowerCase());
  const portNumber = port && /^\d+$/.test(port) ? Number(port) : null;
  const evidence = [...(origin ? [origin.at] : []), ...resolved.evidence].filter((item) => item.file !== '');
  return {
    text,
    address: {
      origin: origin?.origin ?? 'unknown',
      host: known ? `${authority}${portNumber === null ? '' : `:${portNumber}`}` : null,
      scheme: scheme ?? null,
      evidence: evidence.length > 0 ? evidence : [site],
    },
    host: known ? authority.toLowerCase() : null,
    port: portNumber,
    hostVariable: named ?? (origin?.origin === 'default' && isLocal ? (resolved.variable ?? null) : null),
    path: path === undefined ? (scheme ? '/' : null) : cleanPath(path),
  };
}

/** A file beside the code, not a service: `fetch(new URL('./font.ttf', import.meta.url))`. */
export function isFileBeside(resolved: ResolvedText): boolean {
  return /^\{…\}\/\.{1,2}\//.test(showText(resolved));
}

function unknownAddress(): Address {
  return { origin: 'unknown', host: null, scheme: null, evidence: [] };
}

function originAt(
  resolved: ResolvedText,
  offset: number,
): { origin: 'literal' | 'default' | 'config'; at: Evidence } | undefined {
  let at = 0;
  for (const part of resolved.parts) {
    const length = 'hole' in part ? `{${part.hole || '…'}}`.length : part.s.length;
    if (offset < at + length) return 'hole' in part ? undefined : { origin: part.origin, at: part.at };
    at += length;
  }
  return undefined;
}

/** A path without query, fragment, doubled or trailing slashes; holes become `:name` segments. */
export function cleanPath(text: string): string {
  const path = text
    .replace(/[?#].*$/, '')
    // What is appended to a segment at the end is a query or the rest of a path.
    .replace(/([\w-])\{[^}]*\}$/, '$1')
    .replace(
      /\{(?:env\.)?([^}]*)\}/g,
      (_whole, name: string) => `:${name.replace(/\W+/g, '_').replace(/^_+|_+$/g, '') || 'param'}`,
    );
  const squeezed = `/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return squeezed;
}

/** `localhost:3500/v1.0/invoke/orders/method/carts`: a sidecar of Dapr finds the application by its id. */
export function throughSidecar(target: ParsedTarget): ParsedTarget {
  const [, app, path = '/'] = /^\/v1\.0\/invoke\/([^/:]+)\/method(\/.*)?$/.exec(target.path ?? '') ?? [];
  const host = app?.split('.')[0]?.toLowerCase();
  return host === undefined ? target : { ...target, host, port: null, hostVariable: null, path };
}

/** Any URL of a sidecar with the header `dapr-app-id`: the path is the application's, the host that of the sidecar. */
export function throughApplication(target: ParsedTarget, application: string): ParsedTarget {
  return { ...target, host: application.toLowerCase(), port: null, hostVariable: null };
}
