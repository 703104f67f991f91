import type { Evidence, Service } from '../../model/system.ts';
import { flowText } from '../../io/yaml-text.ts';
import { flawOfFolder } from '../names.ts';
import { callLines, otherCalls, routeLines, writtenCalls, type WrittenCall } from './calls.ts';
import { line, remark, type Line } from './lines.ts';
import { isSayable, place, type Survey } from './survey.ts';

const writtenKinds = ['service', 'worker', 'gateway', 'bff'];

/** The lines of one service of a recovered model. */
export function serviceLines(service: Service, survey: Survey): readonly Line[] {
  const name = survey.names.get(service.id) ?? service.name;
  const { said, unsaid } = writtenCalls(service, survey);
  return [
    line(2, `${name}:`, place(service.evidence)),
    ...existingLines(service, name, survey),
    ...kindLines(service),
    ...folderLines(service, name),
    ...portLines(service),
    ...tableLines(service, survey),
    ...endpointLines(service, survey, said),
    ...callLines(said),
    ...unsaid,
    ...routeLines(service, survey),
    ...otherCalls(service, survey),
    ...channelLines('publishes', service, survey),
    ...channelLines('subscribes', service, survey),
  ];
}

function existingLines(service: Service, name: string, survey: Survey): readonly Line[] {
  const engines = enginesOf(service, survey);
  const bus = busOf(service, survey);
  const said = {
    ...(name !== service.name && { name: service.name }),
    ...(service.language !== 'typescript' && { language: service.language }),
    ...(bus !== null && bus !== survey.bus && { bus }),
    ...(engines.length > 0 && { stores: engines }),
  };
  const { model } = survey;
  const shared = model.datastores.flatMap(({ id }) => {
    const users = model.datastoreUses.filter(({ datastore }) => datastore === id).map((use) => use.service);
    const others = users.filter((user) => user !== service.id);
    return users.includes(service.id) && others.length > 0
      ? [remark(4, `shares the datastore ${id} with ${[...new Set(others)].sort().join(', ')}`)]
      : [];
  });
  const opaque = model.coverage.opaqueServices.includes(service.id)
    ? [
        remark(
          4,
          `unknown: what it answers, calls and stores; none of its code (${service.language}) was understood, see ${place(service.evidence)}`,
        ),
      ]
    : [];
  const text = Object.keys(said).length === 0 ? 'true' : flowText(said);
  return [line(4, `existing: ${text}`, '', 'existing: true'), ...shared, ...opaque];
}

function kindLines({ kind, frameworks }: Service): readonly Line[] {
  const made = frameworks.length > 0 ? `made with ${frameworks.join(', ')}` : '';
  if (kind !== 'service' && writtenKinds.includes(kind)) return [line(4, `kind: ${kind}`, made)];
  // A blueprint has no jobs; they answer nobody, as workers do.
  if (kind === 'job') return [line(4, 'kind: worker', ['a job in the code', made].filter(Boolean).join(', '))];
  const other = kind === 'service' ? '' : `a ${kind} in the code`;
  const note = [other, made].filter((part) => part !== '').join(', ');
  return note === '' ? [] : [remark(4, note)];
}

function folderLines({ path }: Service, name: string): readonly Line[] {
  if (path === `services/${name}`) return [];
  return flawOfFolder(path) === undefined
    ? [line(4, `path: ${flowText(path)}`)]
    : [remark(4, `not said: its folder ${path}, which is no portable name`)];
}

function portLines({ ports, listens }: Service): readonly Line[] {
  const [port, ...more] = ports;
  if (port === undefined) return [];
  if (more.length === 0) return [line(4, `port: ${port}`)];
  const where = place(listens);
  return [
    remark(
      4,
      `unknown: which of its ports it answers at, ${ports.join(' or ')}${where === '' ? '' : `; see ${where}`}`,
    ),
  ];
}

function enginesOf({ id }: Service, { model }: Survey): readonly string[] {
  const engines = new Map(model.datastores.map((store) => [store.id, store.engine]));
  const uses = model.datastoreUses.filter(({ service }) => service === id);
  const ordered = [...uses].sort((a, b) => b.accesses.length - a.accesses.length);
  return [...new Set(ordered.flatMap(({ datastore }) => engines.get(datastore) ?? []))];
}

