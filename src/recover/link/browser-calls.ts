import type { Unit } from '../inventory/unit.ts';
import type { RequestShape } from '../libraries/recogniser.ts';
import type { CallRef } from './callers.ts';
import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import type { Value } from './values.ts';

const HOOK = /^use[A-Z]/;
// Packages whose hooks work in a component only, and a component's effects and handlers in a browser only.
const COMPONENTS =
  /^(?:react|preact\/hooks|react-dom|react-redux|react-router(?:-dom)?|next\/(?:router|navigation)|@tanstack\/react-query|react-query|swr(?:\/.*)?|@apollo\/client|@reduxjs\/toolkit\/query\/react)$/;
// Functions of such files that the server runs.
const SERVED =
  /^(?:getServerSideProps|getStaticProps|getStaticPaths|getInitialProps|generateMetadata|generateStaticParams|loader|action|GET|POST|PUT|PATCH|DELETE)$/;

/**
 * Whether a call of a program that serves pages is made by the page in a browser: it asks for a path without a host, which
 * no server can, or it stands with the hooks of a component, outside what such a file gives the server to run.
 */
export function runsInBrowser(
  evaluator: Evaluator,
  shape: RequestShape,
  chain: readonly CallRef[],
  { kind }: Pick<Unit, 'kind'>,
): boolean {
  if (shape.protocol !== 'http' || shape.proxies) return false;
  // A client other than fetch may be given its host where that is not seen; one that pages share with their server has it at hand.
  const isWhole = shape.client === 'fetch' || kind === 'frontend';
  if (isWhole && shape.url.length > 0 && shape.url.every(hasNoHost)) return true;
  // What a component asks for through a hook is asked for by the page, wherever the hook is written.
  return chain.some(
    (ref, at) => isInComponent(evaluator.program, ref) && (at === 0 || isInHook(evaluator.program, ref)),
  );
}

const CLIENT_FILES = new WeakMap<Program, ReadonlySet<string>>();

// What only files with "use client" import is part of their bundle.
function clientFiles(program: Program): ReadonlySet<string> {
  const known = CLIENT_FILES.get(program);
  if (known) return known;
  const found = new Set([...program.files.values()].flatMap(({ file, isClient }) => (isClient ? [file] : [])));
  CLIENT_FILES.set(program, found);
  if (found.size === 0) return found;
  const importers = importersOf(program);
  let size = -1;
  while (size !== found.size) {
    size = found.size;
    for (const [file, by] of importers) if ([...by].every((one) => found.has(one))) found.add(file);
  }
  return found;
}

function importersOf(program: Program): ReadonlyMap<string, ReadonlySet<string>> {
  const importers = new Map<string, Set<string>>();
  for (const [file, { imports, importSites }] of program.files)
    imports.forEach((specifier, index) => {
      const target = program.target(file, specifier);
      if (!('file' in target) || target.file === file || importSites[index]?.typesOnly === true) return;
      importers.set(target.file, (importers.get(target.file) ?? new Set()).add(file));
    });
  return importers;
}

function hasNoHost(value: Value): boolean {
  const [first] = value.t === 'text' ? value.parts : [];
  return first?.p === 'text' && /^\/(?!\/)/.test(first.s);
}

// A function that is named as a hook, or that calls one of React's: only hooks and components may.
function isInHook(program: Program, { file, c }: CallRef): boolean {
  const { calls } = program.facts(file);
  for (let f = calls[c]?.fn ?? -1; f >= 0; f = program.fn(file, f)?.parent ?? -1) {
    if (HOOK.test(program.fn(file, f)?.name ?? '')) return true;
    if (calls.some(({ fn, callee }) => fn === f && isHookOfComponents(program, file, callee))) return true;
  }
  return false;
}

// `useState()` and `React.useState()`.
function isHookOfComponents(program: Program, file: string, callee: Expr): boolean {
  const owner = callee.k === 'get' && HOOK.test(callee.n) ? callee.o : callee;
  const values = owner.k === 'id' ? (program.facts(file).bindings[owner.b]?.values ?? []) : [];
  return values.some(
    (value) => value.k === 'import' && COMPONENTS.test(value.s) && (owner !== callee || HOOK.test(value.n)),
  );
}

function isInComponent(program: Program, { file, c }: CallRef): boolean {
  const facts = program.facts(file);
  const hasHooks = facts.calls.some(({ callee }) => isHookOfComponents(program, file, callee));
  if (!facts.isClient && !hasHooks && !clientFiles(program).has(file)) return false;
  for (let f = facts.calls[c]?.fn ?? -1; f >= 0; f = program.fn(file, f)?.parent ?? -1)
    if (SERVED.test(program.fn(file, f)?.name ?? '')) return false;
  return true;
}
