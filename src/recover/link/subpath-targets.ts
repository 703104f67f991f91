/** Targets of a subpath in `exports` or `imports`: as it is written, else by the pattern with the longest beginning. */
export function targetsOf(map: ReadonlyMap<string, readonly string[]> | undefined, subpath: string): readonly string[] {
  const exact = map?.get(subpath);
  if (exact || !map) return exact ?? [];
  const patterns = [...map].filter(([key]) => key.includes('*')).sort(([a], [b]) => b.length - a.length);
  for (const [pattern, targets] of patterns) {
    const [prefix = '', suffix = ''] = pattern.split('*');
    if (!subpath.startsWith(prefix) || !subpath.endsWith(suffix) || subpath.length < pattern.length) continue;
    const star = subpath.slice(prefix.length, subpath.length - suffix.length);
    return targets.map((target) => target.replaceAll('*', star));
  }
  return [];
}
