import { parseJson, positionAt } from '../../io/json.ts';
import type { Evidence } from '../../model/system.ts';
import { listOf, objectOf, textOf } from './facts.ts';

/** An OpenAPI document (2 or 3): the operations that it describes. */
export interface OpenApiDocument {
  /** The document; of a generated client that is kept in the repository, its folder. */
  readonly file: string;
  readonly isClient?: true;
  /** URLs of servers; for version 2 the one that scheme, host and base path make. */
  readonly servers: readonly string[];
  readonly operations: readonly OpenApiOperation[];
}

/** One operation of an OpenAPI document. */
export interface OpenApiOperation {
  /** `operationId`, or null. */
  readonly id: string | null;
  /** In capitals. */
  readonly method: string;
  /** As written: `/orders/{id}`. */
  readonly path: string;
  /** The module that the document names for its handler, for servers that are made from a document; null when it names none. */
  readonly controller: string | null;
  /** The same for express-openapi-validator. */
  readonly handler: string | null;
  readonly evidence: Evidence;
}

// What the packages that make servers of documents call the module of a handler, and its name there.
const CONTROLLERS = ['x-swagger-router-controller', 'x-openapi-router-controller'];
const IDS = ['x-eov-operation-id', 'operationId'];

const METHOD = /^(?:get|put|post|delete|options|head|patch|trace)$/;

/** True when a text starts as an OpenAPI document does. */
export function isOpenApi(text: string): boolean {
  return /^[\s{]*(?:#.*\s+|"[\w$]+":\s*"[^"]*",\s*)*["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]/.test(
    text.slice(0, 4000),
  );
}

/** Reads the operations of an OpenAPI document; schemas and answers are passed over. */
export function parseOpenApi(file: string, text: string): OpenApiDocument {
  return /^\s*\{/.test(text) ? fromJson(file, text) : fromYaml(file, text);
}

function fromJson(file: string, text: string): OpenApiDocument {
  const root = objectOf(parseJson(text).value);
  const operations = Object.entries(objectOf(root['paths'])).flatMap(([path, value]) => {
    const item = objectOf(value);
    let from = text.indexOf(JSON.stringify(path));
    return Object.entries(item).flatMap(([method, value]): OpenApiOperation[] => {
      if (!METHOD.test(method)) return [];
      const found = text.indexOf(`"${method}"`, from);
      if (found >= 0) from = found;
      const operation = objectOf(value);
      return [
        {
          id: firstOf(IDS, (key) => textOf(operation[key])),
          method: method.toUpperCase(),
          path,
          controller: firstOf(CONTROLLERS, (key) => textOf(operation[key]) ?? textOf(item[key])),
          handler: textOf(operation['x-eov-operation-handler']),
          evidence: { file, ...positionAt(text, Math.max(0, from)), note: `${method.toUpperCase()} ${path}` },
        },
      ];
    });
  });
  const urls = listOf(root['servers']).flatMap((server) => textOf(objectOf(server)['url']) ?? []);
  const scheme = textOf(listOf(root['schemes'])[0]) ?? 'http';
  return { file, servers: [...urls, ...version2(scheme, textOf(root['host']), textOf(root['basePath']))], operations };
}

function firstOf(names: readonly string[], value: (name: string) => string | null): string | null {
  return names.map(value).find((one) => one !== null) ?? null;
}

function version2(scheme: string, host: string | null, basePath: string | null): string[] {
  if (host === null) return basePath === null ? [] : [basePath];
  return [`${scheme}://${host}${basePath ?? ''}`];
}

interface Line {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
  readonly number: number;
}

// Documents grow to megabytes, most of it schemas: only lines with keys are looked at, by their indentation.
function fromYaml(file: string, text: string): OpenApiDocument {
  const lines = keyLines(text);
  const top = (key: string): string | null =>
    lines.find((line) => line.indent === 0 && line.key === key)?.value ?? null;
  const operations: OpenApiOperation[] = [];
  for (const path of children(
    lines,
    lines.findIndex((line) => line.indent === 0 && line.key === 'paths'),
  )) {
    const shared = children(lines, path);
    for (const method of shared) {
      const { key: verb = '', number = 1, indent = 0 } = lines[method] ?? {};
      if (!METHOD.test(verb)) continue;
      const own = [...children(lines, method), ...shared].flatMap((at) => lines[at] ?? []);
      const valueOf = (key: string): string | null => own.find((line) => line.key === key)?.value || null;
      const at = lines[path]?.key ?? '';
      operations.push({
        id: firstOf(IDS, valueOf),
        method: verb.toUpperCase(),
        path: at,
        controller: firstOf(CONTROLLERS, valueOf),
        handler: valueOf('x-eov-operation-handler'),
        evidence: { file, line: number, column: indent + 1, note: `${verb.toUpperCase()} ${at}` },
      });
    }
  }
  return { file, servers: [...serverUrls(text), ...version2('http', top('host'), top('basePath'))], operations };
}

function keyLines(text: string): Line[] {
  const lines: Line[] = [];
  let number = 0;
  let block = -1;
  for (const line of text.split('\n')) {
    number += 1;
    const indent = line.search(/\S/);
    if (indent < 0 || line[indent] === '#') continue;
    // The text of a `description: |` stands deeper than its key.
    if (block >= 0 && indent > block) continue;
    block = -1;
    const match = /^(["']?)([^\s"'#-][^"']*?|\/[^"']*)\1\s*:(?:\s+(.*?))?\s*$/.exec(line.slice(indent));
    if (!match) continue;
    const value = (match[3] ?? '').replace(/\s+#.*$/, '');
    if (/^[|>][+-]?\d*$/.test(value)) block = indent;
    lines.push({ indent, key: match[2] ?? '', value: value.replace(/^(["'])(.*)\1$/, '$2'), number });
  }
  return lines;
}

/** Indexes of the lines directly under line `at`. */
function children(lines: readonly Line[], at: number): number[] {
  const parent = lines[at];
  const first = lines[at + 1];
  if (at < 0 || !parent || !first || first.indent <= parent.indent) return [];
  const found: number[] = [];
  for (let i = at + 1; i < lines.length; i++) {
    const indent = lines[i]?.indent ?? 0;
    if (indent <= parent.indent) break;
    if (indent === first.indent) found.push(i);
  }
  return found;
}

function serverUrls(text: string): string[] {
  const block = /^servers:[^\n]*\n((?:[ \t-][^\n]*\n|\s*\n)*)/m.exec(text)?.[1] ?? '';
  return [...block.matchAll(/^\s*-?\s*url:\s*["']?([^\s"'#]+)/gm)].flatMap((match) => match[1] ?? []);
}
