import { OPENAPI } from '../link/resolve-module.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import { addressesIn, documentOf, operationNamed, operationsOf, timeoutAmong } from './contract.ts';
import { firstPolicy, joinUrl, optionValues } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

const NOT_SHOWN = {
  state: 'unknown',
  ms: null,
  source: 'the client is generated when the project is built: its code is not in the repository',
} as const;

/**
 * Clients that are generated from an OpenAPI document and not kept in the repository: a member whose name is that of an
 * operation makes its request, whatever the generator.
 */
export const generatedClients: Recogniser = { packages: [OPENAPI], request };

function request(lib: Lib, site: Site): RequestShape | undefined {
  const document = documentOf(site.uses, lib);
  const member = /(?:^|\.)(\w+)$/.exec(lib.path)?.[1];
  if (!document || member === undefined || site.call.isNew) return undefined;
  const operation = operationNamed(operationsOf(document), member);
  if (!operation) return undefined;
  const configured = configuration(lib, site);
  const given = site.args.flatMap((arg) => site.evaluator.of(arg)).filter((value) => value.t === 'obj');
  return {
    client: 'openapi',
    protocol: 'http',
    url: joinUrl(baseOf(lib, site, document, configured, given), operation.path),
    method: operation.method,
    timeout: firstPolicy(
      [
        timeoutAmong(site.evaluator, given, 'option "timeout"'),
        timeoutAmong(site.evaluator, configured, 'option "timeout" of the client'),
      ],
      NOT_SHOWN,
    ),
    ...(lib.site ? { configured: configuredAt(site, lib.site) } : {}),
  };
}

function configuredAt(site: Site, at: NonNullable<Lib['site']>): NonNullable<RequestShape['configured']> {
  const call = site.evaluator.program.facts(at.file).calls[at.call];
  return site.evaluator.evidence(at.file, call ?? site.call, 'the client is made here');
}

// What was given to the functions and constructors that made the client.
function configuration(lib: Lib, site: Site): readonly Value[] {
  const seen = new Set<Lib['args']>();
  const values: Value[] = [];
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (seen.has(at.args)) continue;
    seen.add(at.args);
    values.push(...at.args.flatMap((arg) => site.evaluator.of(arg)));
  }
  return values;
}

// A member of what a caller gave is a part of the body more often than an address.
function isOpen(value: Value): boolean {
  return value.t === 'text' && value.parts.some((part) => part.p === 'param');
}

// Where the client was made or set up, else the first server of the document.
function baseOf(
  lib: Lib,
  site: Site,
  document: OpenApiDocument,
  configured: readonly Value[],
  given: readonly Value[],
): readonly Value[] {
  const { evaluator, uses } = site;
  const own = addressesIn(evaluator, [
    ...given.flatMap((value) => [
      ...optionValues(evaluator, [value], 'client').filter((client) => client.t === 'lib'),
      ...optionValues(evaluator, [value], 'baseUrl', 'baseURL').filter((url) => !isOpen(url)),
    ]),
    ...configured,
  ]);
  if (own.length > 0) return own;
  const setUp = [
    ...['client.setConfig', 'client.configure'].flatMap((path) =>
      uses.callsOf(lib.pkg, path, site.file).flatMap(([options]) => (options ? evaluator.of(options) : [])),
    ),
    ...uses
      .assigned({ ...lib, path: '', site: undefined }, 'BASE', site.file)
      .flatMap((closure) => evaluator.of(closure)),
  ];
  const addresses = addressesIn(evaluator, setUp);
  // Of a client that was injected nobody sees how it was made.
  if (addresses.length > 0 || (!lib.site && lib.path.includes('!'))) return addresses;
  const server = document.servers.find((url) => /^https?:\/\/[^{}$]+$/.test(url));
  return server === undefined ? [] : [text(server, 'default', { file: document.file, line: 1, column: 1 })];
}
