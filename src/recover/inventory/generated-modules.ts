import { posix } from 'node:path';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import type { PackageJson } from '../manifests/package-json.ts';
import type { ReadFile } from './manifest-reader.ts';

/** The OpenAPI document that a module is generated from, by the module's path. */
export interface GeneratedModules {
  /** Of a module that is not in the repository. */
  readonly missing: (path: string) => string | undefined;
  /** Of a file that is there: the folder of its client, which stands for the document. */
  readonly kept: (file: string) => string | undefined;
}

const GENERATORS =
  /^(?:openapi-zod-client|@openapitools\/openapi-generator-cli|@openapi-generator-plus\/.*|openapi-typescript-codegen|openapi-typescript|@hey-api\/openapi-ts|orval|swagger-typescript-api|swagger-typescript-codegen|@kubb\/.*|oazapfts|@rtk-query\/codegen-openapi|@openapi-codegen\/cli|openapi-client-axios-typegen|openapicmd|typed-openapi|feature-fetch|nswag|autorest|swagger-codegen(?:-cli)?)$/;
const COMMANDS = /openapi|swagger|\borval\b|\bkubb\b|oazapfts/;
const CONFIGS =
  /(?:^|\/)(?:openapitools\.json|(?:orval|openapi-ts|openapi|kubb|openapi-codegen|openapi-generator|hey-api|swagger)[\w.-]*\.config\.(?:[cm]?[jt]s|json)|[\w.-]*openapi-generator[\w.-]*\.(?:ya?ml|json))$/;
const GENERATED =
  /(?:^|\/)(?:__generated__|generated|gen|\.generated|codegen|openapi|autogen(?:erated)?)(?:\/|$)|\.(?:gen|generated)$/;

interface Output {
  /** Folder or file without its ending. */
  readonly path: string;
  readonly document: string;
}

/**
 * Which generated modules come from which OpenAPI document: what scripts and configurations of generators say, else, in a
 * package that has a generator, the document of the module's name or the only document that there is.
 */
export function generatedModules(
  documents: readonly OpenApiDocument[],
  packages: readonly PackageJson[],
  files: readonly string[],
  read: ReadFile,
): GeneratedModules | undefined {
  if (documents.length === 0) return undefined;
  const clients = documents.filter((document) => document.isClient).map((document) => document.file);
  const names = documents.filter((document) => !document.isClient).map((document) => document.file);
  const outputs = [
    ...packages.flatMap((one) =>
      [...one.scripts.values()].flatMap(({ value }) =>
        COMMANDS.test(value) ? value.split(/&&|;|\|\|/).flatMap((line) => told(line, one.folder, names)) : [],
      ),
    ),
    ...files
      .filter((file) => CONFIGS.test(file))
      .flatMap((file) => told(readSafely(read, file), posix.dirname(file), names)),
  ].sort((a, b) => b.path.length - a.path.length);
  const generating = packages
    .filter((one) => [...one.dependencies.keys(), ...one.devDependencies.keys()].some((name) => GENERATORS.test(name)))
    .sort((a, b) => b.folder.length - a.folder.length);
  return {
    missing: (path) => {
      const clean = posix.normalize(path).replace(/\.[cm]?[jt]sx?$/, '');
      const said = outputs.find((one) => clean === one.path || clean.startsWith(`${one.path}/`));
      return said?.document ?? byName(clean, generating, names);
    },
    kept: (file) => clients.find((folder) => file.startsWith(`${folder}/`)),
  };
}

// Paths that stand in one command or configuration: a document, and what is written from it.
function told(text: string, folder: string, documents: readonly string[]): Output[] {
  const found: Output[] = [];
  let waiting: string[] = [];
  let document: string | undefined;
  for (const [word] of text.matchAll(/[\w@.-]*\/[\w@./-]+|[\w-]+\.(?:ya?ml|json|ts)\b/g)) {
    const path = posix.normalize(posix.join(folder, word));
    const known = documents.find((one) => one === path || one === posix.normalize(word));
    if (known !== undefined) {
      document = known;
      found.push(...waiting.map((one) => ({ path: one, document: known })));
      waiting = [];
    } else if (!/\.(?:ya?ml|json)$/.test(word) && !path.startsWith('..')) {
      const output = path.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/$/, '');
      if (document === undefined) waiting.push(output);
      else found.push({ path: output, document });
    }
  }
  return found.filter((one) => !/^(?:\.|src|.*\/src)$/.test(one.path) && one.path !== folder);
}

function byName(path: string, generating: readonly PackageJson[], documents: readonly string[]): string | undefined {
  const owner = generating.find((one) => one.folder === '.' || path.startsWith(`${one.folder}/`));
  if (!owner) return undefined;
  const own = documents.filter((file) => owner.folder === '.' || file.startsWith(`${owner.folder}/`));
  const wanted = [posix.basename(path), posix.basename(posix.dirname(path))].map(plain);
  const named = wanted
    .map((name) => own.filter((file) => plain(posix.basename(file).replace(/\.\w+$/, '')) === name))
    .find((found) => found.length > 0);
  if (named) return named.length === 1 ? named[0] : undefined;
  return own.length === 1 && GENERATED.test(path) ? own[0] : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function readSafely(read: ReadFile, file: string): string {
  try {
    return read(file);
  } catch {
    return '';
  }
}
