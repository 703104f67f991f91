import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

const APP = /^(.*\/|)pages\/_app\.[jt]sx?$/;

/**
 * What `_app` of Next asks of the page at hand: `Component.getInitialProps(context, client)` calls that of every page that
 * stands beside it, with what the project chose to hand on.
 */
export function pageProps(evaluator: Evaluator, file: string, callee: Expr): Value[] {
  if (callee.k !== 'get' || callee.n !== 'getInitialProps') return [];
  const [, folder] = APP.exec(file) ?? [];
  if (folder === undefined) return [];
  const at = evaluator.evidence(file, callee.at);
  return [...evaluator.program.files.keys()]
    .filter((page) => page.startsWith(`${folder}pages/`) && /\.[jt]sx?$/.test(page) && !/\/(?:_\w+\.|api\/)/.test(page))
    .flatMap((page) => evaluator.member(evaluator.exportValue(page, 'default'), 'getInitialProps', at))
    .filter(({ t }) => t === 'fn');
}
