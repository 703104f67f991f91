import { diff3Merge } from 'node-diff3';

/**
 * Merges a command of "scripts" in package.json: parts between `&&` first, then words. Undefined when one of the three is
 * no text, or both sides changed the same words.
 */
export function mergeScript(mine: unknown, base: unknown, theirs: unknown): string | undefined {
  if (typeof mine !== 'string' || typeof base !== 'string' || typeof theirs !== 'string') return undefined;
  const [ours, before, after] = [parts(mine), parts(base), parts(theirs)];
  if (before.length === after.length) {
    const kept = before.every((part, index) => part === after[index] || ours.includes(part));
    if (kept) return ours.map((part) => after[before.indexOf(part)] ?? part).join(' && ');
  }
  const regions = diff3Merge(words(mine), words(base), words(theirs));
  if (regions.some(({ conflict }) => conflict !== undefined)) return undefined;
  return regions.flatMap(({ ok = [] }) => ok).join(' ');
}

function parts(script: string): string[] {
  return script.split(/\s+&&\s+/);
}

function words(script: string): string[] {
  return script.split(/\s+/);
}
