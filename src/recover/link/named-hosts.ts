import type { Inventory } from '../inventory/inventory.ts';
import type { ParsedTarget } from './address.ts';

/** Hosts that manifests speak of and that are no service of the system by themselves. */
export interface KnownHosts {
  /** Containers that only back services: stores, brokers. */
  readonly backing: ReadonlySet<string>;
  /** Names under which an Ingress lets the world in: behind them are the services of the system. */
  readonly own: ReadonlySet<string>;
}

/** The hosts that the manifests of an inventory name. */
export function knownHosts({ images, manifests }: Inventory): KnownHosts {
  const lower = (name: string): string => name.toLowerCase();
  return {
    backing: new Set(images.flatMap(({ hostNames }) => hostNames.map(lower))),
    own: new Set(manifests.kubernetes.ingresses.flatMap(({ host }) => (host === null ? [] : [lower(host)]))),
  };
}

const PUBLIC_SUFFIX =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?\{[^}]*\}(?:\.[\w-]+)*\.[\w-]+\.(?:com|io|net|org|dev|app|co)(?=[:/?#]|$)/i;

/** Names and addresses of the machine itself. */
export const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|host\.docker\.internal|\[?::1\]?)$/;

/** A host of the internet, not one of the system; also one of which only the first label is unknown: `https://{shop}.example.com/orders`. */
export function isPublic(target: ParsedTarget, { own }: KnownHosts): boolean {
  const { host } = target;
  if (host === null) return PUBLIC_SUFFIX.test(target.text);
  const isNamed = !LOCAL.test(host) && !/^\d+\.\d+\.\d+\.\d+$/.test(host) && host.includes('.');
  return isNamed && !own.has(host) && !/\.(local|internal|svc|lan|test)$/.test(host);
}

/** Configuration that names a service means it; a parameter (`webhookUrl`) may mean anything, unless its name says that it is one. */
export function namesService(target: ParsedTarget): boolean {
  if (target.address.origin === 'default') return true;
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?\{env\./i.test(target.text) || /service|svc|api/i.test(target.hostVariable ?? '');
}
