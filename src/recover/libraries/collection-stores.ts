import { joinTexts } from '../link/texts.ts';
import type { Lib } from '../link/values.ts';
import { argument, everyOption, optionValues } from './options.ts';
import type { AccessShape, Recogniser, Site, StoreShape } from './recogniser.ts';

/** A store whose client works on something that is named by a text: a collection, an index, a database. */
interface Style {
  readonly packages: readonly string[];
  readonly engine: string;
  /** Path of what opens the store, with the call itself; left out where a driver is known. */
  readonly open?: RegExp;
  readonly url?: readonly string[];
  /** Path of a read or write; its last group is the operation. */
  readonly access: RegExp;
  /** The call on the way there that names the collection, or the member that does (its first group); else an argument's number. */
  readonly named: RegExp | number;
  /** Option that holds the name, where options are given in place of it. */
  readonly option?: string;
  readonly reads: RegExp;
  readonly writes: RegExp;
}

const MONGO = {
  reads: /^(?:find\w*|count\w*|aggregate|distinct|watch|exists|mapReduce|estimatedDocumentCount)$/,
  writes:
    /^(?:insert\w*|update\w*|replace\w*|delete\w*|remove|findOneAnd\w+|findAndModify|bulkWrite|upsert|save|drop)$/,
};

const STYLES: readonly Style[] = [
  {
    packages: ['monk'],
    engine: 'mongodb',
    access: /^(?:default)?\(\)\.(?:get|create)\(\)\.(\w+)$/,
    named: /\.(?:get|create)\(\)$/,
    ...MONGO,
  },
  {
    packages: ['mongoist', 'mongojs'],
    engine: 'mongodb',
    access: /^(?:default)?\(\)\.(?:collection\(\)|\w+)\.(\w+)$/,
    named: /^(?:default)?\(\)\.(\w+)\.\w+$|\.collection\(\)$/,
    ...MONGO,
  },
  { packages: ['papr'], engine: 'mongodb', access: /!\.model\(\)\.(\w+)$/, named: /\.model\(\)$/, ...MONGO },
  {
    packages: ['@datastax/astra-db-ts'],
    engine: 'astra',
    open: /^DataAPIClient!\.db\(\)$/,
    access: /\.(?:collection|table)\(\)\.(\w+)$/,
    named: /\.(?:collection|table)\(\)$/,
    ...MONGO,
  },
  {
    packages: ['nano'],
    engine: 'couchdb',
    access: /^(?:default)?\(\)(?:\.db)?\.(?:use|scope)\(\)\.(\w+)$/,
    named: /\.(?:use|scope)\(\)$/,
    reads: /^(?:get|head|list|fetch|find|view|search|changes\w*|partitioned\w+)$/,
    writes: /^(?:insert|destroy|bulk|copy|atomic)$/,
  },
  {
    packages: ['@qdrant/js-client-rest', '@qdrant/qdrant-js'],
    engine: 'qdrant',
    open: /^QdrantClient!$/,
    url: ['url'],
    access: /^QdrantClient!\.(\w+)$/,
    named: 0,
    reads: /^(?:search\w*|query\w*|scroll|retrieve|recommend\w*|discover\w*|count|getCollection|facet)$/,
    writes:
      /^(?:upsert|delete|update\w*|batchUpdate|setPayload|overwritePayload|deletePayload|clearPayload|createCollection|recreateCollection|deleteCollection)$/,
  },
  {
    packages: ['@pinecone-database/pinecone'],
    engine: 'pinecone',
    open: /^(?:Pinecone|PineconeClient)!$/,
    access: /^(?:Pinecone|PineconeClient)!\.[iI]ndex\(\)(?:\.namespace\(\))?\.(\w+)$/,
    named: /\.[iI]ndex\(\)$/,
    reads: /^(?:query|fetch|describeIndexStats|listPaginated|searchRecords)$/,
    writes: /^(?:upsert\w*|update|delete\w*|_delete)$/,
  },
  {
    packages: ['weaviate-client'],
    engine: 'weaviate',
    open: /^(?:default\.)?connectTo\w+\(\)$/,
    access: /\.collections\.(?:get|use)\(\)\.(?:data|query|generate|aggregate)\.(\w+)$/,
    named: /\.collections\.(?:get|use)\(\)$/,
    reads: /^(?:near\w+|bm25|hybrid|fetch\w+|over\w+|groupBy)$/,
    writes: /^(?:insert\w*|update|replace|delete\w+|reference\w+)$/,
  },
  {
    packages: ['meilisearch'],
    engine: 'meilisearch',
    open: /^(?:MeiliSearch|Meilisearch)!$/,
    url: ['host'],
    access: /^(?:MeiliSearch|Meilisearch)!\.index\(\)\.(\w+)$/,
    named: /\.index\(\)$/,
    reads: /^(?:search\w*|getDocuments?|getStats)$/,
    writes: /^(?:add\w+|update\w+|delete\w+)$/,
  },
  {
    packages: ['typesense'],
    engine: 'typesense',
    open: /^(?:default\.)?(?:Client|SearchClient)!$/,
    access: /Client!\.collections\(\)\.documents\(\)\.(\w+)$/,
    named: /\.collections\(\)$/,
    reads: /^(?:search|retrieve|export)$/,
    writes: /^(?:create|upsert|update|delete|import|emplace)$/,
  },
  {
    packages: ['node-appwrite', 'appwrite'],
    engine: 'appwrite',
    access: /^(?:Databases|TablesDB)!\.(\w+)$/,
    named: 1,
    option: 'collectionId',
    reads: /^(?:list|get)(?:Documents?|Rows?)$/,
    writes: /^(?:create|update|delete|upsert)(?:Documents?|Rows?)$/,
  },
];

