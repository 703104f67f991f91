/** Public prefixes and the paths that they stand for: `{ '/api/orders': '/orders' }`. */
export type Mounts = Readonly<Record<string, string>>;

/** The path within the process that a URL stands for; of several prefixes the longest counts, and other URLs stay as they are. */
export function mountAt(mounts: Mounts): (url: string) => string {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  return (url) => {
    const prefix = prefixes.find((each) => url.startsWith(each) && /^(?:[/?]|$)/.test(url.slice(each.length)));
    if (prefix === undefined) return url;
    const path = `${mounts[prefix]}${url.slice(prefix.length)}`;
    return path.startsWith('/') ? path : `/${path}`;
  };
}
