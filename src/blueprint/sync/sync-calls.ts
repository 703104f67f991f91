import { setInYaml } from '../../io/edit-yaml.ts';
import { removeInYaml } from '../../io/remove-in-yaml.ts';
import type { YamlPath } from '../../io/yaml.ts';
import type { DriftItem } from '../../model/drift.ts';
import type { Call, Evidence } from '../../model/system.ts';
import type { CallSpec, ServiceSpec } from '../blueprint.ts';
import { endpointShape } from '../read-endpoint.ts';
import { defaultPolicy } from '../resolve-service.ts';
import { lengthAt, onlyKey, rawAt, Refusal, specOf, type Draft, type Edited } from './draft.ts';
import { written } from './sync-endpoints.ts';

/** Adds or removes a call of one service by another, or sets what guards it. */
export function syncCall(draft: Draft, item: DriftItem): Edited {
  const service = specOf(draft, item.service);
  if (!service) return new Refusal('its service is not declared');
  const [to = '', method = '', path = ''] = item.what.split(' ');
  if (item.state === 'observed-only') return addCall(draft, service, item, [to, method, path]);
  const index = service.calls
    .filter((call) => call.to === to)
    .findIndex(({ endpoint }) => endpointShape(endpoint.method, endpoint.path) === endpointShape(method, path));
  if (item.state === 'changed') return setPolicy(draft, service, item, [to, method, path], index);
  if (index >= 0) return removeCall(draft, service, to, index);
  const route = service.routes.find((one) => one.to === to);
  if (route) return removeInYaml(draft.file, draft.text, ['services', service.name, 'routes', route.prefix]);
  return new Refusal('it is part of a saga or an aggregate, which a person has to change');
}

function addCall(
  draft: Draft,
  service: ServiceSpec,
  item: DriftItem,
  [to, method, path]: readonly [string, string, string],
): Edited {
  const { file, text } = draft;
  const callee = specOf(draft, to);
  if (!callee) return new Refusal(`"${to}" is not declared`);
  const call = draft.observed.calls.find(({ evidence }) => isSame(evidence[0], item.inCode[0]));
  if (service.kind === 'gateway') return addRoute(draft, service.name, to, call);
  if (call && call.protocol !== 'http') return new Refusal(`it goes over ${call.protocol}: declare "protocol" with it`);
  const declared = callee.endpoints.find(
    (endpoint) => endpointShape(endpoint.method, endpoint.path) === endpointShape(method, path),
  );
  if (!declared) return new Refusal(`"${to}" declares no endpoint ${method} ${path}`);
  const list = ['services', service.name, 'calls', to];
  const label = written(`${declared.method} ${declared.path}`);
  const settings = call === undefined ? {} : settingsOf(call, declared.method);
  const value = Object.keys(settings).length === 0 ? label : { [label]: settings };
  return setInYaml(file, text, [...list, lengthAt(draft, list)], value);
}

function settingsOf(call: Call, method: string): Record<string, unknown> {
  const { timeout, circuitBreaker } = call.policy;
  const attempts = defaultPolicy(method).retries + 1;
  const ms = timeout.ms !== null && isShare(call) ? wholeDeadline(timeout.ms, attempts) : timeout.ms;
  return {
    ...(ms !== null && ms > 0 && { timeout: asDuration(ms) }),
    ...(circuitBreaker.state === 'absent' && { breaker: false }),
  };
}

function asDuration(ms: number): string {
  return ms % 1000 === 0 ? `${String(ms / 1000)}s` : `${String(ms)}ms`;
}

// The prefix is what the gateway answers with every method, and what it calls ends like it.
function addRoute({ file, text, observed }: Draft, gateway: string, to: string, call: Call | undefined): Edited {
  const owner = observed.services.find(({ name }) => name === gateway)?.id;
  const prefixes = observed.endpoints
    .filter(({ service, method, path }) => service === owner && method === 'ALL' && !/[*:]/.test(path))
    .map(({ path }) => path);
  const prefix = prefixes.find((one) => call?.path !== null && call?.path !== undefined && one.endsWith(call.path));
  if (prefix === undefined) return new Refusal('the public prefix of this route is not known');
  return setInYaml(file, text, ['services', gateway, 'routes', prefix], to);
}

