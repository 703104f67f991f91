import type { FastifyRequest } from 'fastify';
import type { RequestContext } from './context.ts';

type Headers = Record<string, string | string[]>;
type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

// They belong to one connection (RFC 9110, 7.6.1), or are set anew.
const DROPPED = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'expect', 'host', 'x-correlation-id', 'x-request-deadline-ms', 'x-retry-attempt'],
  ...['traceparent', 'tracestate', 'baggage', 'b3', 'forwarded', 'remote-user'],
]);

/** Who asks, by which way and in which trace: services believe it, so nobody outside may say it. */
const SPOOFABLE = /^x-(?:user|authenticated|identity|auth-request|remote|forwarded|real|original|b3|shadow)-/;

/** What a service is told with a request that is passed on to it. */
export function forwardedHeaders(request: FastifyRequest, context: RequestContext | undefined): Headers {
  const kept = endToEnd(request.headers);
  for (const name of Object.keys(kept)) if (SPOOFABLE.test(name)) delete kept[name];
  return {
    ...kept,
    ...context?.identity,
    'x-correlation-id': request.id,
    'x-forwarded-for': request.ip,
    'x-forwarded-host': request.host,
    'x-forwarded-proto': request.protocol,
    ...(context?.traceparent !== undefined && { traceparent: context.traceparent }),
  };
}

/** What the caller is told of a service's answer. */
export function answerHeaders(headers: ReceivedHeaders): Headers {
  return endToEnd(headers);
}

function endToEnd(headers: ReceivedHeaders): Headers {
  const named = String(headers['connection'] ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  const kept: Headers = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !DROPPED.has(name) && !named.includes(name)) kept[name] = value;
  return kept;
}
