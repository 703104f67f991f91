import type { RequestShape } from '../libraries/recogniser.ts';
import type { CallRef } from './callers.ts';
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
export function runsInBrowser(evaluator: Evaluator, shape: RequestShape, outer: CallRef): boolean {
  if (shape.protocol !== 'http' || shape.proxies) return false;
  if (shape.client === 'fetch' && shape.url.length > 0 && shape.url.every(hasNoHost)) return true;
  return isInComponent(evaluator.program, outer);
}

function hasNoHost(value: Value): boolean {
  const [first] = value.t === 'text' ? value.parts : [];
  return first?.p === 'text' && /^\/(?!\/)/.test(first.s);
}

function isInComponent(program: Program, { file, c }: CallRef): boolean {
  const facts = program.facts(file);
  const hasHooks = facts.bindings.some(({ values }) =>
    values.some((value) => value.k === 'import' && HOOK.test(value.n) && COMPONENTS.test(value.s)),
  );
  if (!facts.isClient && !hasHooks) return false;
  for (let f = facts.calls[c]?.fn ?? -1; f >= 0; f = program.fn(file, f)?.parent ?? -1)
    if (SERVED.test(program.fn(file, f)?.name ?? '')) return false;
  return true;
}
