import { joinTexts } from '../link/texts.ts';
import type { Lib } from '../link/values.ts';
import { argument } from './options.ts';
import type { AccessShape, Recogniser, Site } from './recogniser.ts';

const RUN =
  /^driver\(\)\.(?:session\(\)(?:\.(?:run|(?:execute|read|write)\w+\(cb0\.0\)\.run|beginTransaction\(\)\.run))|executeQuery)$|^(?:Session|Transaction|ManagedTransaction)!\.run$/;
const WRITES = /\b(?:CREATE|MERGE|SET|DELETE|REMOVE)\b/i;
const LABELS = /\(\s*\w*\s*:\s*`?(\w+)/g;

/** Neo4j: the labels of the nodes that a Cypher statement speaks of. */
export const graphStores: readonly Recogniser[] = [{ packages: ['neo4j-driver'], access }];

function access(lib: Lib, site: Site): AccessShape | undefined {
  if (!RUN.test(lib.path)) return undefined;
  const [statement] = joinTexts(argument(site.evaluator, site.args, 0));
  if (statement === undefined || !/\b(?:MATCH|CREATE|MERGE|CALL|UNWIND)\b/i.test(statement)) return undefined;
  const labels = [...new Set([...statement.matchAll(LABELS)].flatMap(([, label]) => label ?? []))].sort();
  const verb = WRITES.exec(statement)?.[0].toUpperCase();
  const mode = verb === undefined ? 'read' : 'write';
  return { engine: 'neo4j', tables: labels.length > 0 ? labels : [null], mode, operation: verb ?? 'MATCH' };
}
