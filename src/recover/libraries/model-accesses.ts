import { joinTexts } from '../link/texts.ts';
import type { Lib } from '../link/values.ts';
import { argument } from './options.ts';
import type { AccessShape, Site } from './recogniser.ts';

const MONGO_READ =
  /^(find|findOne|findById|count|countDocuments|estimatedDocumentCount|aggregate|distinct|exists|watch)$/;
const MONGO_WRITE =
  /^(insert\w*|update\w*|replace\w*|delete\w*|remove|findOneAnd\w+|findByIdAnd\w+|bulkWrite|create|save|findAndModify)$/;

/** Reads and writes of MongoDB collections, through the driver and mongoose models. */
export function mongoAccess(lib: Lib, site: Site): AccessShape | undefined {
  const match = /(collection\(\)|model\(\)!?|Model!|Collection!|(?:^|\.)models\.\w+)\.(\w+)$/.exec(lib.path);
  const operation = match?.[2];
  if (!match || !operation) return undefined;
  const mode = MONGO_WRITE.test(operation) ? 'write' : MONGO_READ.test(operation) ? 'read' : undefined;
  if (!mode) return undefined;
  return { engine: 'mongodb', tables: [collectionName(lib, site)], mode, operation };
}

function collectionName(lib: Lib, site: Site): string | null {
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (!/(collection|model)\(\)!?(\.\w+)?$/.test(at.path)) continue;
    const source = /!/.test(at.path.slice(-8)) ? at.base : at;
    const [name] = joinTexts(argument(site.evaluator, source?.args ?? [], 0));
    if (name) return name;
  }
  const cached = /(?:^|\.)models\.(\w+)\.\w+$/.exec(lib.path)?.[1];
  if (cached !== undefined) return cached;
  const [type] = lib.args;
  return type?.expr.k === 'id' ? (site.evaluator.program.facts(type.file).bindings[type.expr.b]?.name ?? null) : null;
}

const PRISMA =
  /PrismaClient!(?:\.\$extends\(\))?\.(\w+)\.(find\w+|count|aggregate|groupBy|create\w*|update\w*|upsert|delete\w*)$/;

/** Reads and writes through a Prisma client. */
export function prismaAccess(lib: Lib): AccessShape | undefined {
  const match =
    PRISMA.exec(lib.path) ??
    /\$transaction\(cb0\.0\)\.(\w+)\.(find\w+|count|aggregate|groupBy|create\w*|update\w*|upsert|delete\w*)$/.exec(
      lib.path,
    );
  if (!match?.[1] || !match[2]) return undefined;
  const mode = /^(find|count|aggregate|groupBy)/.test(match[2]) ? 'read' : 'write';
  return { engine: '', tables: [match[1]], mode, operation: match[2] };
}
