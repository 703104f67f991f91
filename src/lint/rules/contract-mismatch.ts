import type { Call, Endpoint, Service, SystemModel } from '../../model/system.ts';
import { bareHost, hostKind } from '../hosts.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, withNote } from '../sites.ts';
import { joinList } from '../wording.ts';

/** Reports calls to what the called service does not answer. */
export const contractMismatch = defineRule({
  name: 'contract-mismatch',
  group: 'advice',
  severity: 'info',
  summary: 'A call to a method and path that the called service does not answer.',
  why: 'Such a call gets 404 or 405 whenever it is made. It stays unseen where it is rare, where its failure is swallowed, or where tests answer in the place of the other service.',
  fix: 'Call what the other service offers, or add the endpoint there. Generate the client from the contract of the service, or check both sides against it in CI.',
  limits: [
    'Services whose endpoints are not known without a gap: routes with computed paths, middleware that is not understood, proxies, packages that answer by themselves, modules loaded by computed names, other languages.',
    'Calls whose method, path or host is not fully known, or whose host is this machine or an address.',
    'Calls through a gateway, and calls of front ends.',
    'Whether what is sent and what comes back have the same shape on both sides.',
  ],
  options: {},
  examples: {
    bad: "// orders\nawait axios.put('http://payment:3000/charges', charge);\n// payment\napp.post('/charges', createCharge);",
    good: "// orders\nawait axios.post('http://payment:3000/charges', charge);\n// payment\napp.post('/charges', createCharge);",
    systems: { bad: 'invalid-other-method', good: 'valid-matching' },
  },
  references: [
    'https://martinfowler.com/articles/consumerDrivenContracts.html',
    'https://microservices.io/patterns/testing/service-integration-contract-test.html',
  ],
  evidence: 'related',
  *check(model) {
    const groups = new Map<string, Call[]>();
    for (const call of model.calls) {
      const callee = model.services.find(({ id }) => id === call.to);
      if (!callee || !isKnown(call, model) || callee.completeApi.state !== 'present') continue;
      if (offered(model, callee).some((endpoint) => answers(endpoint, call))) continue;
      const key = `${call.from}\n${callee.id}\n${call.method} ${call.path}`;
      groups.set(key, [...(groups.get(key) ?? []), call]);
    }
    for (const calls of groups.values()) yield* report(model, calls);
  },
});

function isKnown({ protocol, method, path, toEndpoint, from, address }: Call, { services }: SystemModel): boolean {
  if (protocol !== 'http' || toEndpoint !== null || method === null || method === 'ALL' || path === null) return false;
  const isBrowser = services.find(({ id }) => id === from)?.kind === 'frontend';
  const host = address.host === null ? null : hostKind(bareHost(address.host));
  return !isBrowser && host === 'private-name' && !/[{*]/.test(path);
}

function offered({ endpoints }: SystemModel, { id }: Service): Endpoint[] {
  return endpoints.filter(({ service, protocol }) => service === id && protocol === 'http');
}

function answers({ method, path }: Endpoint, call: Call): boolean {
  return [method, 'ALL'].includes(call.method ?? '') || (call.method === 'HEAD' && method === 'GET')
    ? fits(path, call.path ?? '')
    : false;
}

// A parameter of either side may be any word.
function fits(offer: string, wanted: string): boolean {
  const [a, b] = [segments(offer), segments(wanted)];
  return a.length === b.length && a.every((part, i) => isOpen(part) || isOpen(b[i] ?? '') || same(part, b[i] ?? ''));
}

function segments(path: string): string[] {
  return (path.split(/[?#]/)[0] ?? '').split('/').filter(Boolean);
}

function isOpen(segment: string): boolean {
  return segment.includes(':');
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function* report(model: SystemModel, calls: readonly Call[]): Iterable<Report> {
  const sites = calls.flatMap(({ evidence }) => evidence.slice(0, 1));
  const [[call], [at]] = [calls, sites];
  const callee = model.services.find(({ id }) => id === call?.to);
  if (!call || !at || !callee) return;
  const here = offered(model, callee).filter(({ path }) => fits(path, call.path ?? ''));
  const offer =
    here.length > 0
      ? `it answers ${joinList(here.map(({ method }) => method))} there`
      : `none of its ${offered(model, callee).length} endpoints has that path`;
  const near = here.flatMap((endpoint) =>
    endpoint.evidence
      .slice(0, 1)
      .map((site) => withNote(site, `"${callee.name}" answers ${endpoint.method} ${endpoint.path}`)),
  );
  yield {
    at,
    service: call.from,
    message: `"${serviceNames(model)(call.from)}" calls ${call.method} ${call.path}, which "${callee.name}" does not seem to answer: ${offer}`,
    evidence: otherSites([...sites, ...near, ...callee.completeApi.evidence], at),
  };
}
