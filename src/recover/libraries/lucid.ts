import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { normaliseEngine } from './datastores.ts';
import { plural, snakeCase } from './entities.ts';
import { argument, optionValues } from './options.ts';
import type { AccessShape, Site } from './recogniser.ts';
import { sqlAccess } from './sql.ts';

const MODEL = /^(?:Orm|orm)\.BaseModel(?:\.\w+\(\))*\.(\w+)$/;
const DATABASE = /^(?:Database|services\/db)(?:\.transaction\((?:cb0\.0)?\)|\.connection\(\))?\.(\w+)(?:\(\)\.(\w+))?$/;
const READ = /^(?:find\w*|first\w*|all|query)$/;
const WRITE = /^(?:create\w*|save|saveQuietly|delete|firstOrCreate|fetchOrCreate\w*|updateOrCreate\w*|truncate)$/;
const CHANGES = /^(?:update|delete|increment|decrement|insert|multiInsert|insertQuery)$/;

/** Reads and writes of Lucid, the mapper of AdonisJS: `Order.query()`, `order.save()`, `db.from('orders')`. */
export function lucid(lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  return ofModel(lib, site) ?? ofDatabase(lib, site);
}

function ofModel(lib: Lib, site: Site): AccessShape | undefined {
  const operation = MODEL.exec(lib.path)?.[1] ?? '';
  const isFound = /\)\.\w+$/.test(lib.path);
  // What a query gives is one access with the query; only what was found is saved or deleted by itself.
  if (isFound && (/\.query\(\)/.test(lib.path) || !/^(?:save|delete)$/.test(operation))) return undefined;
  const later = chain(lib, site).find((name) => CHANGES.test(name));
  const isQuery = operation === 'query';
  const mode = WRITE.test(operation) || (isQuery && later) ? 'write' : READ.test(operation) ? 'read' : undefined;
  if (!mode) return undefined;
  const tables = modelOf(lib, site).map((model) => tableOf(site.evaluator, model));
  return access(site, (isQuery && later) || operation, mode, tables);
}

function modelOf(lib: Lib, site: Site): Extract<Value, { t: 'class' }>[] {
  for (let at: Lib | undefined = lib; at; at = at.base)
    if (/BaseModel\.\w+$/.test(at.path))
      return argument(site.evaluator, at.args, 0).flatMap((value) => (value.t === 'class' ? [value] : []));
  return [];
}

function tableOf(evaluator: Evaluator, model: Extract<Value, { t: 'class' }>): string {
  const cls = evaluator.program.cls(model.file, model.c);
  const field = cls?.fields.find(({ name, isStatic }) => name === 'table' && isStatic);
  const [named] = field?.value ? joinTexts(evaluator.eval(model.file, field.value, undefined)) : [];
  return named ?? plural(snakeCase(cls?.name ?? ''));
}

function ofDatabase(lib: Lib, site: Site): AccessShape | readonly AccessShape[] | undefined {
  const [, first = '', second] = DATABASE.exec(lib.path) ?? [];
  const names = joinTexts(argument(site.evaluator, site.args, 0));
  if (first === 'rawQuery' && second === undefined)
    return sqlAccess(engineOf(site), argument(site.evaluator, site.args, 0));
  if (first === 'table' && second === undefined) return access(site, 'insert', 'write', names);
  const isFrom = second === undefined ? first === 'from' : first === 'query' && second === 'from';
  if (!isFrom) return undefined;
  const operation = chain(lib, site).find((name) => CHANGES.test(name));
  return access(site, operation ?? 'select', operation ? 'write' : 'read', names);
}

// What is called on the result of this call.
function chain(lib: Lib, site: Site): readonly string[] {
  return site.uses.on({ ...lib, site: { file: site.file, call: site.c } }).map(({ name }) => name);
}

function access(site: Site, operation: string, mode: 'read' | 'write', tables: readonly string[]): AccessShape {
  return { engine: engineOf(site), tables: tables.length > 0 ? tables : [null], mode, operation };
}

// The connection that `config/database` names, else the only one there.
function engineOf({ evaluator, file }: Site): string {
  const { program } = evaluator;
  const folder = program.packageOf(file);
  const config = program.fileAt(folder === '.' ? 'config/database' : `${folder}/config/database`);
  if (config === undefined) return '';
  const settings = evaluator
    .exportValue(config, 'default')
    .flatMap((value) => (value.t === 'lib' ? argument(evaluator, value.lib.args, 0) : [value]));
  const connections = optionValues(evaluator, settings, 'connections');
  const [chosen] = joinTexts(optionValues(evaluator, settings, 'connection'));
  const own = chosen === undefined ? [] : optionValues(evaluator, connections, chosen);
  const clients = [...own, ...evaluator.elements(connections)].flatMap((one) =>
    joinTexts(optionValues(evaluator, [one], 'client')),
  );
  return own.length > 0 || new Set(clients).size === 1 ? normaliseEngine(clients[0]) : '';
}
