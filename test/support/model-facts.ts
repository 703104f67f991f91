import type { SystemModel } from '../../src/model/system.ts';

/** What a model says, without where it says it: two spellings of one system have the same facts. */
export function factsOf(model: SystemModel): readonly string[] {
  const facts = [
    ...model.services.map(({ id, kind, ports }) => `service ${id} ${kind} ${ports.join()}`),
    ...model.endpoints.map(
      ({ service, protocol, method, path }) => `${service} answers ${protocol} ${method} ${shape(path)}`,
    ),
    ...model.calls.map(
      (call) =>
        `${call.from} calls ${call.to ?? call.toKind} ${call.method ?? '?'} ${shape(call.path ?? '?')} = ${shape(call.toEndpoint ?? '?')}, timeout ${timeout(call.policy.timeout)}, from ${call.fromEndpoints.map(shape).join()}${call.repeated ? ', repeated' : ''}${call.fanOut ? ', all at once' : ''}${retry(call.policy.retry)}`,
    ),
    ...model.publications.map(({ service, channel }) => `${service} publishes ${channel}`),
    ...model.subscriptions.map(({ service, channel }) => `${service} subscribes ${channel}`),
    ...model.datastoreUses.flatMap(({ service, datastore, accesses }) => [
      `${service} uses ${datastore}`,
      ...accesses.map(({ mode, table }) => `${service} ${mode}s ${table ?? '?'}`),
    ]),
  ];
  return [...new Set(facts)].sort();
}

// What a parameter is called is no fact.
function shape(path: string): string {
  return path.replace(/:\w+/g, ':');
}

function retry({ state, repetition }: SystemModel['calls'][number]['policy']['retry']): string {
  if (!repetition) return state === 'absent' ? '' : `, retry ${state}`;
  const { bound, tries, delay, jitter, changes } = repetition;
  return `, retry ${bound} ${tries ?? '?'} ${delay} ${jitter} ${changes}`;
}

function timeout({ state, ms }: SystemModel['calls'][number]['policy']['timeout']): string {
  return ms === null ? state : `${state} ${ms}`;
}
