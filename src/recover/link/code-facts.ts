import type { Evidence } from '../../model/system.ts';
import type { CodeFact } from '../inventory/unit.ts';
import { isOfFunctions } from '../libraries/function-exports.ts';
import type { CallRef } from './callers.ts';
import { callsTo } from './climb.ts';
import { evidenceOf, type Collected } from './collect.ts';
import type { Evaluator } from './evaluate.ts';

/** What code does that makes its package a service. */
export function codeFacts(evaluator: Evaluator, collected: Collected): CodeFact[] {
  const facts: CodeFact[] = [];
  const add = (what: CodeFact['what'], evidence: Evidence, note: string): void =>
    void facts.push({ file: evidence.file, line: evidence.line, column: evidence.column, what, note });
  const handlers = [...collected.routes.map(({ site }) => site), ...collected.declared];
  for (const place of handlers.filter(({ file }) => isOfFunctions(evaluator, file)))
    add('handles-function', evidenceOf(evaluator, place), 'handles a function call');
  for (const { site, pkg } of collected.listens) add('listens', evidenceOf(evaluator, site), `${pkg} listens`);
  for (const { shape, chain } of collected.messages) {
    const [outer] = chain;
    if (shape.direction === 'subscribe' && outer)
      add(
        isOfFunctions(evaluator, outer.file) ? 'handles-function' : 'consumes',
        evidenceOf(evaluator, outer),
        `consumes from ${shape.broker}`,
      );
  }
  for (const { file, at, what, note } of collected.served.runs) add(what, { ...at, file }, note);
  for (const { chain } of collected.answers)
    if (chain[0]) add('answers', evidenceOf(evaluator, chain[0]), 'answers requests');
  for (const place of forwards(evaluator, collected)) add('proxies', place, `${place.client} forwards requests`);
  for (const declared of collected.declared)
    if (/^(event|grpc)$/.test(declared.kind) || (declared.kind === 'rpc' && declared.c >= 0))
      add(declared.kind === 'event' ? 'consumes' : 'answers', evidenceOf(evaluator, declared), wordsFor(declared.kind));
  return [...facts, ...startedElsewhere(evaluator, collected)];
}

function wordsFor(kind: string): string {
  if (kind === 'event') return 'handles messages';
  return kind === 'grpc' ? 'answers calls of gRPC' : 'answers messages';
}

const FARTHEST = 4;

// A shared `bootstrap(AppModule)` listens for whoever calls it.
function startedElsewhere(evaluator: Evaluator, { listens }: Collected): CodeFact[] {
  const found = new Map<string, CodeFact>();
  for (const { site, pkg } of listens) {
    let level: readonly CallRef[] = [site];
    for (let depth = 0; depth < FARTHEST && level.length > 0; depth++) {
      level = level.flatMap(({ file, c }) => {
        const f = evaluator.program.facts(file).calls[c]?.fn ?? -1;
        return f < 0 ? [] : callsTo(evaluator, file, f);
      });
      for (const ref of level) {
        if (ref.file === site.file) continue;
        const { file, line, column } = evidenceOf(evaluator, ref);
        const note = `calls what listens (${pkg})`;
        found.set(`${file}:${line}:${column}`, { file, line, column, what: 'listens', note, isElsewhere: true });
      }
    }
  }
  return [...found.values()];
}

/** Where requests are handed on as they come. */
export function forwards(evaluator: Evaluator, { requests }: Collected): (Evidence & { readonly client: string })[] {
  return requests.flatMap(({ shape: { proxies, client }, chain: [outer] }) =>
    proxies && outer ? [{ ...evidenceOf(evaluator, outer), client }] : [],
  );
}
