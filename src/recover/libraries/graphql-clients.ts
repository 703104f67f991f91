import type { TimeoutPolicy } from '../../model/system.ts';
import type { Lib, Value } from '../link/values.ts';
import { signalPolicy } from './http-deadlines.ts';
import { LONG_DEFAULT } from './http-client-table.ts';
import { argument, firstPolicy, isText, joinUrl, noDefault, option, optionValues, timeoutFrom } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

/** Clients of GraphQL servers and SOAP services, which send everything by POST to one address. */
export const graphqlClients: readonly Recogniser[] = [
  { packages: ['graphql-request'], request: graphqlRequest },
  { packages: ['@apollo/client', 'apollo-client', 'apollo-boost', '@apollo/client/core'], request: apollo },
  { packages: ['@urql/core', 'urql', '@urql/node'], request: urql },
  { packages: ['@apollo/gateway'], request: subgraphs },
  { packages: ['@apollo/datasource-rest', 'apollo-datasource-rest'], request: restSource },
  { packages: ['soap', 'strong-soap', 'easy-soap-request'], request: soap },
];

function post(client: string, url: readonly Value[], timeout: TimeoutPolicy): RequestShape {
  return { client, protocol: 'http', url, method: 'POST', timeout };
}

// `request(url, document)`, `request({ url, document })`, `new GraphQLClient(url, options).request(document)`.
function graphqlRequest(lib: Lib, site: Site): RequestShape | undefined {
  const { evaluator } = site;
  if (/^(?:request|rawRequest|batchRequests|)$/.test(lib.path)) {
    const first = argument(evaluator, site.args, 0);
    const url = first.some((value) => value.t === 'obj') ? optionValues(evaluator, first, 'url') : first;
    const own = first.filter((value) => value.t === 'obj');
    return post('graphql-request', url, (own.length > 0 ? signalPolicy(site, own) : undefined) ?? LONG_DEFAULT);
  }
  if (!/^GraphQLClient!\.(?:request|rawRequest|batchRequests)$/.test(lib.path)) return undefined;
  const options = argument(evaluator, lib.args, 1);
  const own = argument(evaluator, site.args, 0).filter((value) => value.t === 'obj');
  const timeout = firstPolicy(
    [
      signalPolicy(site, own),
      timeoutFrom(option(evaluator, options, 'timeout'), 'option "timeout"'),
      signalPolicy(site, options),
    ],
    LONG_DEFAULT,
  );
  return post('graphql-request', argument(evaluator, lib.args, 0), timeout);
}

// The address stands in the client's options or in one of its links.
function apollo(lib: Lib, site: Site): RequestShape | undefined {
  if (!/(?:^|\.)ApolloClient!\.(?:query|mutate|watchQuery)$|^!\.(?:query|mutate|watchQuery)$/.test(lib.path))
    return undefined;
  const { evaluator } = site;
  const made = argument(evaluator, lib.args, 0);
  const links = linkOptions(site, optionValues(evaluator, made, 'link'), 0);
  const url = [...optionValues(evaluator, made, 'uri'), ...optionValues(evaluator, links, 'uri')];
  const fetching = optionValues(evaluator, links.length > 0 ? links : made, 'fetchOptions');
  const context = optionValues(evaluator, argument(evaluator, site.args, 0), 'context');
  const policies = [
    signalPolicy(site, optionValues(evaluator, context, 'fetchOptions')),
    signalPolicy(site, fetching),
    timeoutFrom(option(evaluator, fetching.length > 0 ? fetching : [{ t: 'nil' }], 'timeout'), 'fetchOptions.timeout'),
  ];
  return post('@apollo/client', url, firstPolicy(policies, LONG_DEFAULT));
}

// `from([errorLink, new HttpLink({ uri })])`, `authLink.concat(httpLink)`, `split(test, a, b)`.
function linkOptions(site: Site, links: readonly Value[], depth: number): Value[] {
  if (depth > 4) return [];
  return links.flatMap((link): Value[] => {
    if (link.t === 'arr') return linkOptions(site, site.evaluator.elements([link]), depth + 1);
    if (link.t !== 'lib') return [];
    const given = link.lib.args.flatMap((arg) => site.evaluator.of(arg));
    if (/(?:HttpLink|BatchHttpLink)(?:!|\(\))$/i.test(link.lib.path)) return given.filter((value) => value.t === 'obj');
    const base: Value[] =
      link.lib.base && /\.concat\(\)$/.test(link.lib.path)
        ? [{ t: 'lib', lib: { ...link.lib.base, path: link.lib.base.path.replace(/\.concat$/, '') } }]
        : [];
    return linkOptions(site, [...base, ...given], depth + 1);
  });
}