function tableLines({ id }: Service, { model }: Survey): readonly Line[] {
  const found = new Map<string, readonly Evidence[]>();
  let unknown: readonly Evidence[] = [];
  for (const use of model.datastoreUses.filter(({ service }) => service === id))
    for (const { table, evidence } of use.accesses) {
      if (table === null) unknown = [...unknown, ...evidence];
      else found.set(table, found.get(table) ?? evidence);
    }
  return [
    ...listLines('owns', found),
    ...(unknown.length > 0 ? [remark(4, `unknown: a table that is read or written at ${place(unknown)}`)] : []),
  ];
}

function listLines(key: string, items: ReadonlyMap<string, readonly Evidence[]>): readonly Line[] {
  if (items.size === 0) return [];
  const sorted = [...items].sort(([a], [b]) => (a < b ? -1 : 1));
  return [line(4, `${key}:`), ...sorted.map(([name, evidence]) => line(6, `- ${flowText(name)}`, place(evidence)))];
}

function endpointLines(service: Service, survey: Survey, calls: readonly WrittenCall[]): readonly Line[] {
  const endpoints = survey.endpoints.get(service.id) ?? [];
  const others = survey.model.endpoints.filter(
    (one) => one.service === service.id && one.protocol !== 'http' && !isSayable(one),
  );
  const lines = endpoints.map(({ text, operation, isDefault, ids, evidence }) => {
    const made = calls.filter(
      ({ call, operation: to }) => to !== null && call.fromEndpoints.some((id) => ids.includes(id)),
    );
    const plain = `- ${text}${isDefault ? '' : ` as ${operation}`}`;
    const details = [
      ...(isDefault ? [] : [`as: ${operation}`]),
      ...(made.length > 0 ? [`calls: [${made.map(({ operation: to }) => to).join(', ')}]`] : []),
    ];
    const where = evidence === undefined ? '' : place([evidence]);
    return made.length === 0 ? line(6, plain, where) : line(6, `- ${text}: { ${details.join(', ')} }`, where, plain);
  });
  const unsaid = others.map(({ protocol, method, path, evidence }) =>
    remark(4, `not said: it answers ${protocol} ${method} ${path}, see ${place(evidence)}`),
  );
  return [...(lines.length > 0 ? [line(4, 'endpoints:'), ...lines] : []), ...unsaid];
}

function busOf({ id }: Service, survey: Survey): string | null {
  const uses = usesOf(id, survey);
  const brokers = uses.map(({ broker }) => broker);
  const count = (bus: string): number => brokers.filter((broker) => broker === bus).length;
  return [...new Set(brokers)].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))[0] ?? null;
}

interface ChannelUse {
  readonly list: 'publishes' | 'subscribes';
  readonly broker: string;
  readonly name: string;
  readonly evidence: readonly Evidence[];
}

function usesOf(id: string, { model }: Survey): readonly ChannelUse[] {
  const channels = new Map(model.channels.map((channel) => [channel.id, channel]));
  const lists = [
    ['publishes', model.publications],
    ['subscribes', model.subscriptions],
  ] as const;
  return lists.flatMap(([list, uses]) =>
    uses.flatMap(({ service, channel, evidence }) => {
      const found = channels.get(channel);
      return service === id && found ? [{ list, broker: found.broker, name: found.name, evidence }] : [];
    }),
  );
}

function channelLines(list: ChannelUse['list'], service: Service, survey: Survey): readonly Line[] {
  const bus = busOf(service, survey);
  const uses = usesOf(service.id, survey).filter((use) => use.list === list);
  const own = new Map(uses.filter(({ broker }) => broker === bus).map(({ name, evidence }) => [name, evidence]));
  const others = uses.filter(({ broker }) => broker !== bus);
  return [
    ...listLines(list, own),
    ...others.map(({ broker, name, evidence }) =>
      remark(4, `not said: ${list} ${name} on ${broker} (a service has one bus here), see ${place(evidence)}`),
    ),
  ];
}
