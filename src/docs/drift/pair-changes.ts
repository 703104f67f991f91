import type { DriftAttribute, DriftItem } from '../../model/drift.ts';
import type { Service } from '../../model/system.ts';
import { didYouMean } from '../../util/did-you-mean.ts';

/** Two one-sided items that are one thing: how it differs, and what it is called after that. */
interface Pairing {
  readonly kind: DriftItem['kind'];
  readonly attribute: DriftAttribute;
  readonly isPair: (declared: DriftItem, observed: DriftItem) => boolean;
  /** What each side says, when that is not `what`. */
  readonly text?: (item: DriftItem) => string;
}

/**
 * Joins what only the blueprint has with what only the code has where both are one thing under another name: an endpoint
 * that moved, an event that was renamed, a table with another owner, a service in the same folder. What is left stays.
 */
export function pairChanges(
  items: readonly DriftItem[],
  declared: readonly Service[],
  observed: readonly Service[],
): readonly DriftItem[] {
  const folder = (services: readonly Service[], { what }: DriftItem): string | undefined =>
    services.find(({ name }) => name === what)?.path;
  const pairings: readonly Pairing[] = [
    { kind: 'endpoint', attribute: 'endpoint', isPair: (a, b) => a.service === b.service && isMoved(a.what, b.what) },
    { kind: 'publication', attribute: 'event', isPair: (a, b) => a.service === b.service && isNear(a.what, b.what) },
    { kind: 'subscription', attribute: 'event', isPair: (a, b) => a.service === b.service && isNear(a.what, b.what) },
    {
      kind: 'table',
      attribute: 'owner',
      isPair: (a, b) => a.what === b.what && a.service !== b.service,
      text: ({ service }) => service ?? '',
    },
    {
      kind: 'service',
      attribute: 'name',
      isPair: (a, b) => folder(declared, a) !== undefined && folder(declared, a) === folder(observed, b),
    },
  ];
  return pairings.reduce(joined, items);
}

function joined(items: readonly DriftItem[], pairing: Pairing): readonly DriftItem[] {
  const of = (state: DriftItem['state']): DriftItem[] =>
    items.filter((item) => item.kind === pairing.kind && item.state === state);
  const candidates = of('observed-only');
  const replaced = new Map<DriftItem, DriftItem | null>();
  for (const one of of('declared-only')) {
    const other = candidates.find((candidate) => !replaced.has(candidate) && pairing.isPair(one, candidate));
    if (!other) continue;
    const textOf = pairing.text ?? (({ what }: DriftItem) => what);
    replaced.set(other, null);
    replaced.set(one, {
      ...one,
      state: 'changed',
      attribute: pairing.attribute,
      declared: textOf(one),
      observed: textOf(other),
      inCode: other.inCode,
    });
  }
  return items.flatMap((item) => replaced.get(item) ?? (replaced.has(item) ? [] : [item]));
}

/** Same path and another method, or same method and a path with one segment, or the start, another. */
function isMoved(declared: string, observed: string): boolean {
  const [[method = '', path = ''], [otherMethod = '', other = '']] = [declared.split(' '), observed.split(' ')];
  const [a, b] = [shape(path), shape(other)];
  if (a.join('/') === b.join('/')) return method !== otherMethod;
  if (method !== otherMethod) return false;
  const isTail = (long: readonly string[], short: readonly string[]): boolean =>
    long.length === short.length + 1 && long.slice(1).join('/') === short.join('/');
  if (isTail(a, b) || isTail(b, a)) return true;
  const differing = a.filter((segment, index) => segment !== b[index]);
  const [first] = differing;
  if (a.length !== b.length || differing.length !== 1 || first === undefined) return false;
  // A collection of another name is another endpoint, unless the names are near.
  const counterpart = b[a.indexOf(first)] ?? '';
  return a.length > 1 ? first !== ':' && counterpart !== ':' : isNear(first, counterpart);
}

function shape(path: string): readonly string[] {
  return path
    .split('/')
    .filter(Boolean)
    .map((segment) => (segment.startsWith(':') ? ':' : segment));
}

function isNear(a: string, b: string): boolean {
  return a !== b && (didYouMean(a, [b]) !== undefined || plain(a) === plain(b));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