function removeCall({ file, text }: Draft, service: ServiceSpec, to: string, index: number): Edited {
  const call = service.calls.filter((one) => one.to === to)[index];
  let edited = removeInYaml(file, text, ['services', service.name, 'calls', to, index]);
  const name = `${to}.${call?.endpoint.operation ?? ''}`;
  for (const at of service.endpoints.keys()) {
    const endpoint: YamlPath = ['services', service.name, 'endpoints', at];
    const key = onlyKey(rawAt({ file, text: edited }, endpoint));
    if (key === undefined) continue;
    const names = rawAt({ file, text: edited }, [...endpoint, key, 'calls']);
    const place = Array.isArray(names) ? names.indexOf(name) : -1;
    if (place >= 0) edited = removeInYaml(file, edited, [...endpoint, key, 'calls', place], endpoint.length + 2);
  }
  return edited;
}

function setPolicy(
  draft: Draft,
  service: ServiceSpec,
  item: DriftItem,
  [to, method, path]: readonly [string, string, string],
  index: number,
): Edited {
  const { attribute, observed } = item;
  const ms = Number.parseInt(observed ?? '', 10);
  if (attribute === 'timeout' && !(ms > 0))
    return new Refusal('a blueprint gives every call a deadline: give it one in code');
  const key = attribute === 'breaker' ? 'breaker' : attribute === 'retries' ? 'retries' : 'timeout';
  const retries = index < 0 ? defaultPolicy('PUT').retries : (callsTo(service, to)[index]?.policy.retries ?? 0);
  const whole = asDuration(isOfAttempt(draft, item) ? wholeDeadline(ms, retries + 1) : ms);
  const value = key === 'breaker' ? observed === 'on' : key === 'retries' ? ms : whole;
  if (index >= 0) return setInItem(draft, ['services', service.name, 'calls', to, index], key, value);
  if (key !== 'timeout') return new Refusal('it is part of a saga or an aggregate, whose guards are fixed');
  for (const saga of service.sagas) {
    const step = saga.steps.findIndex((one) =>
      [one.do, one.undo].some(
        (part) =>
          part?.service === to &&
          endpointShape(part.endpoint.method, part.endpoint.path) === endpointShape(method, path),
      ),
    );
    if (step < 0) continue;
    const place = ['services', service.name, 'sagas', saga.name, 'steps', step];
    const raw = rawAt(draft, place);
    if (typeof raw === 'string') return setInYaml(draft.file, draft.text, place, { do: raw, timeout: value });
    return setInYaml(draft.file, draft.text, [...place, 'timeout'], value);
  }
  return new Refusal('it is part of an aggregate, whose deadline a person has to change');
}

function isOfAttempt({ observed }: Draft, { inCode }: DriftItem): boolean {
  const call = observed.calls.find(({ evidence }) => isSame(evidence[0], inCode[0]));
  return call !== undefined && isShare(call);
}

// Of undici this is a bound of one attempt, and generated clients give each an equal share.
function isShare({ policy }: Call): boolean {
  return policy.timeout.source.includes('headersTimeout');
}

/** The roundest deadline of which an attempt has this share; a share is rounded up to whole milliseconds. */
function wholeDeadline(share: number, attempts: number): number {
  const most = share * attempts;
  const rounds = [1000, 500, 100, 50, 10, 5, 1].map((step) => Math.floor(most / step) * step);
  return rounds.find((whole) => whole > (share - 1) * attempts) ?? most;
}

function callsTo({ calls }: ServiceSpec, to: string): readonly CallSpec[] {
  return calls.filter((call) => call.to === to);
}

/** Sets a setting of a call in its long form, which it is given where it has the short one. */
function setInItem({ file, text }: Draft, place: YamlPath, key: string, value: unknown): Edited {
  const raw = rawAt({ file, text }, place);
  const name = onlyKey(raw);
  if (name === undefined) return setInYaml(file, text, place, { [String(raw)]: { [key]: value } });
  return setInYaml(file, text, [...place, name, key], value);
}

function isSame(a: Evidence | undefined, b: Evidence | undefined): boolean {
  return a !== undefined && b !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}
