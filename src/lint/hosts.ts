/** What a host in a URL is: this machine, an address, a name inside a private network, or a public name. */
export type HostKind = 'own-machine' | 'ip' | 'private-name' | 'public-name';

const PRIVATE_ENDINGS =
  /\.(local|localdomain|internal|intranet|lan|home|corp|private|svc|consul|docker|cluster\.local|home\.arpa)$/;

/** Host without port, lower case, brackets of IPv6 removed. */
export function bareHost(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  if (bracketed) return (bracketed[1] ?? '').toLowerCase();
  const parts = host.split(':');
  return (parts.length > 2 ? host : (parts[0] ?? '')).toLowerCase();
}

// What stands in examples until somebody fills it in: `your-ip`, `<host>`, `xxx.xxx.xxx.xxx`, `externalApi`, `example.com`.
const PLACEHOLDER =
  /^(?:your[-_.].*|your[a-z]+|(?:external|some|third-?party)-?(?:api|service|host|server|url)|(?:ip|host|server)[-_]?(?:address|name)|x{2,}(?:\.x{2,})*|(?:.*\.)?example\.(?:com|org|net)|example|changeme|todo|placeholder)$/;

/** True of a host that names nothing: a word to be replaced. Without port, in lower case. */
export function isPlaceholder(host: string): boolean {
  return PLACEHOLDER.test(host);
}

/** Classifies a host without port; null when it holds a part that is not known. */
export function hostKind(host: string): HostKind | null {
  if (host === '' || /[{}$<>]/.test(host)) return null;
  if (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    host === '0.0.0.0' ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  ) {
    return 'own-machine';
  }
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':')) return 'ip';
  return !host.includes('.') || PRIVATE_ENDINGS.test(host) ? 'private-name' : 'public-name';
}
