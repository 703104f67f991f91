import { isInside } from '../manifests/paths.ts';
import type { BackingImage, Inventory, Unit } from './unit.ts';

/** What a host name means inside the system. */
export type HostOwner = { readonly unit: Unit } | { readonly image: BackingImage };

const LOCAL =
  /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|docker\.for\.(?:mac|win)\.localhost)$/;

/**
 * The unit or infrastructure that answers at a host, seen from `from`; undefined when it is outside of the system or could be several.
 * A machine's own address is told apart by the port that is published there.
 */
export function findHost(inventory: Inventory, host: string, port: number | null, from?: Unit): HostOwner | undefined {
  const name = host.toLowerCase();
  if (LOCAL.test(name)) return port === null ? undefined : byPort(inventory, port, from);
  // In a cluster, `orders.shop.svc.cluster.local` and `orders.shop` mean `orders`.
  const bare = name.replace(/\.svc(?:\.cluster\.local)?$/, '');
  for (const one of new Set([
    name,
    bare,
    ...(/^[a-z\d-]+\.[a-z\d-]+$/.test(bare) ? [bare.slice(0, bare.indexOf('.'))] : []),
  ])) {
    const owners = ownersOf(inventory, one);
    if (owners.length > 0) return nearest(owners, from);
  }
  return undefined;
}

function ownersOf(inventory: Inventory, name: string): { owner: HostOwner; path: string; rank: number }[] {
  const units = inventory.units.flatMap((unit) => {
    const rank = unit.hostNames.findIndex((one) => one.toLowerCase() === name);
    return rank < 0 || unit.kind === 'library' ? [] : [{ owner: { unit }, path: unit.path, rank }];
  });
  const images = inventory.images
    .filter((image) => image.hostNames.some((one) => one.toLowerCase() === name))
    .map((image) => ({ owner: { image }, path: image.evidence.file, rank: 0 }));
  return [...units, ...images];
}

function byPort(inventory: Inventory, port: number, from: Unit | undefined): HostOwner | undefined {
  const owners = [
    ...inventory.units
      .filter((unit) => unit !== from && unit.publishedPorts.includes(port))
      .map((unit) => ({ owner: { unit }, path: unit.path, rank: 0 })),
    ...inventory.images
      .filter((image) => image.ports.includes(port))
      .map((image) => ({ owner: { image }, path: image.evidence.file, rank: 0 })),
  ];
  return nearest(owners, from);
}

// Of several systems in one repository, the one that the caller belongs to; of the same name twice in one place, the better name.
function nearest(
  owners: readonly { owner: HostOwner; path: string; rank: number }[],
  from: Unit | undefined,
): HostOwner | undefined {
  const score = (path: string): number => {
    let shared = 0;
    const parts = (from?.path ?? '.').split('/');
    while (shared < parts.length && isInside(path, parts.slice(0, shared + 1).join('/'))) shared++;
    return shared;
  };
  const sorted = [...owners].sort((a, b) => score(b.path) - score(a.path) || a.rank - b.rank);
  const [first, second] = sorted;
  if (first === undefined) return undefined;
  const isTied = second !== undefined && score(second.path) === score(first.path) && second.rank === first.rank;
  return isTied && !isSame(first.owner, second.owner) ? undefined : first.owner;
}

function isSame(a: HostOwner, b: HostOwner): boolean {
  return 'image' in a && 'image' in b && a.image.engine === b.image.engine;
}