/**
 * Recognisers of stores that are worked with by the name of a collection: monk, mongoist, papr, Astra, CouchDB, the vector
 * stores Qdrant, Pinecone and Weaviate, Meilisearch, Typesense, Appwrite.
 */
export const collectionStores: readonly Recogniser[] = STYLES.map((style) => ({
  packages: style.packages,
  store: (lib, site) => opened(style, lib, site),
  access: (lib, site) => accessed(style, lib, site),
}));

function opened({ open, engine, url }: Style, lib: Lib, site: Site): StoreShape | undefined {
  if (!open?.test(`${lib.path}${site.call.isNew ? '!' : '()'}`)) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const nodes = everyOption(evaluator, first, 'nodes').flatMap((value) =>
    value.t === 'arr' ? evaluator.elements([value]).slice(0, 1) : [value],
  );
  const both = [...first, ...nodes];
  return {
    engine,
    url: [...first.filter((value) => value.t === 'text'), ...(url ? optionValues(evaluator, first, ...url) : [])],
    host: url?.includes('host') ? [] : optionValues(evaluator, both, 'host'),
    port: optionValues(evaluator, both, 'port'),
    database: [],
  };
}

function accessed(style: Style, lib: Lib, site: Site): AccessShape | undefined {
  const operation = style.access.exec(lib.path)?.at(-1) ?? '';
  const mode = style.writes.test(operation) ? 'write' : style.reads.test(operation) ? 'read' : undefined;
  if (!mode) return undefined;
  return { engine: style.engine, tables: [nameOf(style, lib, site) ?? null], mode, operation };
}

function nameOf({ named, option }: Style, lib: Lib, site: Site): string | undefined {
  const { evaluator } = site;
  if (typeof named === 'number') {
    const options =
      option === undefined ? [] : optionValues(evaluator, argument(evaluator, site.args, 0), option, 'tableId');
    return joinTexts([...options, ...argument(evaluator, site.args, named)])[0];
  }
  const member = named.exec(lib.path)?.[1];
  if (member !== undefined) return member;
  for (let at: Lib | undefined = lib; at; at = at.base)
    if (named.test(at.path.replace(/\(\)\.[\w.]+$/, '()'))) return joinTexts(argument(evaluator, at.args, 0))[0];
  return undefined;
}
