import type { Position } from '../facts/file-facts.ts';
import type { Inventory, Unit } from '../inventory/unit.ts';
import type { StoreShape } from '../libraries/recogniser.ts';
import type { PrismaSchema } from '../manifests/prisma.ts';
import type { Attribution } from './attribution.ts';
import type { CallRef } from './callers.ts';
import { Environment } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { storeOf, type Opened } from './store-identity.ts';
import type { Part, Value } from './values.ts';

const PRISMA_ENGINES: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  postgres: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  mongodb: 'mongodb',
  sqlserver: 'mssql',
  cockroachdb: 'postgres',
};

/** Stores that services open through Prisma: a service that constructs (or extends) PrismaClient opens the store of its schema. */
export function openedByPrisma(
  evaluator: Evaluator,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
  inventory: Inventory,
): Opened[] {
  const opened = new Map<string, Opened>();
  for (const { file, at, ref } of clientsOf(evaluator)) {
    for (const unit of ref.c >= 0 ? attribution.services(ref) : attribution.servicesOfFunction(file, -1)) {
      const schema = nearest(inventory, unit);
      if (!schema || opened.has(unit.id)) continue;
      const { store, steps } = storeOf(shapeOf(schema), unit, environments.get(unit.id) ?? new Environment([]));
      const named = { ...schema.evidence, note: 'the schema names the store' };
      opened.set(unit.id, { unit, store, evidence: [evaluator.evidence(file, at), named, ...steps] });
    }
  }
  return [...opened.values()];
}

interface Client {
  readonly file: string;
  readonly at: Position;
  readonly ref: CallRef;
}

function clientsOf(evaluator: Evaluator): Client[] {
  const found: Client[] = [];
  for (const [file, facts] of evaluator.program.files) {
    if (!facts.imports.some((specifier) => /prisma/i.test(specifier))) continue;
    facts.calls.forEach((call, c) => {
      if (call.isNew && evaluator.eval(file, call.callee, undefined).some(isPrismaClient))
        found.push({ file, at: call, ref: { file, c } });
    });
    for (const cls of facts.classes) {
      if (cls.ext && evaluator.eval(file, cls.ext, undefined).some(isPrismaClient))
        found.push({ file, at: cls, ref: { file, c: -1 } });
    }
  }
  return found;
}

function shapeOf(schema: PrismaSchema): StoreShape {
  const { url, evidence: at } = schema;
  const parts: Part[] = [];
  if (url !== null && 'env' in url) parts.push({ p: 'env', name: url.env, at });
  else if (url !== null) parts.push({ p: 'text', s: url.literal, origin: 'literal', at });
  const engine = PRISMA_ENGINES[schema.provider ?? ''] ?? schema.provider ?? 'sql';
  return { engine, url: parts.length > 0 ? [{ t: 'text', parts }] : [], host: [], port: [], database: [] };
}

function isPrismaClient(value: Value): boolean {
  return value.t === 'lib' && /(^|\.)PrismaClient$/.test(value.lib.path);
}

function nearest(inventory: Inventory, unit: Unit): PrismaSchema | undefined {
  const shared = (file: string): number => {
    const [a, b] = [file.split('/'), unit.path.split('/')];
    let n = 0;
    while (n < b.length && a[n] === b[n]) n += 1;
    return n;
  };
  return [...inventory.manifests.prisma].sort(
    (a, b) => shared(b.file) - shared(a.file) || (a.file < b.file ? -1 : 1),
  )[0];
}
