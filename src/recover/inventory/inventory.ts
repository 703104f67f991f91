export type { BackingImage, CodeFact, Inventory, Manifests, Unit } from './unit.ts';
export type { EnvironmentEntry } from '../manifests/facts.ts';
import { readManifests } from './read-manifests.ts';
import type { Inventory, Unit } from './unit.ts';
export function takeInventory(root: string, files: readonly string[], read: (file: string) => string): Inventory {
  const { manifests, gaps } = readManifests(files, read);
  const units: Unit[] = manifests.packages.filter((p) => p.folder !== '.' || manifests.packages.length === 1).map((p) => ({ id: p.folder, name: p.folder.split('/').pop() ?? '', path: p.folder, kind: 'service', language: 'javascript', packageJson: p, evidence: [p.evidence], hostNames: [p.folder.split('/').pop() ?? ''], ports: [], environment: [], health: { state: 'absent', evidence: [] }, entryFiles: [], deployedBy: [] }));
  return { name: root.split('/').pop() ?? '', units, manifests, images: [], gaps, ownerOf: (file) => units.filter((u) => u.path === '.' || file.startsWith(u.path + '/')).sort((a, b) => b.path.length - a.path.length)[0] };
}
