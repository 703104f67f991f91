import type { Evaluator } from '../link/evaluate.ts';
import { mentions } from '../link/mentions.ts';
import type { Value } from '../link/values.ts';
import type { AccessShape, Repetition, Site } from './recogniser.ts';

// Keys under which the caller says which row it is: a second one is refused.
const OWN_KEY = /^(?:_?id|uuid|guid)$/i;
const KEEPS_FIRST = /^(?:skipDuplicates|ignoreDuplicates|updateOnDuplicate|orIgnore|onConflict\w*|ignore|upsert)$/;
const ADDS = /^(?:insert\w*|create\w*|bulkCreate|batchInsert|nativeInsert\w*)$/;
const COUNTS = /^(?:increment|decrement)(?:By)?$/;
const COUNTING_KEY = /^(?:\$inc|\$mul|increment|decrement|multiply|divide)$/;
const ADDING_KEY = /^\$push$/;
// A filter on where the row stands lets only the first message through.
const GUARDED_KEY = /^(?:\$ne|\$nin|\$not|status|state|version|__v|processed\w*|applied\w*)$/i;

/** What happens when a write is made a second time with the same values; undefined when nothing more, or when that is not known. */
export function repetitionOf(shape: AccessShape, path: string, site: Site): Repetition | undefined {
  if (shape.mode === 'read') return undefined;
  const statement = statementOf(shape, site);
  if (statement !== '') return ofStatement(statement);
  const { operation } = shape;
  if (COUNTS.test(operation)) return 'counts';
  const { evaluator } = site;
  const args = site.args.map((arg) => evaluator.of(arg));
  // What a repository saves is known to those who hand it over.
  const given = site.call.args.map((arg) => evaluator.eval(site.file, arg, undefined));
  const has = (keys: RegExp): boolean => [...args, ...given].some((values) => mentions(evaluator, values, keys));
  if (/^(?:update|upsert|findOneAnd|findByIdAnd)/.test(operation)) {
    if (has(GUARDED_KEY)) return undefined;
    return has(COUNTING_KEY) ? 'counts' : has(ADDING_KEY) && !operation.includes('sert') ? 'adds' : undefined;
  }
  const chained = chainOf(path, site);
  if (chained.some(({ name }) => KEEPS_FIRST.test(name)) || has(KEEPS_FIRST)) return undefined;
  if (chained.some(({ name }) => COUNTS.test(name))) return 'counts';
  // A document of mongoose saves itself; one that was made by `new` is new.
  const isMade = /(?:model\(\)|\.models\.\w+)!\.save$/.test(path);
  const isNew = ADDS.test(operation) || isMade || (operation === 'save' && savesNew(evaluator, given));
  if (!isNew || has(OWN_KEY) || chained.some((use) => use.name === 'values' && givesKey(evaluator, use)))
    return undefined;
  return 'adds';
}

// `INSERT … ON CONFLICT`, `SET stock = stock - 1`.
function ofStatement(sql: string): Repetition | undefined {
  const columns = /\binsert\s+into\s+[\w."`?]+\s*\(([^)]*)\)/i.exec(sql)?.[1];
  if (columns !== undefined) {
    const isKept = /\bon\s+(?:conflict|duplicate)\b|\bnot\s+exists\b|\binsert\s+(?:or\s+)?ignore\b|\bor\s+replace\b/i;
    const named = columns.split(',').map((column) => column.replace(/["`\s]/g, ''));
    return isKept.test(sql) || named.some((column) => OWN_KEY.test(column)) ? undefined : 'adds';
  }
  const counts = /\bset\b[\s\S]*?\b(\w+)["`]?\s*=\s*(?:coalesce\()?(?:\w+\.)?["`]?\1["`]?[^,]*?[-+*]/i.test(sql);
  const [, guard = ''] = /\bwhere\b([\s\S]*)$/i.exec(sql) ?? [];
  return /\bupdate\b/i.test(sql) && counts && !/\b(?:status|state|version|processed\w*|applied\w*)\b/i.test(guard)
    ? 'counts'
    : undefined;
}

function statementOf(shape: AccessShape, site: Site): string {
  const [first] = site.args;
  const values = shape.sql ?? (/^[A-Z]+$/.test(shape.operation) && first ? site.evaluator.of(first) : []);
  const texts = values.flatMap((value) =>
    value.t === 'text' ? [value.parts.map((part) => (part.p === 'text' ? part.s : '?')).join('')] : [],
  );
  return texts.join(';');
}

interface Chained {
  readonly name: string;
  readonly file?: string;
  readonly c?: number;
}

// The other calls of a builder's chain: those before it are in its path.
function chainOf(path: string, site: Site): Chained[] {
  const before = [...path.matchAll(/\.(\w+)\(\)/g)].map((match) => ({ name: match[1] ?? '' }));
  const made = { pkg: '', path: '', base: undefined, args: [], site: { file: site.file, call: site.c } };
  return [...before, ...site.uses.on(made)];
}

function givesKey(evaluator: Evaluator, { file, c }: Chained): boolean {
  const args = file === undefined || c === undefined ? [] : (evaluator.program.facts(file).calls[c]?.args ?? []);
  return args.some((arg) => mentions(evaluator, evaluator.eval(file ?? '', arg, undefined), OWN_KEY));
}

// What was just made is new; what was found before is changed.
function savesNew(evaluator: Evaluator, args: readonly (readonly Value[])[]): boolean {
  const values = args.flat().flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]));
  const isNew = (value: Value): boolean =>
    value.t === 'obj' || value.t === 'inst' || (value.t === 'lib' && /\.create\(\)$/.test(value.lib.path));
  return values.some(isNew) && values.every((value) => isNew(value) || value.t === 'class');
}
