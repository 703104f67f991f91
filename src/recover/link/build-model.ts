import type { CoverageGap, Endpoint, Evidence, SystemModel } from '../../model/system.ts';
import { settleServices } from '../inventory/settle.ts';
import type { Inventory, Unit } from '../inventory/unit.ts';
import type { ReadFacts } from '../read-facts.ts';
import { Attribution } from './attribution.ts';
import { withoutPages } from './browser-code.ts';
import { ReachableEndpoints, findCalls } from './calls.ts';
import { findMessaging } from './channels.ts';
import { documented } from './documented-channels.ts';
import type { CallRef } from './callers.ts';
import { codeFacts, forwards } from './code-facts.ts';
import { collect, evidenceOf, type Collected } from './collect.ts';
import { findConsistency } from './consistency.ts';
import { findCompleteApis } from './complete-apis.ts';
import { findEndpoints, listEndpoints } from './endpoints.ts';
import { findCorrelation } from './correlation.ts';
import { withOutboxes } from './outboxes.ts';
import { optionValues } from '../libraries/options.ts';
import { declaredByCdk } from './cdk-events.ts';
import { declaredByFunctions, namedFunctions } from './function-events.ts';
import { activeServices, whoDoesWhat, type Traffic } from './active-services.ts';
import { describe, importsByUnit, linesByUnit, type Known } from './describe-service.ts';
import { healthEndpoints } from './health-endpoints.ts';
import { findDeployment } from './deployments.ts';
import { Environment, showText } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { foreignBuses } from './foreign-buses.ts';
import { findLibraries } from './find-libraries.ts';
import { findForeignImports } from './foreign-imports.ts';
import { Destinations } from './match.ts';
import { Reach } from './reach.ts';
import { findShutdowns } from './shutdown.ts';
import { terminusChecks } from './terminus-checks.ts';
import { knownHosts } from './named-hosts.ts';
import { unitsByQueue } from './nest-queues.ts';
import { findStores } from './stores.ts';
import { withoutUnloaded } from './unloaded-files.ts';
import { UsesIndex } from './uses-index.ts';

/** Joins inventory and linked facts into the observed model. */
export function buildModel(root: string, inventory: Inventory, read: ReadFacts, evaluator: Evaluator): SystemModel {
  const { manifests } = inventory;
  const reach = new Reach(evaluator);
  const inCode = collect(evaluator, new UsesIndex(evaluator, reach, manifests, inOneUnit(inventory)));
  const units = settleServices(inventory, codeFacts(evaluator, inCode));
  const services = units.filter((unit) => unit.kind !== 'library');
  const ownerOf = owners(units, inventory);
  const ofServers = withoutUnloaded(evaluator, withoutPages(inCode, evaluator.program, ownerOf), ownerOf);
  const collected = withDeclarations(evaluator, ofServers, inventory);
  const attribution = new Attribution(evaluator, reach, ownerOf, services);
  const joined = { evaluator, collected, attribution };
  const environments = new Map(services.map((unit) => [unit.id, new Environment(unit.environment)]));
  const handled = findEndpoints(evaluator, collected, attribution, environments);
  const [endpoints, implied] = [listEndpoints(handled, false), listEndpoints(handled, true)];
  const ports = portsByService(evaluator, collected, attribution, environments, services);
  const queues = unitsByQueue(evaluator, attribution, environments);
  const destinations = new Destinations(services, knownHosts(inventory), endpoints, ports, implied, queues);
  const reachable = new ReachableEndpoints(handled, reach);
  const calls = findCalls(evaluator, collected, attribution, destinations, environments, reachable);
  const sent = withOutboxes(evaluator, collected, attribution);
  const messaging = findMessaging(evaluator, sent, attribution, environments);
  const received = documented(messaging, manifests.asyncApi);
  const stores = findStores(evaluator, collected, attribution, environments, inventory);
  const imports = importsByUnit(evaluator, ownerOf);
  const known: Known = {
    ports,
    health: healthEndpoints(handled, terminusChecks(evaluator, attribution), evaluator.program),
    listening: listens(evaluator, collected, attribution),
    imports,
    shutdown: findShutdowns(evaluator, attribution, services, imports),
    correlation: findCorrelation(evaluator, services, ownerOf, manifests),
    completeApis: findCompleteApis(evaluator, attribution, services, { endpoints, calls, imports }),
    lines: linesByUnit(evaluator, ownerOf),
    ...traffic(endpoints, forwards(evaluator, collected), ownerOf),
    ...whoDoesWhat({ endpoints, calls, ...received, ...stores }),
  };
  const partial = {
    services: services.map((unit) => describe(unit, known)).sort((a, b) => compare(a.id, b.id)),
    ...findLibraries(units, services),
    endpoints,
    calls,
    ...received,
    ...stores,
    ...findConsistency({ ...joined, reach, reachable, handled, calls, services, manifests, ownerOf }, received),
    foreignImports: findForeignImports(evaluator, attribution),
    deployment: findDeployment(inventory, services),
  };
  const head = { schemaVersion: 1, name: inventory.name, root, origin: 'observed' } as const;
  return { ...head, ...partial, coverage: coverage(inventory, read, partial) };
}