function urql(lib: Lib, site: Site): RequestShape | undefined {
  if (!/^(?:createClient\(\)|Client!)\.(?:query|mutation|executeQuery|executeMutation)$/.test(lib.path))
    return undefined;
  const { evaluator } = site;
  const made = argument(evaluator, lib.args, 0);
  const timeout = signalPolicy(site, optionValues(evaluator, made, 'fetchOptions')) ?? LONG_DEFAULT;
  return post('@urql/core', optionValues(evaluator, made, 'url'), timeout);
}

// `new ApolloGateway({ serviceList })` and `new IntrospectAndCompose({ subgraphs })` name the services behind a gateway.
function subgraphs(lib: Lib, site: Site): readonly RequestShape[] | undefined {
  if (!site.call.isNew || !/^(?:ApolloGateway|IntrospectAndCompose)$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const options = argument(evaluator, site.args, 0);
  const listed = evaluator.elements(optionValues(evaluator, options, 'subgraphs', 'serviceList'));
  return listed.flatMap((item) => {
    const url = optionValues(evaluator, [item], 'url');
    return url.length > 0 ? [{ ...post('@apollo/gateway', url, LONG_DEFAULT), proxies: true }] : [];
  });
}

// `class Payments extends RESTDataSource { baseURL = …; list() { return this.get('charges'); } }`.
function restSource(lib: Lib, site: Site): RequestShape | undefined {
  const verb = /RESTDataSource!\.(get|post|put|patch|delete|head)$/.exec(lib.path)?.[1];
  if (verb === undefined) return undefined;
  const { evaluator } = site;
  const self = evaluator.program.fn(site.file, site.call.fn)?.cls ?? -1;
  const at = evaluator.evidence(site.file, site.call);
  const own: Value[] = self < 0 ? [] : [{ t: 'inst', file: site.file, c: self, ctor: undefined, site: 'open' }];
  const base = evaluator.member(own, 'baseURL', at).filter(isText);
  const options = argument(evaluator, site.args, lib.pkg === 'apollo-datasource-rest' && /^p/.test(verb) ? 2 : 1);
  const timeout = firstPolicy(
    [signalPolicy(site, options), timeoutFrom(option(evaluator, options, 'timeout'), 'option "timeout"')],
    lib.pkg === 'apollo-datasource-rest' ? noDefault(lib.pkg) : LONG_DEFAULT,
  );
  return {
    client: lib.pkg,
    protocol: 'http',
    url: joinUrl(base, argument(evaluator, site.args, 0)),
    method: verb.toUpperCase(),
    timeout,
  };
}

// `soap.createClientAsync(wsdl)` fetches the description; methods of the client it gives are calls of the service.
function soap(lib: Lib, site: Site): RequestShape | undefined {
  const { evaluator } = site;
  const isMade = /^(?:soap\.)?createClient(?:Async)?$/.test(lib.path);
  const method = /^(?:soap\.)?createClient(?:Async)?\((?:\)|cb1\.1\))\.(\w+)$/.exec(lib.path)?.[1];
  if (!isMade && (method === undefined || /^(?:set|add|clear|describe|on|get|wsdl|last)/.test(method)))
    return undefined;
  const url = argument(evaluator, isMade ? site.args : lib.args, 0);
  const options = argument(evaluator, isMade ? site.args : lib.args, 1).filter((value) => value.t === 'obj');
  const call = argument(evaluator, site.args, 1).filter((value) => value.t === 'obj');
  const wsdl = optionValues(evaluator, options, 'wsdl_options');
  const timeout = [isMade ? wsdl : call].map((given) =>
    given.length > 0 ? timeoutFrom(option(evaluator, given, 'timeout'), 'option "timeout"') : undefined,
  );
  return {
    client: lib.pkg,
    protocol: 'http',
    url,
    method: isMade ? 'GET' : 'POST',
    timeout: firstPolicy(timeout, noDefault(lib.pkg)),
  };
}
