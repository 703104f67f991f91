import type { CallRef } from '../link/callers.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { listeningByFastifyCli } from './fastify-cli.ts';

/** Where processes listen without a call of theirs: what fastify-cli starts, and what Bun serves. */
export function listeningModules(evaluator: Evaluator): { readonly site: CallRef; readonly pkg: string }[] {
  return [
    ...listeningByFastifyCli(evaluator).map((site) => ({ site, pkg: 'fastify-cli' })),
    ...listeningByDefaultExport(evaluator).map((site) => ({ site, pkg: 'Bun' })),
  ];
}

// Bun serves a module that exports `{ port, fetch }` by default; the first call of the module stands for it.
function listeningByDefaultExport({ program }: Evaluator): CallRef[] {
  return [...program.files].flatMap(([file, { calls }]) => {
    const isServer = program.exported(file, 'default').some((expr) => {
      const keys = expr.k === 'obj' ? expr.props.map(({ key }) => key) : [];
      return keys.includes('port') && keys.includes('fetch');
    });
    const c = isServer ? calls.findIndex(({ fn }) => fn < 0) : -1;
    return c < 0 ? [] : [{ file, c }];
  });
}