function inOneUnit(inventory: Inventory): (a: string, b: string) => boolean {
  return (a, b) => inventory.ownerOf(a)?.id === inventory.ownerOf(b)?.id;
}

// What stands in no code of the services: events that functions are deployed with, buses of classes from elsewhere.
function withDeclarations(evaluator: Evaluator, inCode: Collected, { manifests }: Inventory): Collected {
  const { processes } = manifests;
  const ofFunctions = [...declaredByFunctions(evaluator, processes), ...declaredByCdk(evaluator, processes)];
  const messages = [...inCode.messages, ...foreignBuses(evaluator)];
  const endpoints = [...inCode.served.endpoints, ...namedFunctions(evaluator, processes)];
  const served = { ...inCode.served, endpoints };
  return { ...inCode, declared: [...inCode.declared, ...ofFunctions], messages, served };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function owners(units: readonly Unit[], inventory: Inventory): (file: string) => Unit | undefined {
  const settled = new Map(units.map((unit) => [unit.path, unit]));
  return (file) => {
    const unit = inventory.ownerOf(file);
    return unit ? (settled.get(unit.path) ?? unit) : undefined;
  };
}

// What a service answers itself, and what it hands on.
function traffic(
  endpoints: readonly Endpoint[],
  forwarded: readonly Evidence[],
  ownerOf: (file: string) => Unit | undefined,
): Pick<Known, 'answering' | 'forwarding'> {
  return {
    answering: counted(endpoints.filter(({ protocol }) => protocol === 'http').map(({ service }) => service)),
    forwarding: counted(forwarded.map(({ file }) => ownerOf(file)?.id ?? '')),
  };
}

function counted(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function listens(evaluator: Evaluator, collected: Collected, attribution: Attribution): Map<string, Evidence[]> {
  const found = new Map<string, Evidence[]>();
  // A hybrid application of Nest starts its transports, and then listens.
  const isTransport = ({ file, c }: CallRef): boolean => {
    const callee = evaluator.program.facts(file).calls[c]?.callee;
    return callee?.k === 'get' && callee.n.startsWith('startAll');
  };
  for (const transport of [false, true])
    for (const { site } of collected.listens.filter((one) => isTransport(one.site) === transport))
      for (const unit of attribution.services(site))
        if (!transport || !found.has(unit.id))
          found.set(unit.id, [...(found.get(unit.id) ?? []), evidenceOf(evaluator, site, 'listens here')]);
  return found;
}

// `app.listen(3004)`, `app.listen({ port })`, with what configuration says.
function listenedPorts(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { site } of collected.listens) {
    const [arg] = evaluator.program.facts(site.file).calls[site.c]?.args ?? [];
    if (!arg) continue;
    const values = evaluator.eval(site.file, arg, undefined);
    const candidates = [...values, ...optionValues(evaluator, values, 'port')];
    for (const unit of attribution.services(site)) {
      const texts = (environments.get(unit.id) ?? new Environment([]))
        .resolveAll(attribution.own(unit, candidates))
        .map(showText);
      found.set(unit.id, [
        ...(found.get(unit.id) ?? []),
        ...texts.filter((text) => /^\d{2,5}$/.test(text)).map(Number),
      ]);
    }
  }
  return found;
}

function portsByService(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
  services: readonly Unit[],
): Map<string, number[]> {
  const listened = listenedPorts(evaluator, collected, attribution, environments);
  return new Map(
    services.map((unit) => [unit.id, portsOf(unit, environments.get(unit.id), listened.get(unit.id) ?? [])]),
  );
}

function portsOf(unit: Unit, environment: Environment | undefined, listened: readonly number[]): number[] {
  const fromEnvironment = ['PORT', 'APP_PORT', 'SERVER_PORT', 'HTTP_PORT', 'SERVICE_PORT'].flatMap((name) =>
    (environment?.get(name) ?? []).flatMap((entry) => (/^\d+$/.test(entry.value ?? '') ? [Number(entry.value)] : [])),
  );
  return [...new Set([...unit.ports, ...fromEnvironment, ...listened])].sort((a, b) => a - b);
}

function coverage(
  inventory: Inventory,
  read: ReadFacts,
  model: Traffic & Pick<SystemModel, 'services'>,
): SystemModel['coverage'] {
  const active = activeServices(model);
  const gaps: CoverageGap[] = [...inventory.gaps, ...read.gaps].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line,
  );
  return {
    files: { seen: read.seen, parsed: read.seen - read.excluded, excluded: read.excluded },
    gaps,
    opaqueServices: model.services
      .filter((item) => item.frameworks.length === 0 && !active.has(item.id))
      .map((item) => item.id),
    calls: {
      total: model.calls.length,
      resolved: model.calls.filter((call) => call.toKind !== 'unresolved').length,
      unknownTimeout: model.calls.filter((call) => call.policy.timeout.state === 'unknown').length,
    },
  };
}
