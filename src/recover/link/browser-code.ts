import { isRenderingPackage, isRenderingTool } from '../inventory/package-kinds.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Collected } from './collect.ts';
import type { Program } from './program.ts';

// Draws into a page: whoever imports one of these runs in a browser.
const RENDERS =
  /^(?:react-dom(?:\/client)?|preact|@angular\/platform-browser(?:-dynamic)?|vue-router|svelte|solid-js\/web|mithril|jquery|backbone|styled-components|@emotion\/(?:react|styled)|mobx-react(?:-lite)?|react-router(?:-dom)?|@mui\/.*|@chakra-ui\/.*|antd|vuex|pinia)$/;
// Draws into a text, on whichever side; alone it tells nothing.
const COMPONENTS = /^(?:react|preact\/hooks|vue|solid-js)$/;

/** Leaves out the requests that only a page makes, where a package holds it beside the service that serves it. */
export function withoutPages(
  collected: Collected,
  program: Program,
  ownerOf: (file: string) => Unit | undefined,
): Collected {
  const pages = browserCode(program);
  if (pages.size === 0) return collected;
  const requests = collected.requests.filter(({ chain }) => {
    const file = chain[0]?.file;
    const owner = file !== undefined && pages.has(file) ? ownerOf(file) : undefined;
    return owner === undefined || owner.kind === 'frontend' || rendersItself(owner);
  });
  return { ...collected, requests };
}

// Its components fetch on the server.
function rendersItself({ frameworks, packageJson }: Unit): boolean {
  return frameworks.some(isRenderingTool) || [...(packageJson?.dependencies.keys() ?? [])].some(isRenderingPackage);
}

/**
 * Files that only a browser runs, in packages that hold both sides: what programs of a page import, and nothing else does.
 * A file that nobody imports and that draws no page counts as loaded by the server, by a glob or a name made at run time.
 */
function browserCode(program: Program): ReadonlySet<string> {
  const imports = new Map<string, readonly string[]>();
  const imported = new Set<string>();
  const page: string[] = [];
  const other: string[] = [];
  for (const file of program.files.keys()) {
    const targets = targetsOf(program, file);
    imports.set(file, targets);
    for (const target of targets) if (target !== file) imported.add(target);
  }
  if (![...program.files.keys()].some((file) => rendersPage(program, file))) return new Set();
  for (const file of program.files.keys()) {
    if (rendersPage(program, file) || (!imported.has(file) && isComponent(program, file))) page.push(file);
    else if (!imported.has(file)) other.push(file);
  }
  const server = closure(other, imports);
  return new Set([...closure(page, imports)].filter((file) => !server.has(file)));
}

function targetsOf(program: Program, file: string): readonly string[] {
  const { imports, importSites } = program.facts(file);
  return imports.flatMap((specifier, index) => {
    if (importSites[index]?.typesOnly === true) return [];
    const target = program.target(file, specifier);
    return 'file' in target ? [target.file] : [];
  });
}

function rendersPage(program: Program, file: string): boolean {
  return program.facts(file).imports.some((specifier) => RENDERS.test(specifier));
}

function isComponent(program: Program, file: string): boolean {
  return /\.[jt]sx$/.test(file) || program.facts(file).imports.some((specifier) => COMPONENTS.test(specifier));
}

function closure(roots: readonly string[], imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set(roots);
  for (const file of reached) for (const target of imports.get(file) ?? []) reached.add(target);
  return reached;
}
