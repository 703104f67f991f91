export type { BackingImage, CodeFact, Inventory, Manifests, Unit } from './unit.ts';
export type { EnvironmentEntry } from '../manifests/facts.ts';
