import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { DocsPlan } from '../docs/plan-docs.ts';
import type { SourceBase } from '../docs/page-links.ts';
import { isFile, readText } from '../io/read-text.ts';
import { readTextFolder, requireInside } from '../io/text-folder.ts';
import { writeFileAtomic } from '../io/write-file.ts';
import { UserError } from '../util/user-error.ts';

/** The folder that documents are written to. */
export interface DocsFolder {
  readonly path: string;
  /** As messages name it, with forward slashes. */
  readonly shown: string;
  /** As seen from the analysed root, with forward slashes. */
  readonly fromRoot: string;
  readonly source: SourceBase;
  /** The pages that are there, by their path in the folder. */
  readonly existing: ReadonlyMap<string, string>;
}

/**
 * The documents' folder of a repository: `docs/architecture` in it unless another one is given.
 * Throws UserError when links in the repository would lead the writing elsewhere.
 */
export function docsFolder(dir: string, out: string | undefined, source: SourceBase | undefined): DocsFolder {
  const path = out ?? join(dir, 'docs', 'architecture');
  if (out === undefined) requireInside(dir, path);
  return {
    path,
    shown: slashes(path).replace(/\/+$/, ''),
    fromRoot: slashes(relative(resolve(dir), resolve(path))) || '.',
    source: source ?? relativeSource(dir, path),
    existing: readTextFolder(path, { subfolders: ['services'], extension: '.md' }),
  };
}

/**
 * The folder of the one page in HTML, `docs/architecture/index.html` unless another file is given; `existing` has the page
 * alone, empty when it is not there. Throws UserError when links in the repository would lead the writing elsewhere.
 */
export function docsPage(
  dir: string,
  out: string | undefined,
): DocsFolder & { readonly source: { readonly kind: 'none' } } {
  const file = out ?? join(dir, 'docs', 'architecture', 'index.html');
  if (out === undefined) requireInside(dir, file);
  const folder = dirname(file);
  return {
    path: folder,
    shown: slashes(folder).replace(/\/+$/, ''),
    fromRoot: slashes(relative(resolve(dir), resolve(file))),
    source: { kind: 'none' },
    existing: new Map([[basename(file), isFile(file) ? readText(file, 'the page') : '']]),
  };
}

/** Writes the pages that are new or changed, each whole or not at all. */
export function writePlan({ path: folder }: DocsFolder, { pages }: DocsPlan): void {
  for (const { path, text, state } of pages) {
    if (state !== 'unchanged') writeFileAtomic(join(folder, path), text);
  }
}

function relativeSource(dir: string, path: string): SourceBase {
  const toRoot = relative(resolve(path), resolve(dir));
  if (isAbsolute(toRoot)) {
    throw new UserError(`"${path}" is on another drive than "${dir}", so pages there cannot link to its files`, {
      help: 'choose another folder with --out, or give --source-url',
    });
  }
  return { kind: 'relative', toRoot: slashes(toRoot) };
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
