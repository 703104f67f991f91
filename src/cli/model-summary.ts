import type { Call, Datastore, Library, Service, SystemModel } from '../model/system.ts';
import { unresolvedCalls } from '../lint/sites.ts';
import { coverageLines } from '../lint/reporters/coverage-lines.ts';
import type { Palette } from '../lint/reporters/reporter.ts';
import { count, duration, joinList } from '../lint/wording.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

/** A model for people: each service with what it answers, calls, publishes and stores; then what was not understood. */
export function modelSummary(model: SystemModel, palette: Palette, width: number): string {
  const sizes = [
    count(model.services.length, 'service'),
    count(model.endpoints.length, 'endpoint'),
    count(model.calls.length, 'synchronous call'),
    count(model.channels.length, 'channel'),
    count(model.datastores.length, 'datastore'),
  ];
  const blocks = [
    wrapWords([{ text: `${model.name}:`, paint: palette.strong }, ...wordsOf(sizes.join(', '))], width, '', '  '),
    ...model.services.map((service) => serviceLines(model, service, palette, width)),
    ...(model.libraries ?? []).map((library) => libraryLines(model, library, palette, width)),
    coverageLines(
      { coverage: model.coverage, services: model.services.length, unresolved: unresolvedCalls(model) },
      { palette, width },
    ),
  ];
  return blocks.map((block) => `${block.join('\n')}\n`).join('\n');
}

function serviceLines(model: SystemModel, service: Service, palette: Palette, width: number): string[] {
  const about = [service.kind === 'service' ? '' : service.kind, service.language, ...service.frameworks];
  const port = service.ports.length > 0 ? [`port ${service.ports.join(', ')}`] : [];
  const head = `(${[...about.filter(Boolean), ...port].join(', ')}) in ${service.path}`;
  const calls = model.calls.filter(({ from }) => from === service.id);
  const rows: [string, string[]][] = [
    [
      'answers',
      model.endpoints
        .filter((one) => one.service === service.id)
        .map(({ protocol, method, path }) => `${protocol === 'http' ? '' : `${protocol} `}${method} ${path}`.trim()),
    ],
    ['calls', calls.map((call) => callText(model, call))],
    ['publishes', channelNames(model, model.publications, service.id)],
    ['consumes', channelNames(model, model.subscriptions, service.id)],
    ['stores', storeTexts(model, service.id)],
    ['health', healthText(service)],
  ];
  return [
    ...wrapWords([{ text: service.name, paint: palette.strong }, ...wordsOf(head, palette.dim)], width, '', '  '),
    ...rows.flatMap(([label, texts]) => rowLines(label, texts, palette, width)),
  ];
}

function libraryLines(model: SystemModel, library: Library, palette: Palette, width: number): string[] {
  const { name, language, path } = library;
  const users = model.services.filter(({ id }) => library.users.includes(id)).map((service) => service.name);
  const head = `(library, ${language}) in ${path}`;
  return [
    ...wrapWords([{ text: name, paint: palette.strong }, ...wordsOf(head, palette.dim)], width, '', '  '),
    ...rowLines('used by', users.length > 0 ? [users.join(', ')] : ['no service'], palette, width),
  ];
}

function rowLines(label: string, texts: readonly string[], palette: Palette, width: number): string[] {
  const indent = ' '.repeat(12);
  return texts.flatMap((text, index) => {
    const lines = wrapWords(wordsOf(text), width, indent, `${indent}  `);
    if (index > 0) return lines;
    return [`  ${palette.dim(label.padEnd(10))}${(lines[0] ?? '').slice(12)}`, ...lines.slice(1)];
  });
}

function callText(model: SystemModel, call: Call): string {
  const target =
    model.services.find(({ id }) => id === call.to)?.name ?? call.address.host ?? call.target ?? 'an unknown address';
  const request = [call.method, call.path].filter((part) => part !== null).join(' ');
  const { timeout, retry, circuitBreaker, bulkhead } = call.policy;
  const deadline = { set: 'timeout', default: 'default timeout', absent: 'no timeout', unknown: 'timeout not known' }[
    timeout.state
  ];
  const guards = [
    `${deadline}${timeout.ms !== null ? ` ${duration(timeout.ms)}` : ''}`,
    ...(retry.state === 'present' ? ['retry'] : []),
    ...(circuitBreaker.state === 'present' ? ['circuit breaker'] : []),
    ...(bulkhead.state === 'present' ? ['bulkhead'] : []),
  ];
  const [site] = call.evidence;
  const external = call.toKind === 'service' ? '' : ` (${call.toKind})`;
  return `${target}${external}${request === '' ? '' : `: ${request}`}; ${call.client}, ${guards.join(', ')}${site ? `; ${site.file}:${site.line}` : ''}`;
}

function channelNames(model: SystemModel, uses: SystemModel['publications'], service: string): string[] {
  const ids = new Set(uses.filter((use) => use.service === service).map(({ channel }) => channel));
  return model.channels.filter(({ id }) => ids.has(id)).map(({ name, broker }) => `${name} (${broker})`);
}

function storeTexts(model: SystemModel, service: string): string[] {
  return model.datastoreUses
    .filter((use) => use.service === service)
    .map((use) => {
      const store = model.datastores.find(({ id }) => id === use.datastore);
      const tables = (mode: 'read' | 'write'): string[] => [
        ...new Set(
          use.accesses.filter((access) => access.mode === mode).flatMap(({ table }) => (table === null ? [] : [table])),
        ),
      ];
      const [writes, reads] = [tables('write'), tables('read')];
      const uses = [
        ...(writes.length > 0 ? [`writes ${joinList(writes)}`] : []),
        ...(reads.length > 0 ? [`reads ${joinList(reads)}`] : []),
      ];
      return [store ? storeName(store) : use.datastore, ...uses].join('; ');
    });
}

function storeName({ engine, host, port, database, schema }: Datastore): string {
  const name = [database, schema].filter((part) => part !== null).join('.');
  const where = host === null ? 'somewhere' : `at ${host}${port === null ? '' : `:${port}`}`;
  return `${engine}${name === '' ? '' : ` "${name}"`} ${where}`;
}

function healthText({ listens, health }: Service): string[] {
  if (listens.length === 0 && health.state !== 'present') return [];
  const [site] = health.evidence;
  const text = { present: 'has a health check', absent: 'no health check', unknown: 'health check not known' }[
    health.state
  ];
  return [site ? `${text}; ${site.file}:${site.line}` : text];
}
