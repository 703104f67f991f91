import type { Evidence, ServiceKind } from '../../model/system.ts';
import { isInside } from '../manifests/paths.ts';
import { unscoped } from './names.ts';
import type { CodeFact, Inventory, Unit } from './unit.ts';

/**
 * Decides which units are services, and of which kind, from what starts them and what their code does. Every unit is given back, sorted by path;
 * what is no service has the kind `library`. The evidence begins with the reasons.
 */
export function settleServices(inventory: Inventory, facts: readonly CodeFact[]): Unit[] {
  const byUnit = new Map<string, CodeFact[]>();
  for (const fact of facts) {
    const owner = inventory.ownerOf(fact.file);
    if (owner === undefined) continue;
    const list = byUnit.get(owner.id) ?? [];
    list.push(fact);
    byUnit.set(owner.id, list);
  }
  return inventory.units.map((unit) => settle(inventory, unit, byUnit));
}

function settle(inventory: Inventory, unit: Unit, byUnit: ReadonlyMap<string, readonly CodeFact[]>): Unit {
  if (!/^(?:typescript|javascript|browser)$/.test(unit.language)) return unit;
  const facts = byUnit.get(unit.id) ?? [];
  const lent = facts.some((fact) => fact.what === 'listens' || fact.what === 'consumes')
    ? []
    : lentFacts(inventory, unit, byUnit);
  const kind = decide(inventory, unit, facts, lent);
  const reasons =
    kind === 'library' ? [] : [...facts.filter((fact) => fact.what !== 'browser'), ...lent].map(asEvidence).slice(0, 5);
  return { ...unit, kind, evidence: [...unit.evidence, ...reasons] };
}

function decide(
  inventory: Inventory,
  unit: Unit,
  facts: readonly CodeFact[],
  lent: readonly CodeFact[],
): ServiceKind | 'library' {
  const does = (what: CodeFact['what']): boolean => facts.some((fact) => fact.what === what);
  const isRunning = does('listens') || does('consumes');
  if (unit.language === 'browser') return unit.deployedBy.length > 0 || unit.isStarted ? 'frontend' : 'library';
  if (
    isSplitParent(inventory, unit) &&
    !(unit.entryFiles.some((file) => inventory.ownerOf(file) === unit) && isRunning)
  )
    return 'library';
  const isDeployed = unit.deployedBy.length > 0;
  const starts = isDeployed || unit.isStarted;
  if (does('handles-function') && !does('listens') && !isImported(inventory, unit)) return 'function';
  if (!starts) return isRunning && !isImported(inventory, unit) ? running(does) : 'library';
  if (isRunning) return running(does);
  if (does('browser') && !isDeployed) return 'frontend';
  if (lent.length > 0) return running((what) => lent.some((fact) => fact.what === what));
  if (unit.kind === 'function') return 'function';
  if (isServerRendered(unit)) return 'frontend';
  if (!isDeployed) return 'library';
  return unit.ports.length > 0 ? 'service' : 'worker';
}

function running(does: (what: CodeFact['what']) => boolean): ServiceKind {
  if (!does('listens')) return 'worker';
  return does('proxies') ? 'gateway' : 'service';
}

// A package of which several folders are started on their own is what they share.
function isSplitParent(inventory: Inventory, unit: Unit): boolean {
  return inventory.units.some((one) => one.isSplit && one.path !== unit.path && isInside(one.path, unit.path));
}

/** Facts of libraries that a unit depends on: a shared `bootstrap()` listens for whoever calls it. */
function lentFacts(inventory: Inventory, unit: Unit, byUnit: ReadonlyMap<string, readonly CodeFact[]>): CodeFact[] {
  const dependencies = unit.packageJson?.dependencies;
  return inventory.units
    .filter((other) => other !== unit && other.deployedBy.length === 0)
    .filter((other) => {
      const name = other.packageJson?.folder === other.path ? other.packageJson.name : null;
      return (name !== null && dependencies?.has(name) === true) || (unit.isSplit && isInside(unit.path, other.path));
    })
    .flatMap((other) => byUnit.get(other.id) ?? [])
    .filter((fact) => fact.what === 'listens' || fact.what === 'consumes');
}

function isImported(inventory: Inventory, unit: Unit): boolean {
  const name = unit.packageJson?.folder === unit.path ? unit.packageJson.name : null;
  if (name === null) return false;
  return inventory.units.some(
    (other) =>
      other !== unit &&
      [...(other.packageJson?.dependencies.keys() ?? [])].some((one) => one === name || unscoped(one) === name),
  );
}

function isServerRendered(unit: Unit): boolean {
  const names = [...(unit.packageJson?.dependencies.keys() ?? [])];
  return names.some((name) =>
    /^(?:next|nuxt|@remix-run\/(?:node|serve)|@sveltejs\/adapter-node|@astrojs\/node|@react-router\/serve)$/.test(name),
  );
}

function asEvidence({ file, line, column, what, note }: CodeFact): Evidence {
  const words = {
    listens: 'listens',
    consumes: 'consumes messages',
    'handles-function': 'handles a function call',
    browser: 'runs in a browser',
    proxies: 'forwards requests',
  };
  return { file, line, column, note: note ?? words[what] };
}
