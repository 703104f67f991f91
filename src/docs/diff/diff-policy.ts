import type { DiffPolicy } from '../../model/diff-policies.ts';
import type { ModelDiff } from './diff-models.ts';

/** A policy that a change breaks, and by what. */
export interface Breach {
  readonly policy: DiffPolicy;
  /** In words, one thing each: `orders → payment`. */
  readonly by: readonly string[];
}

/** The policies that a change breaks; `withAdr` is true when a decision record was added or edited in the change. */
export function breaches(diff: ModelDiff, policies: readonly DiffPolicy[], withAdr: boolean): readonly Breach[] {
  return policies.flatMap((policy): Breach[] => {
    const by = violations(diff, policy, withAdr);
    return by.length === 0 ? [] : [{ policy, by }];
  });
}

function violations(diff: ModelDiff, policy: DiffPolicy, withAdr: boolean): readonly string[] {
  switch (policy) {
    case 'sync-edge':
      return edges(diff, false);
    case 'sync-edge-without-adr':
      return withAdr ? [] : edges(diff, false);
    case 'external-edge':
      return edges(diff, true);
    case 'cycle':
      return diff.cycles.map((services) => services.join(', '));
    case 'shared-table':
      return diff.sharedTables.map(({ table, writers }) => `${table}: ${writers.join(', ')}`);
    case 'longer-chain':
      return longerChain(diff);
    case 'removed-endpoint':
      return diff.facts
        .filter(({ kind, change }) => kind === 'endpoint' && change === 'removed')
        .map(({ service, what }) => `${service} ${what}`);
    case 'weaker-policy':
      return weaker(diff);
    case 'finding':
      return diff.findings.added
        .filter(({ severity }) => severity === 'error')
        .map(({ rule, file, line }) => `${rule} at ${file}:${String(line)}`);
    case 'any':
      return diff.facts.map(({ change, kind, service, what }) => [change, kind, service, what].join(' ').trim());
  }
}

function edges({ edges: { added } }: ModelDiff, external: boolean): string[] {
  return added.filter((edge) => edge.external === external).map(({ from, to }) => `${from} → ${to}`);
}

function longerChain({ chain: { before, after } }: ModelDiff): string[] {
  const longer = after !== null && after.services.length > (before?.services.length ?? 1);
  return longer ? [after.services.join(' → ')] : [];
}

const GUARDS: ReadonlySet<string> = new Set(['timeout', 'retry', 'circuit breaker', 'bulkhead']);

function weaker({ facts }: ModelDiff): string[] {
  return facts.flatMap(({ kind, service, what, attributes }) =>
    attributes
      .filter(
        ({ name, before, after }) => kind === 'call' && GUARDS.has(name) && isProtected(before) && !isProtected(after),
      )
      .map(({ name, before, after }) => `${service} → ${what}: ${name} ${before} → ${after}`),
  );
}

// One unprotected site among several is enough; what is not known is no accusation.
function isProtected(values: string): boolean {
  return !values.split(' and ').some((value) => value === 'none' || value === 'no');
}
