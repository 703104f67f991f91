import type { CallSpec, EndpointSpec, SagaSpec } from './blueprint.ts';
import { describe, oneOf, type Cursor } from './cursor.ts';
import { flawOfEvent, flawOfKebabName } from './names.ts';
import type { EndpointDraft } from './read-endpoint.ts';
import { readNames } from './read-names.ts';
import type { ServiceDraft } from './read-service.ts';

/** What a handler may refer to: the calls and sagas of its own service. */
interface Surroundings {
  readonly calls: readonly CallSpec[];
  readonly sagas: readonly SagaSpec[];
  /** False when a call or saga of the service could not be read, so that its absence proves nothing. */
  readonly complete: boolean;
}

/** What an endpoint's handler does, held against what its service declares. */
export function readHandler(
  endpoint: EndpointDraft,
  service: ServiceDraft,
  around: Surroundings,
): Pick<EndpointSpec, 'calls' | 'computes' | 'publishes' | 'starts' | 'idempotency'> {
  const calls = readCalls(endpoint.details.get('calls'), service, around);
  return {
    calls,
    computes: readComputes(endpoint.details.get('computes'), service, calls),
    publishes: readPublishes(endpoint.details.get('publishes'), service),
    starts: readStarts(endpoint.details.get('starts'), service, around),
    idempotency: readIdempotent(endpoint, service),
  };
}

function readIdempotent(endpoint: EndpointDraft, service: ServiceDraft): EndpointSpec['idempotency'] {
  const cursor = endpoint.details.get('idempotent');
  if (!cursor || cursor.value === false) return 'none';
  const isKnown = cursor.value === true || cursor.value === 'required';
  if (!isKnown) cursor.fail(`idempotent cannot be ${describe(cursor.value)}`, 'allowed: true, required, false');
  else if (!['POST', 'PATCH'].includes(endpoint.method))
    cursor.fail(
      `"${endpoint.method} ${endpoint.path}" needs no Idempotency-Key`,
      'only POST and PATCH do: leave it out',
    );
  else if (service.owns.length === 0 && !service.entries.has('sagas'))
    cursor.fail(`"${service.name}" has no store to remember keys in`, 'give it a table under "owns"');
  return cursor.value === 'required' ? 'required' : 'optional';
}

function readCalls(list: Cursor | undefined, service: ServiceDraft, around: Surroundings): EndpointSpec['calls'] {
  const declared = around.calls.map((call) => `${call.to}.${call.endpoint.operation}`);
  const calls: { service: string; operation: string }[] = [];
  for (const { name, cursor } of readNames(list, 'calls', () => undefined)) {
    const [, to = '', operation = ''] = /^([^.\s]+)\.([^.\s]+)$/.exec(name) ?? [];
    if (!to) {
      cursor.fail(`${describe(name)} names no operation`, 'write service and operation: "payment.charge"');
    } else if (declared.includes(name)) calls.push({ service: to, operation });
    else if (around.complete) {
      const help = `add it under "calls" of "${service.name}"`;
      const list = declared.length === 0 ? '' : `, or ${oneOf(name, declared, 'name one of')}`;
      cursor.fail(`"${service.name}" does not declare the call "${name}"`, `${help}${list}`);
    }
  }
  return calls;
}

function readComputes(
  list: Cursor | undefined,
  service: ServiceDraft,
  calls: EndpointSpec['calls'],
): readonly string[] {
  const declared = service.cpu.map(({ name }) => name);
  const named = readNames(list, 'computes', flawOfKebabName);
  for (const { name, cursor } of named) {
    if (!declared.includes(name)) {
      const near = declared.length === 0 ? '' : `, or ${oneOf(name, declared, 'name one of')}`;
      cursor.fail(`"${service.name}" has no job "${name}"`, `add it under "cpu" of "${service.name}"${near}`);
    } else if (calls.some((call) => call.service === name))
      cursor.fail(`the job "${name}" has the name of a service that is called here`, 'give the job another name');
  }
  return named.map(({ name }) => name);
}

function readPublishes(list: Cursor | undefined, service: ServiceDraft): readonly string[] {
  const declared = service.publishes.map(({ name }) => name);
  const named = readNames(list, 'publishes', flawOfEvent);
  for (const { name, cursor } of named) {
    if (declared.includes(name)) continue;
    const help = `add it under "publishes" of "${service.name}"`;
    const list = declared.length === 0 ? '' : `, or ${oneOf(name, declared, 'name one of')}`;
    cursor.fail(`"${service.name}" does not declare that it publishes "${name}"`, `${help}${list}`);
  }
  return named.map(({ name }) => name);
}

function readStarts(cursor: Cursor | undefined, service: ServiceDraft, around: Surroundings): string | null {
  const name = cursor?.asString('starts');
  if (!cursor || name === undefined) return null;
  const sagas = around.sagas.map((saga) => saga.name);
  if (sagas.includes(name)) return name;
  const help = sagas.length === 0 ? `declare it under "sagas" of "${service.name}"` : oneOf(name, sagas, 'its sagas');
  cursor.fail(`"${service.name}" has no saga "${name}"`, help);
  return null;
}
