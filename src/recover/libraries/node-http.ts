import type { TimeoutPolicy } from '../../model/system.ts';
import { concat, joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { agentPolicy, chainedTimeout, signalPolicy } from './http-deadlines.ts';
import { argument, firstPolicy, joinUrl, noDefault, opaque, option, optionValues, timeoutFrom } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

/** Recognisers of Node's own http(s) and of supertest where it calls over the network. */
export const nodeClients: readonly Recogniser[] = [
  { packages: ['supertest'], request: supertest },
  { packages: ['http', 'https', 'follow-redirects'], request: nodeHttp },
];

function supertest(lib: Lib, site: Site): RequestShape | undefined {
  const verb = /^(?:agent)?\(\)\.(get|post|put|patch|delete|head)$/.exec(lib.path)?.[1];
  if (!verb) return undefined;
  const base = argument(site.evaluator, lib.args, 0);
  // An app object as the base is a test of that app, not a request over the network.
  if (!base.some((value) => value.t === 'text')) return undefined;
  return {
    client: 'supertest',
    protocol: 'http',
    url: joinUrl(base, argument(site.evaluator, site.args, 0)),
    method: verb.toUpperCase(),
    timeout: chainedTimeout(site, lib) ?? noDefault('supertest'),
  };
}

function nodeHttp(lib: Lib, site: Site): RequestShape | undefined {
  const verb = /^(?:https?\.)?(request|get)$/.exec(lib.path)?.[1];
  if (!verb) return undefined;
  const { evaluator, args } = site;
  const first = argument(evaluator, args, 0);
  const parsed = first.find((value) => value.t === 'lib' && value.lib.pkg === 'url' && value.lib.path === 'parse()');
  if (parsed?.t === 'lib') return parsedRequest(lib, parsed.lib, site);
  const isOptions = first.some((value) => value.t === 'obj' || value.t === 'merge');
  const second = argument(evaluator, args, 1).filter((value) => value.t !== 'fn');
  const options = isOptions ? first : second.length > 0 ? second : opaque(first);
  const scheme = lib.pkg === 'https' || lib.path.startsWith('https') ? 'https://' : 'http://';
  const method = optionValues(evaluator, options, 'method');
  const own = timeoutFrom(option(evaluator, options, 'timeout'), 'option "timeout"');
  return {
    client: lib.pkg,
    protocol: 'http',
    url: isOptions ? urlOfOptions(site, options, scheme) : first,
    method: method.length > 0 ? method : 'GET',
    timeout: firstPolicy(
      [
        own,
        signalPolicy(site, options),
        chainedTimeout(site, lib),
        agentTimeout(site, options),
        agentPolicy(site, options),
      ],
      noDefault(`${lib.pkg}.${verb}`),
    ),
  };
}

// `const options = url.parse(address); options.method = 'POST'; http.request(options)`.
function parsedRequest(lib: Lib, parsed: Lib, site: Site): RequestShape {
  const written = (name: string): readonly Value[] =>
    site.uses.assigned(parsed, name, site.file).flatMap((closure) => site.evaluator.of(closure));
  const method = written('method');
  const timeout = written('timeout');
  return {
    client: lib.pkg,
    protocol: 'http',
    url: argument(site.evaluator, parsed.args, 0),
    method: method.length > 0 ? method : 'GET',
    timeout: firstPolicy(
      [
        timeout.length > 0 ? timeoutFrom({ state: 'given', values: timeout }, 'option "timeout"') : undefined,
        chainedTimeout(site, lib),
      ],
      noDefault(lib.pkg),
    ),
  };
}

// `new http.Agent({ timeout })` bounds the sockets that it gives.
function agentTimeout(site: Site, options: readonly Value[]): TimeoutPolicy | undefined {
  const agents = optionValues(site.evaluator, options, 'agent');
  return agents
    .flatMap((value) =>
      value.t === 'lib' && /Agent!$/.test(value.lib.path) ? [argument(site.evaluator, value.lib.args, 0)] : [],
    )
    .map((made) => timeoutFrom(option(site.evaluator, made, 'timeout'), 'agent option "timeout"'))
    .find((policy) => policy?.state === 'set');
}

function urlOfOptions(site: Site, options: readonly Value[], scheme: string): readonly Value[] {
  const { evaluator } = site;
  const at = evaluator.evidence(site.file, site.call);
  const literal = (s: string): Value => ({ t: 'text', parts: [{ p: 'text', s, origin: 'literal', at }] });
  const host = optionValues(evaluator, options, 'hostname', 'host');
  const port = optionValues(evaluator, options, 'port');
  const path = optionValues(evaluator, options, 'path', 'pathname');
  const known = host.length > 0 ? host : [literal('localhost')];
  const sets: (readonly Value[])[] = [
    [literal(scheme)],
    known,
    ...(port.length > 0 && !joinTexts(known).some((text) => text.includes(':')) ? [[literal(':')], port] : []),
    path.length > 0 ? path : [literal('/')],
  ];
  return concat(sets);
}
