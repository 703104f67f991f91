import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { Manifests } from '../inventory/unit.ts';
import { plural, snakeCase, tablesOf } from '../libraries/entities.ts';
import type { Collected } from './collect.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts } from './texts.ts';
import { writtenName } from './written-name.ts';

/** What keeps a row from being there twice: a key that is unique, nothing but keys that are made for each row, or not known. */
export type Uniqueness = 'unique' | 'none' | 'unknown';

// Calls whose first argument names a table or collection and whose file describes it.
const DEFINES = /^(?:model|define|pgTable|mysqlTable|sqliteTable|table)$/;
const UNIQUE_CALL = /^(?:unique|uniqueIndex|uniqueKey|Unique|PrimaryColumn|uniqueConstraint|UniqueConstraint)$/;
const MADE_BY_STORE =
  /^(?:serial|smallserial|bigserial|autoincrement|generated\w*|defaultRandom|\$default\w*|default)$/;

/** Knows tables by the code and the schemas that describe them. A file that makes anything unique vouches for all that it describes. */
export class UniqueKeys {
  private readonly known = new Map<string, Uniqueness>();
  private readonly hasIndexes: boolean;

  constructor(evaluator: Evaluator, collected: Collected, { prisma }: Pick<Manifests, 'prisma'>) {
    let hasIndexes = false;
    for (const [file, facts] of evaluator.program.files) {
      const tables = describedIn(evaluator, file, facts);
      hasIndexes ||= facts.calls.some(({ callee }) => nameOf(facts, callee) === 'createIndex');
      if (tables.length > 0) this.note(tables, makesUnique(facts));
    }
    for (const { models } of prisma) for (const { name, table, isUnique } of models) this.note([name, table], isUnique);
    for (const { shape } of collected.accesses) {
      const [sql] = shape.operation === 'CREATE' ? joinTexts(shape.sql ?? []) : [];
      if (sql !== undefined) this.note(shape.tables, isUniqueTable(sql));
    }
    this.hasIndexes = hasIndexes;
  }

  /** Of a table as an access names it; a collection of MongoDB that no model describes has no keys but its own. */
  of(engine: string, table: string | null): Uniqueness {
    if (table === null) return 'unknown';
    const found = this.known.get(plain(table));
    return found ?? (engine === 'mongodb' && !this.hasIndexes ? 'none' : 'unknown');
  }

  private note(tables: readonly (string | null)[], isUnique: boolean): void {
    for (const table of tables) {
      if (table === null) continue;
      const before = this.known.get(plain(table));
      this.known.set(plain(table), isUnique || before === 'unique' ? 'unique' : 'none');
    }
  }
}

// `Order`, `orders` and `shop.orders` may be one table: mappers differ in how they make one of the other.
function plain(table: string): string {
  const name = table.split('.').at(-1) ?? table;
  return name
    .toLowerCase()
    .replace(/_/g, '')
    .replace(/ies$/, 'y')
    .replace(/(?<=[sxz]|ch|sh)es$|s$/, '');
}

function describedIn(evaluator: Evaluator, file: string, facts: FileFacts): string[] {
  const classes = facts.classes.flatMap((cls, c) => {
    const names = cls.decorators.map((index) => nameOf(facts, facts.calls[index]?.callee));
    if (!names.some((name) => /^(?:Entity|Table|Schema)$/.test(name))) return [];
    const value = { t: 'class', file, c, frame: undefined } as const;
    return [cls.name, ...tablesOf(evaluator, [value], snakeCase), plural(cls.name)];
  });
  const called = facts.calls.flatMap(({ callee, args: [first] }) =>
    first && DEFINES.test(nameOf(facts, callee)) ? joinTexts(evaluator.eval(file, first, undefined)) : [],
  );
  return [...classes, ...called];
}

function makesUnique(facts: FileFacts): boolean {
  const roots = [
    ...facts.calls.flatMap(({ args }) => args),
    ...facts.bindings.flatMap(({ values }) => values),
    ...facts.classes.flatMap(({ fields }) => fields.flatMap(({ value }) => value ?? [])),
  ];
  return (
    facts.calls.some(({ callee }) => UNIQUE_CALL.test(nameOf(facts, callee)) || isGivenKey(facts, callee)) ||
    roots.some((expr) => hasUniqueOption(expr))
  );
}

// `text('id').primaryKey()`: a key that the service makes itself, unless the store does.
function isGivenKey(facts: FileFacts, callee: Expr): boolean {
  if (callee.k !== 'get' || callee.n !== 'primaryKey') return false;
  for (let at: Expr | undefined = callee.o; at?.k === 'call';) {
    const inner: Expr | undefined = facts.calls[at.c]?.callee;
    if (MADE_BY_STORE.test(nameOf(facts, inner))) return false;
    at = inner?.k === 'get' ? inner.o : undefined;
  }
  return true;
}

function hasUniqueOption(expr: Expr): boolean {
  if (expr.k === 'arr') return expr.items.some(hasUniqueOption);
  if (expr.k !== 'obj') return false;
  return expr.props.some(
    ({ key, value }) =>
      (key === 'unique' && !(value.k === 'bool' && !value.v)) || key === 'uniqueKeys' || hasUniqueOption(value),
  );
}

// A primary key that the caller gives is unique as well.
function isUniqueTable(sql: string): boolean {
  if (/\bunique\b/i.test(sql)) return true;
  const columns = sql.split(',').filter((column) => /\bprimary\s+key\b/i.test(column));
  return columns.some((column) => !/serial|identity|auto_?increment|generated|default/i.test(column));
}

function nameOf(facts: FileFacts, callee: Expr | undefined): string {
  return (callee && writtenName(facts, callee).split('.').at(-1)) ?? '';
}
