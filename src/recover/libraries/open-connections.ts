import type { Lib, Value } from '../link/values.ts';
import { argument, isText } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

const OPENED: Readonly<Record<string, RegExp>> = {
  'socket.io-client': /^(?:default|io|connect|io\.connect|Manager)?$/,
  eventsource: /^(?:default|EventSource)?$/,
};

/** Connections that stay open to another service: socket.io, server-sent events. Where they lead, a service depends on another. */
export const openConnections: readonly Recogniser[] = Object.keys(OPENED).map((pkg) => ({
  packages: [pkg],
  request,
}));

function request(lib: Lib, site: Site): RequestShape | undefined {
  if (!OPENED[lib.pkg]?.test(lib.path)) return undefined;
  // `io('/orders')` is a part of the server that the page came from.
  const url = argument(site.evaluator, site.args, 0).filter((value) => isText(value) && !isPath(value));
  if (url.length === 0) return undefined;
  const source = 'the connection stays open, and is opened anew when it breaks';
  return {
    client: lib.pkg,
    staysOpen: true,
    protocol: 'http',
    url,
    method: 'GET',
    timeout: { state: 'unknown', ms: null, source },
    retry: { state: 'present', source },
    circuitBreaker: { state: 'unknown', source },
  };
}

function isPath({ parts: [first] }: Extract<Value, { t: 'text' }>): boolean {
  return first?.p === 'text' && first.s.startsWith('/');
}
