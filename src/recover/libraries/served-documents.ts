import { posix } from 'node:path';
import { joinTexts, partsOf } from '../link/texts.ts';
import type { Value } from '../link/values.ts';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import { optionValues } from './options.ts';
import type { RouteShape, Site } from './recogniser.ts';

/** One operation of the document that a server is made from. */
export interface ServedOperation {
  readonly id: string | null;
  readonly controller: string | null;
  readonly handler: string | null;
  readonly method: string;
  readonly path: string;
  readonly written: NonNullable<RouteShape['written']>;
}

/** The document that a server is made from. */
export interface ServedDocument {
  /** What its servers say stands in front of its paths. */
  readonly prefix: string;
  readonly operations: readonly ServedOperation[];
}

const VERB = /^(?:get|put|post|delete|options|head|patch|trace)$/;
const MOST_LEVELS = 4;

/** The OpenAPI document among values: written in the code, imported, or read from a file; else the only one of the package. */
export function servedDocument(site: Site, values: readonly Value[]): ServedDocument | undefined {
  const inCode = values.flatMap((value) => (value.t === 'obj' ? (writtenDocument(site, value) ?? []) : []));
  if (inCode[0]) return inCode[0];
  const { program } = site.evaluator;
  const all = site.uses.contracts.filter((one) => !one.isClient);
  const named = filesIn(site, values, 0).flatMap((name) => nearestNamed(all, name, site.file) ?? []);
  const home = program.packageOf(site.file);
  const own = all.filter((one) => program.packageOf(one.file) === home);
  const document = named[0] ?? (own.length === 1 ? own[0] : undefined);
  return document && fromFile(document);
}

function fromFile({ servers, operations }: OpenApiDocument): ServedDocument {
  return {
    prefix: pathOf(servers[0] ?? ''),
    operations: operations.map(({ evidence, ...one }) => ({ ...one, written: { file: evidence.file, at: evidence } })),
  };
}

function pathOf(url: string): string {
  return url.replace(/^\w+:\/\/[^/]*/, '').replace(/\/+$/, '');
}

// `{ openapi, paths: { '/orders': { get: { operationId } } } }` in the code.
function writtenDocument(site: Site, document: Extract<Value, { t: 'obj' }>): ServedDocument | undefined {
  const { evaluator } = site;
  const paths = objects(optionValues(evaluator, [document], 'paths'));
  const operations = paths.flatMap((all) =>
    all.expr.props.flatMap(({ key: path, value }) =>
      objects(evaluator.eval(all.file, value, all.frame)).flatMap((item) =>
        item.expr.props.flatMap(({ key, value: operation, at }): ServedOperation[] => {
          if (typeof path !== 'string' || typeof key !== 'string' || !VERB.test(key)) return [];
          const [id = null] = joinTexts(
            optionValues(evaluator, evaluator.eval(item.file, operation, item.frame), 'operationId'),
          );
          return [
            { id, controller: null, handler: null, method: key.toUpperCase(), path, written: { file: item.file, at } },
          ];
        }),
      ),
    ),
  );
  if (operations.length === 0) return undefined;
  const servers = evaluator.elements([...optionValues(evaluator, [document], 'servers')]);
  const [url = ''] = joinTexts([
    ...optionValues(evaluator, [document], 'basePath'),
    ...optionValues(evaluator, servers, 'url'),
  ]);
  return { prefix: pathOf(url), operations };
}

// Those of the values that are object literals.
function objects(values: readonly Value[]): Extract<Value, { t: 'obj' }>[] {
  return values.filter((value) => value.t === 'obj');
}

// `'./api.yaml'`, `path.join(__dirname, 'api.yaml')`, `yaml.load(fs.readFileSync('api.yaml'))`, `require('./api.json')`.
function filesIn(site: Site, values: readonly Value[], level: number): string[] {
  return values.flatMap((value): string[] => {
    if (value.t === 'obj' || value.t === 'mod') return [value.file];
    if (value.t === 'text') return /\.(?:ya?ml|json)$/.test(tailOf(value)) ? [tailOf(value)] : [];
    if (value.t !== 'lib' || level > MOST_LEVELS) return [];
    return value.lib.args.flatMap((arg) => filesIn(site, site.evaluator.of(arg), level + 1));
  });
}

/** What is known of the end of a path, without steps upwards. */
export function tailOf(value: Value): string {
  const parts = partsOf(value);
  const hole = parts.map((part) => part.p === 'text').lastIndexOf(false);
  const text = parts.slice(hole + 1).flatMap((part) => (part.p === 'text' ? part.s : []));
  return posix.normalize(`/${text.join('')}`).replace(/^\/+/, '');
}

// Packages have documents of the same name: the one that shares the longest way with the file that reads it.
function nearestNamed(all: readonly OpenApiDocument[], name: string, from: string): OpenApiDocument | undefined {
  const fitting = all.filter(({ file }) => file === name || file.endsWith(`/${name}`));
  const shared = ({ file }: OpenApiDocument): number => {
    const [a, b] = [file.split('/'), from.split('/')];
    const end = a.findIndex((segment, index) => segment !== b[index]);
    return end < 0 ? a.length : end;
  };
  return [...fitting].sort((a, b) => shared(b) - shared(a))[0];
}
