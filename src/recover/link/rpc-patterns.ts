import type { Endpoint } from '../../model/system.ts';

/** RPC endpoints that answer a pattern which none answers to the letter: by part of its pairs, or by a wildcard. */
export function answersInOtherWords(endpoints: readonly Endpoint[], pattern: string): Endpoint[] {
  const rpc = endpoints.filter((one) => one.protocol === 'rpc');
  return [...pinned(rpc, pattern), ...wild(rpc, pattern)];
}

// A message `cmd:check,id:1,role:stock` of Seneca goes to the pattern with the most of its pairs and no other ones.
function pinned(endpoints: readonly Endpoint[], message: string): Endpoint[] {
  const pairs = new Set(message.split(','));
  if (![...pairs].every((pair) => /^[^:{}"]+:[^:]*$/.test(pair))) return [];
  const fitting = endpoints
    .filter((one) => one.path.split(',').every((pair) => pairs.has(pair)))
    .map((one) => ({ one, size: one.path.split(',').length }));
  const most = Math.max(0, ...fitting.map(({ size }) => size));
  return fitting.filter(({ size }) => size === most).map(({ one }) => one);
}

// Subjects with wildcards: `stock.*` answers `stock.check`, `stock.>` all below.
function wild(endpoints: readonly Endpoint[], subject: string): Endpoint[] {
  const wanted = subject.split('.');
  return endpoints.filter((one) => {
    if (!/(?:^|\.)[*>](?:\.|$)/.test(one.path)) return false;
    const offered = one.path.split('.');
    const isTail = offered.at(-1) === '>';
    const length = isTail ? offered.length - 1 : offered.length;
    return (
      (isTail ? wanted.length > length : wanted.length === length) &&
      offered.slice(0, length).every((token, i) => token === '*' || token === wanted[i])
    );
  });
}
