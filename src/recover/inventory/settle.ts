import type { CodeFact, Inventory, Unit } from './unit.ts';
export function settleServices(inventory: Inventory, _facts: readonly CodeFact[]): Unit[] {
  return [...inventory.units];
}
