import type { Endpoint, Repetition, RetryPolicy } from '../../model/system.ts';
import { numberIn, type RetryLayer } from '../libraries/retry-layer.ts';
import type { RequestShape } from '../libraries/recogniser.ts';
import type { CallRef } from './callers.ts';
import { callsTo } from './climb.ts';
import type { Evaluator } from './evaluate.ts';
import { retriesAround } from './guards.ts';
import { isPolling } from './polling.ts';

/** What is known of one request, as far as repeating it is concerned. */
interface Repeated {
  readonly shape: RequestShape;
  readonly chain: readonly CallRef[];
  readonly method: string | null;
  readonly path: string | null;
  readonly answeredBy: Endpoint | undefined;
}

// Methods that do something more each time.
const CHANGES = /^(?:POST|PATCH)$/;
// The retry stands at the call or in a function around it; further up something larger is done again.
const FARTHEST = 2;

/** Whether and how a call is made again: by its client, by packages around it, by loops written by hand. */
export function retryPolicy(evaluator: Evaluator, request: Repeated): RetryPolicy {
  const { chain, method } = request;
  const own = request.shape.retry;
  const mayRepeat = ({ repeats }: RetryLayer): boolean =>
    repeats !== 'idempotent' || method === null || !CHANGES.test(method);
  const isWaiting = !CHANGES.test(method ?? '') && chain.some((ref) => isPolling(evaluator, ref));
  const around = isWaiting ? [] : layersAround(evaluator, chain);
  const layers = [...(own?.layers ?? []), ...around].filter(mayRepeat);
  const [first] = layers;
  if (!first && own?.layers) return { state: 'absent', source: `${own.source}, but not ${method ?? ''}` };
  if (!first) return own ?? { state: 'absent', source: 'none on the way to the call' };
  const source = [...new Set(layers.map((layer) => layer.source))].join(', ');
  return { state: 'present', source, repetition: together(evaluator, request, layers) };
}

function together(evaluator: Evaluator, request: Repeated, layers: readonly RetryLayer[]): Repetition {
  // The layer that does worst comes first: it is the one to edit.
  const ordered = [...layers].sort((a, b) => harm(b) - harm(a));
  const tries = layers.map((layer) => layer.tries);
  const [worst] = ordered;
  return {
    bound: weakest(layers.map(({ bound }) => bound)),
    tries: tries.every((one) => one !== null) ? tries.reduce((all, one) => all * one, 1) : null,
    delay: worst?.delay ?? 'unknown',
    jitter: worst?.jitter ?? 'unknown',
    changes: changes(evaluator, request, layers),
    evidence: ordered.flatMap(({ at, source }) => (at ? [{ ...at, note: `tried again here: ${source}` }] : [])),
  };
}

const HARM: Readonly<Record<RetryLayer['delay'], number>> = { none: 3, fixed: 2, growing: 1, unknown: 0 };

function harm({ bound, delay, at }: RetryLayer): number {
  return (bound === 'absent' ? 8 : 0) + (at ? 4 : 0) + HARM[delay];
}

function weakest(states: readonly Repetition['bound'][]): Repetition['bound'] {
  return states.includes('absent') ? 'absent' : states.includes('unknown') ? 'unknown' : 'present';
}

// What is asked for with POST because it is long changes nothing.
const ASKS =
  /graphql|search|quer(?:y|ies)|find|filter|lookup|list|log-?in|token|auth|introspect|valid|verif|check|calculat|estimat|quote|price|preview|rpc|count|report|export|predict|embed|complet|translat|detect|render|generat|convert|health|status|resolve/i;

function changes(evaluator: Evaluator, request: Repeated, layers: readonly RetryLayer[]): Repetition['changes'] {
  const { method, path, chain, answeredBy } = request;
  if (request.shape.protocol !== 'http' || method === null) return 'unknown';
  if (!CHANGES.test(method)) return 'safe';
  const files = [...chain, ...layers.flatMap(({ at }) => (at ? [at] : [])), ...(answeredBy?.evidence ?? [])].map(
    ({ file }) => file,
  );
  const hasKey = files.some((file) => evaluator.program.files.get(file)?.mentions?.idempotency !== undefined);
  if (hasKey || path === null || !/\/[a-z]/i.test(path) || ASKS.test(path)) return 'unknown';
  return layers.some(({ repeats }) => repeats === 'all') ? 'unsafe' : 'unknown';
}

// Loops and packages around the sites of the call, and the nearest around the callers of the function that makes it: what tries
// again by itself may be tried again as a whole.
function layersAround(evaluator: Evaluator, chain: readonly CallRef[]): RetryLayer[] {
  const own = distinct(chain.flatMap((ref) => layersAt(evaluator, ref)));
  let level = chain.slice(0, 1);
  for (let depth = 0; depth < FARTHEST; depth++) {
    level = level.flatMap(({ file, c }) => {
      const f = evaluator.program.facts(file).calls[c]?.fn ?? -1;
      return f < 0 ? [] : [...(evaluator.callers?.of(file, f) ?? []), ...callsTo(evaluator, file, f)];
    });
    // Each caller tries again by itself: the worst of them speaks for the call.
    const [worst] = level.flatMap((ref) => layersAt(evaluator, ref)).sort((a, b) => harm(b) - harm(a));
    if (worst) return distinct([...own, worst]);
  }
  return own;
}

function distinct(layers: readonly RetryLayer[]): RetryLayer[] {
  const key = ({ at }: RetryLayer): string => `${at?.file}:${at?.line}:${at?.column}`;
  return [...new Map(layers.map((layer) => [key(layer), layer])).values()];
}

function layersAt(evaluator: Evaluator, ref: CallRef): RetryLayer[] {
  const written = layerAt(evaluator, ref);
  return [...retriesAround(evaluator, ref), ...(written ? [written] : [])];
}

function layerAt(evaluator: Evaluator, { file, c }: CallRef): RetryLayer | undefined {
  const facts = evaluator.program.facts(file);
  const fact = facts.retries?.[facts.calls[c]?.retry ?? -1];
  if (!fact) return undefined;
  const tries = fact.tries ? numberIn(evaluator.eval(file, fact.tries, undefined)) : null;
  const { bound, delay, jitter, selects } = fact;
  return {
    source: fact.recurs ? 'the function calls itself' : 'a loop',
    at: evaluator.evidence(file, fact),
    bound: tries === Infinity ? 'absent' : bound,
    tries: tries !== null && Number.isFinite(tries) && tries >= 1 ? Math.round(tries) : null,
    delay,
    jitter,
    repeats: selects ? 'unknown' : 'all',
  };
}
