import type { Deployment, Exposure, GatewayRoute, StartOrder } from '../../model/deployment.ts';
import type { Evidence } from '../../model/system.ts';
import type { Inventory, Unit } from '../inventory/unit.ts';

/** What the manifests say about the system as a whole: ways in, infrastructure, and what is started after what. */
export function findDeployment({ images }: Inventory, services: readonly Unit[]): Deployment {
  const infrastructure = images.map(({ engine, hostNames, evidence }) => ({
    engine,
    names: [...hostNames],
    evidence: [evidence],
  }));
  return {
    exposures: services.flatMap(exposuresOf).sort(byService),
    infrastructure: infrastructure.sort((a, b) => compare(keyOf(a), keyOf(b))),
    startOrders: services.flatMap((unit) => ordersOf(unit, services)).sort(byService),
  };
}

function exposuresOf(unit: Unit): Exposure[] {
  const byKind = new Map<Exposure['by'], Exposure>();
  for (const { by, routes = [], evidence } of unit.runs.flatMap(({ opens }) => opens)) {
    const known = byKind.get(by);
    const all = distinct([...(known?.evidence ?? []), ...evidence], keyOfPlace);
    const led = distinct([...(known?.routes ?? []), ...routes], keyOfRoute);
    byKind.set(by, { service: unit.id, by, ...(led.length > 0 && { routes: led }), evidence: all });
  }
  return [...byKind.values()];
}

function distinct<T>(items: readonly T[], keyOfItem: (item: T) => string): T[] {
  const keys = items.map(keyOfItem);
  return items.filter((_item, index) => keys.indexOf(keys[index] ?? '') === index);
}

function keyOfPlace({ file, line }: Evidence): string {
  return `${file}:${line}`;
}

function keyOfRoute({ kind, host, path, evidence }: GatewayRoute): string {
  return `${kind} ${host ?? ''}${path} ${keyOfPlace(evidence)}`;
}

// Only a service of the same file can be meant: other files have services of the same names.
function ordersOf(unit: Unit, services: readonly Unit[]): StartOrder[] {
  const found = new Map<string, StartOrder>();
  for (const { file, after } of unit.runs) {
    for (const { name, evidence } of after) {
      const other = services.find((one) => one.runs.some((run) => run.file === file && run.hostNames[0] === name));
      if (!other || other.id === unit.id || found.has(other.id)) continue;
      const note = `"${unit.name}" is started after "${other.name}"`;
      found.set(other.id, { service: unit.id, after: other.id, evidence: [{ ...evidence, note }] });
    }
  }
  return [...found.values()];
}

function byService(a: Exposure | StartOrder, b: Exposure | StartOrder): number {
  return compare(keyOf(a), keyOf(b));
}

function keyOf(item: Exposure | StartOrder | Deployment['infrastructure'][number]): string {
  const [first] = item.evidence;
  const what = 'engine' in item ? item.engine : `${item.service} ${'by' in item ? item.by : item.after}`;
  return `${what}|${first?.file ?? ''}|${String(first?.line ?? 0).padStart(7, '0')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
