import type { Unit } from '../inventory/unit.ts';
import type { ParsedTarget } from './address.ts';
import { LOCAL, type KnownHosts } from './named-hosts.ts';
import { word } from './word.ts';

/** The services of a system by what an address may say of them. */
export interface ByAddress {
  readonly byPort: ReadonlyMap<number, readonly Unit[]>;
  readonly byWord: ReadonlyMap<string, readonly Unit[]>;
}

/** `http://orders:3001` where the service at 3001 is called `order-service`: two witnesses for a name that is slightly wrong. */
export function likeNamed(
  { host, port }: ParsedTarget,
  { byPort, byWord }: ByAddress,
  { backing }: KnownHosts,
  from: Unit,
): Unit | undefined {
  if (host === null || port === null || !/^[a-z][\w-]*$/.test(host)) return undefined;
  if (LOCAL.test(host) || backing.has(host)) return undefined;
  const given = byPort.get(port) ?? [];
  const [only, ...more] = (byWord.get(word(host)) ?? []).filter(
    (unit) => unit.repository === from.repository && unit.id !== from.id && given.includes(unit),
  );
  return more.length === 0 ? only : undefined;
}
