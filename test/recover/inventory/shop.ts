import { takeInventory, type CodeFact, type Inventory, type Unit } from '../../../src/recover/inventory/inventory.ts';
import { settleServices } from '../../../src/recover/inventory/settle.ts';

/** Inventory of a repository that is given as path → text. */
export function inventoryOf(files: Readonly<Record<string, string>>): Inventory {
  return takeInventory('/home/user/shop', Object.keys(files).sort(), (file) => files[file] ?? '');
}

/** A fact at the first line of a file. */
export function fact(file: string, what: CodeFact['what']): CodeFact {
  return { file, line: 1, column: 1, what };
}

/** Settled units that are no libraries, as `path kind language`. */
export function servicesOf(inventory: Inventory, facts: readonly CodeFact[]): string[] {
  return settleServices(inventory, facts)
    .filter((unit) => unit.kind !== 'library')
    .map((unit) => `${unit.path} ${unit.kind} ${unit.language}`);
}

/** The unit at a path. Throws when there is none. */
export function unitAt(inventory: Inventory, path: string): Unit {
  const unit = inventory.units.find((one) => one.path === path);
  if (unit === undefined) throw new Error(`no unit at ${path}`);
  return unit;
}

/** Text of a package.json. */
export function pkg(name: string, details: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ name, ...details }, null, 2);
}
