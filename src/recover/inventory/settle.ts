import type { Evidence, ServiceKind } from '../../model/system.ts';
import { isInside } from '../manifests/paths.ts';
import { unscoped } from './names.ts';
import {
  isBrowserPackage,
  isCommandLinePackage,
  isFunctionTool,
  isRenderingPackage,
  isRenderingTool,
  isServerTool,
} from './package-kinds.ts';
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
  const all = byUnit.get(unit.id) ?? [];
  const own = all.filter((fact) => fact.isElsewhere !== true);
  // Tools and tests of a package call such a function too: it has to be a program.
  const isProgram = unit.isStarted || unit.deployedBy.length > 0;
  const facts = isProgram && !own.some(isRun) ? all : own;
  const lent = facts.some(isRun) ? [] : lentFacts(inventory, unit, byUnit);
  const kind = decide(inventory, unit, facts, lent);
  // What a shared package can do is no reason: whether this one has it done is seen where calls are followed.
  const reasons =
    kind === 'library'
      ? []
      : facts
          .filter((fact) => fact.what !== 'browser')
          .map(asEvidence)
          .slice(0, 5);
  return { ...unit, kind, language: languageOf(unit, kind, facts), evidence: [...unit.evidence, ...reasons] };
}

function languageOf(unit: Unit, kind: Unit['kind'], facts: readonly CodeFact[]): string {
  if (unit.language === 'browser' && kind !== 'frontend' && kind !== 'library') {
    return facts.some((fact) => /tsx?$/.test(fact.file)) ? 'typescript' : 'javascript';
  }
  const names = [...(unit.packageJson?.dependencies.keys() ?? [])];
  return kind === 'frontend' && !names.some(isRenderingPackage) && !unit.frameworks.some(isRenderingTool)
    ? 'browser'
    : unit.language;
}

function decide(
  inventory: Inventory,
  unit: Unit,
  facts: readonly CodeFact[],
  lent: readonly CodeFact[],
): ServiceKind | 'library' {
  const does = (what: CodeFact['what']): boolean => facts.some((fact) => fact.what === what);
  const isRunning = facts.some(isRun);
  const isDeployed = unit.deployedBy.length > 0;
  if (unit.language === 'browser' && !(does('listens') && unit.entryFiles.length > 0))
    // What is started beside others that import it shows its parts (a storybook): it is they that reach a browser.
    return isDeployed || (unit.isStarted && !isImported(inventory, unit)) ? 'frontend' : 'library';
  // A package around other programs is what they share, unless it starts one of its own.
  const hasEntry = unit.entryFiles.some((file) => inventory.ownerOf(file) === unit);
  if (
    containsOthers(inventory, unit) &&
    !(hasEntry && isRunning && (isDeployed || !isDeployedInParts(inventory, unit)))
  )
    return 'library';
  if (does('handles-function') && !does('listens') && !isImported(inventory, unit)) return 'function';
  if (!isDeployed && (isAside(unit) || isPublished(inventory, unit))) return 'library';
  if (!isDeployed && !unit.isStarted) return isRunning && !isLibrary(inventory, unit) ? running(unit, does) : 'library';
  if (isRunning) return running(unit, does);
  if (isTool(unit)) return 'library';
  if (unit.kind === 'function') return 'function';
  if (unit.frameworks.some(isServerTool)) return 'service';
  if (unit.frameworks.some(isFunctionTool)) return 'function';
  const names = [...(unit.packageJson?.folder === unit.path ? unit.packageJson.dependencies.keys() : [])];
  if (unit.frameworks.some(isRenderingTool)) return 'frontend';
  if (names.some((name) => isBrowserPackage(name) || isRenderingPackage(name)) || (does('browser') && !isDeployed))
    return 'frontend';
  // What only a shared package could do for it, while others import it: it is itself shared.
  if (lent.length > 0 && !isDeployed && isImported(inventory, unit)) return 'library';
  if (lent.length > 0) return running(unit, (what) => lent.some((fact) => fact.what === what));
  // An image that holds what others import, and that nothing is known to start, is what their images are made from.
  if (!isDeployed || (!unit.isStarted && unit.ports.length === 0 && isImported(inventory, unit))) return 'library';
  return unit.ports.length > 0 ? 'service' : 'worker';
}

