import type { Lib, Value } from '../link/values.ts';
import { argument, everyOption, optionValues } from './options.ts';
import { listed, publication, subscription } from './queues.ts';
import type { MessageShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** Recognisers of job queues that a database or a cloud keeps: Agenda, Graphile Worker, Google Cloud Tasks. */
export const jobQueues: readonly Recogniser[] = [
  { packages: ['agenda', '@hokify/agenda'], message: agenda, store: agendaStore },
  { packages: ['graphile-worker'], message: graphile, store: graphileStore },
  { packages: ['@google-cloud/tasks'], message: cloudTasks },
];

const AGENDA = /^(?:Agenda|default)?!\.(\w+)$/;

function agenda(lib: Lib, site: Site): MessageShape | undefined {
  const member = AGENDA.exec(lib.path)?.[1];
  const { evaluator, args } = site;
  if (member === 'define')
    return subscription(
      'mongodb',
      argument(evaluator, args, 0),
      args.flatMap((arg) => evaluator.of(arg)),
    );
  const index = member === 'every' || member === 'schedule' ? 1 : member === 'now' || member === 'create' ? 0 : -1;
  return index < 0 ? undefined : publication('mongodb', listed(site, argument(evaluator, args, index)));
}

function agendaStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!site.call.isNew || !/^(?:Agenda|default)?$/.test(lib.path)) return undefined;
  const db = optionValues(site.evaluator, argument(site.evaluator, site.args, 0), 'db');
  const url = optionValues(site.evaluator, db, 'address');
  return url.length > 0 ? { engine: 'mongodb', url, host: [], port: [], database: [] } : undefined;
}

const RUNNER = /^(?:run|runOnce|runMigrations)$/;

function graphile(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  if (/(?:makeWorkerUtils\(\)|run\(\)|WorkerUtils!|Runner!|JobHelpers!|\(cb\d+\.\w+\.\w+\.1\))\.addJob$/.test(lib.path))
    return publication('postgres', argument(evaluator, args, 0));
  if (lib.path === 'quickAddJob') return publication('postgres', argument(evaluator, args, 1));
  if (!RUNNER.test(lib.path)) return undefined;
  const tasks = optionValues(evaluator, argument(evaluator, args, 0), 'taskList').filter((value) => value.t === 'obj');
  const names = tasks.flatMap((value) => keysOf(site, value));
  return names.length > 0 ? subscription('postgres', names, evaluator.elements(tasks)) : undefined;
}

function keysOf(site: Site, value: Extract<Value, { t: 'obj' }>): Value[] {
  return value.expr.props.flatMap((prop): Value[] => {
    if (prop.key === null)
      return site.evaluator
        .eval(value.file, prop.value, value.frame)
        .flatMap((inner) => (inner.t === 'obj' ? keysOf(site, inner) : []));
    if (typeof prop.key !== 'string') return site.evaluator.eval(value.file, prop.key, value.frame);
    const at = site.evaluator.evidence(value.file, prop.at);
    return [{ t: 'text', parts: [{ p: 'text', s: prop.key, origin: 'literal', at }] }];
  });
}

function graphileStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!/^(?:run|runOnce|runMigrations|makeWorkerUtils|quickAddJob)$/.test(lib.path)) return undefined;
  const url = optionValues(site.evaluator, argument(site.evaluator, site.args, 0), 'connectionString');
  return url.length > 0 ? { engine: 'postgres', url, host: [], port: [], database: [] } : undefined;
}

// `client.createTask({ parent: client.queuePath(project, location, queue), task })`.
function cloudTasks(lib: Lib, site: Site): MessageShape | undefined {
  if (!/CloudTasksClient!\.createTask$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const parents = everyOption(evaluator, argument(evaluator, site.args, 0), 'parent').flatMap((value) =>
    value.t === 'lib' && /\.queuePath\(\)$/.test(value.lib.path) ? argument(evaluator, value.lib.args, 2) : [value],
  );
  return publication('cloudtasks', parents);
}
