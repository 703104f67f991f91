import type { Service } from '../../model/system.ts';
import { flawOfServiceName, toKebab } from '../names.ts';

/** A name for each service of a model, by its id, that a blueprint accepts: its own where that will do. */
export function serviceNamesFor(services: readonly Service[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  const key = (name: string): string => name.replace(/[^a-z0-9]/g, '');
  const isFree = (name: string): boolean => flawOfServiceName(name) === undefined && !taken.has(key(name));
  const take = (id: string, name: string): void => {
    taken.add(key(name));
    names.set(id, name);
  };
  // Who has a good name keeps it, whatever the others are called.
  for (const { id, name } of services) if (isFree(name)) take(id, name);
  for (const { id, name } of services) {
    if (names.has(id)) continue;
    const base = toKebab(name.replace(/^@[^/]+\//, ''))
      .slice(0, 40)
      .replace(/-+$/, '');
    const stem = /^[a-z]/.test(base) ? base : `service-${base}`.replace(/-+$/, '');
    const numbered = [...Array(services.length + 2).keys()].map((index) => `${stem}-${index + 2}`);
    take(id, [stem, `${stem}-service`, ...numbered].find(isFree) ?? `service-${names.size}`);
  }
  return names;
}