// A command-line tool, or a library whose server others start: what is installed from a registry is nobody's deployment.
function isPublished(inventory: Inventory, unit: Unit): boolean {
  const pkg = unit.packageJson;
  if (pkg?.folder !== unit.path || !pkg.published) return false;
  return pkg.bin.length > 0 || !unit.isStarted || isImported(inventory, unit);
}

// A command-line tool answers nobody, also where an image holds it.
function isTool({ packageJson: pkg, path }: Unit): boolean {
  return pkg?.folder === path && pkg.bin.length > 0 && [...pkg.dependencies.keys()].some(isCommandLinePackage);
}

// Trials beside the system: `nats-test`, `kafka-demo`.
function isAside(unit: Unit): boolean {
  return /[-_.](?:tests?|demo|playground|sandbox|scratch|example)$/.test(unit.path);
}

function running(unit: Unit, does: (what: CodeFact['what']) => boolean): ServiceKind {
  if (!does('listens')) return does('answers') ? 'service' : 'worker';
  if (/(?:^|[-_.])(?:bff|backends?-for-frontends?)(?:$|[-_.])/i.test(unit.name)) return 'bff';
  return does('proxies') ? 'gateway' : 'service';
}

function isRun({ what }: CodeFact): boolean {
  return what === 'listens' || what === 'consumes' || what === 'answers';
}

function containsOthers(inventory: Inventory, unit: Unit): boolean {
  return inventory.units.some(
    (one) =>
      one.path !== unit.path &&
      isInside(one.path, unit.path) &&
      one.language !== 'browser' &&
      (one.isSplit || one.isStarted || one.deployedBy.length > 0),
  );
}

// Each of a package's programs is deployed, and the package itself is not: its own entry is a starter that they share.
function isDeployedInParts(inventory: Inventory, unit: Unit): boolean {
  return inventory.units.some(
    (one) => one.isSplit && one.path !== unit.path && isInside(one.path, unit.path) && one.deployedBy.length > 0,
  );
}

function isLibrary(inventory: Inventory, unit: Unit): boolean {
  return (
    unit.packageJson?.folder !== unit.path ||
    /(?:^|\/)(?:[\w-]+-)?(?:libs?|libraries|shared|common|sdk)\//.test(`${unit.path}/`) ||
    isImported(inventory, unit)
  );
}

/** Facts of libraries that a unit depends on: a shared `bootstrap()` listens for whoever calls it. */
function lentFacts(inventory: Inventory, unit: Unit, byUnit: ReadonlyMap<string, readonly CodeFact[]>): CodeFact[] {
  const dependencies = unit.packageJson?.dependencies;
  return inventory.units
    .filter((other) => other !== unit && other.repository === unit.repository && other.deployedBy.length === 0)
    .filter((other) => {
      const name = other.packageJson?.folder === other.path ? other.packageJson.name : null;
      return (name !== null && dependencies?.has(name) === true) || (unit.isSplit && isInside(unit.path, other.path));
    })
    .flatMap((other) => byUnit.get(other.id) ?? [])
    .filter((fact) => isRun(fact) && fact.isElsewhere !== true);
}

function isImported(inventory: Inventory, unit: Unit): boolean {
  const name = unit.packageJson?.folder === unit.path ? unit.packageJson.name : null;
  if (name === null) return false;
  return inventory.units.some(
    (other) =>
      other !== unit &&
      [...(other.packageJson?.dependencies.keys() ?? [])].some((one) =>
        other.repository === unit.repository
          ? one === name || unscoped(one) === name
          : one === name && name.startsWith('@'),
      ),
  );
}

function asEvidence({ file, line, column, what, note }: CodeFact): Evidence {
  const words = {
    listens: 'listens',
    consumes: 'consumes messages',
    answers: 'answers requests',
    'handles-function': 'handles a function call',
    browser: 'runs in a browser',
    proxies: 'forwards requests',
  };
  return { file, line, column, note: note ?? words[what] };
}
