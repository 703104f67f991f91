import { joinTexts } from '../link/texts.ts';
import type { Lib } from '../link/values.ts';
import { argument } from './options.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** Recognisers of document stores by the collection: Firestore, Couchbase, dynamoose; and of Supabase. */
export const cloudStores: readonly Recogniser[] = [
  { packages: ['@google-cloud/firestore', 'firebase-admin'], access: firestore },
  { packages: ['couchbase'], store: couchbaseStore, access: couchbase },
  { packages: ['dynamoose'], access: dynamoose },
  { packages: ['@supabase/supabase-js'], store: supabaseStore, access: supabase },
];

const FIRESTORE = /(?:Firestore!|firestore\(\)|getFirestore\(\))[^]*\.(collection|collectionGroup|doc)\(\)[^]*\.(\w+)$/;

function firestore(lib: Lib, site: Site): AccessShape | undefined {
  const operation = FIRESTORE.exec(lib.path)?.[2] ?? '';
  const mode = /^(?:add|set|create|update|delete)$/.test(operation)
    ? 'write'
    : /^(?:get|stream|onSnapshot|listDocuments|count)$/.test(operation)
      ? 'read'
      : undefined;
  if (!mode) return undefined;
  for (let at: Lib | undefined = lib; at; at = at.base) {
    const step = /\.(collection|collectionGroup|doc)\(\)(?:\.\w+)?$/.exec(at.path)?.[1];
    const [path] = step === undefined ? [] : joinTexts(argument(site.evaluator, at.args, 0));
    const segments = path?.split('/').filter(Boolean) ?? [];
    // A collection of a document is named by its own last part; `doc('orders/1')` is of the collection before it.
    const name = step === 'doc' ? (segments.length > 1 ? segments.at(-2) : undefined) : segments.at(-1);
    if (step !== undefined && (name !== undefined || step !== 'doc'))
      return { engine: 'firestore', tables: [name ?? null], mode, operation };
  }
  return { engine: 'firestore', tables: [null], mode, operation };
}

function couchbaseStore(lib: Lib, site: Site): StoreShape | undefined {
  if (!/^(?:connect|Cluster\.connect|Cluster)$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const url = argument(evaluator, site.args, 0).filter((value) => value.t === 'text');
  const buckets = site.uses
    .on({ ...lib, site: { file: site.file, call: site.c } })
    .filter(({ name }) => name === 'bucket');
  const database = buckets.flatMap(({ file, c }) => {
    const [name] = evaluator.program.facts(file).calls[c]?.args ?? [];
    return name ? evaluator.eval(file, name, undefined) : [];
  });
  return { engine: 'couchbase', url, host: [], port: [], database };
}

function couchbase(lib: Lib, site: Site): AccessShape | undefined {
  const match = /\.(collection|defaultCollection)\(\)\.(\w+)$/.exec(lib.path);
  const operation = match?.[2] ?? '';
  const mode = /^(?:upsert|insert|replace|remove|mutateIn|touch)$/.test(operation)
    ? 'write'
    : /^(?:get\w*|exists|lookupIn)$/.test(operation)
      ? 'read'
      : undefined;
  if (!mode) return undefined;
  const [name] = match?.[1] === 'collection' ? joinTexts(argument(site.evaluator, lib.args, 0)) : [];
  return { engine: 'couchbase', tables: [name ?? null], mode, operation };
}

function dynamoose(lib: Lib, site: Site): AccessShape | undefined {
  const operation = /^model\(\)!?\.(\w+)$/.exec(lib.path)?.[1] ?? '';
  const mode = /^(?:create|update|delete|batchPut|batchDelete|save)$/.test(operation)
    ? 'write'
    : /^(?:get|batchGet|query|scan)$/.test(operation)
      ? 'read'
      : undefined;
  if (!mode) return undefined;
  const made = lib.path.includes('!') ? lib.base : lib;
  const [name] = joinTexts(argument(site.evaluator, made?.args ?? [], 0));
  return { engine: 'dynamodb', tables: [name ?? null], mode, operation };
}

function supabaseStore(lib: Lib, site: Site): StoreShape | undefined {
  if (lib.path !== 'createClient') return undefined;
  const url = argument(site.evaluator, site.args, 0).filter((value) => value.t === 'text');
  return { engine: 'supabase', url, host: [], port: [], database: [] };
}

function supabase(lib: Lib, site: Site): AccessShape | undefined {
  const match =
    /(?:createClient\(\)|SupabaseClient!)(?:\.schema\(\))?\.from\(\)\.(select|insert|update|upsert|delete)$/.exec(
      lib.path,
    );
  const operation = match?.[1];
  if (!operation) return undefined;
  const tables = joinTexts(argument(site.evaluator, lib.args, 0));
  const mode = operation === 'select' ? 'read' : 'write';
  return { engine: 'supabase', tables: tables.length > 0 ? tables : [null], mode, operation };
}
