export type { BackingImage, CodeFact, EnvironmentEntry, Inventory, Manifests, Unit } from './unit.ts';
