import type { ServiceSpec } from './blueprint.ts';

/** `orders` → `order`, `categories` → `category`, `addresses` → `address`; a word without a plural ending stays. */
export function singular(name: string): string {
  if (/ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(ss|x|ch|sh)es$/.test(name)) return name.replace(/es$/, '');
  return /[^su]s$/.test(name) ? name.slice(0, -1) : name;
}

/** What happens to the rows of a table that is kept as events: `order.created`, `order.changed`, `order.removed`. */
export function eventsOfTable(table: string): readonly [created: string, changed: string, removed: string] {
  const name = singular(table).replaceAll('_', '-');
  return [`${name}.created`, `${name}.changed`, `${name}.removed`];
}

/** The tables of a service: its own, its views and its copies, each with where the blueprint names it. */
export function tablesOf({
  owns,
  views,
  copies,
}: Pick<ServiceSpec, 'owns' | 'views' | 'copies'>): readonly { table: string; path: readonly (string | number)[] }[] {
  return [
    ...owns.map((table, index) => ({ table, path: ['owns', index] })),
    ...views.map(({ table }) => ({ table, path: ['views', table] })),
    ...copies.map(({ table }) => ({ table, path: ['copies', table] })),
  ];
}
