import { synchronousChains, unfollowedEndpoints, type SynchronousChain } from '../model/chains.ts';
import type { Infrastructure } from '../model/deployment.ts';
import { neededServices } from '../model/needed-services.ts';
import type {
  Call,
  Channel,
  Datastore,
  DatastoreUse,
  Endpoint,
  Publication,
  Service,
  Subscription,
  SystemModel,
} from '../model/system.ts';
import { decisionsByService, type TouchingDecision } from './decisions-of.ts';
import { NOTHING_BESIDE, type DocsBeside } from './docs-beside.ts';
import type { PlacedDrift } from './drift/placed-drift.ts';
import type { Finding } from '../model/finding.ts';
import { pageLinks, type PageLinks, type SourceBase } from './page-links.ts';
import { servicePagePaths } from './page-paths.ts';

/** What a run of the documenter is told besides the model. */
export interface DocsOptions {
  readonly source: SourceBase;
  /** Assumed availability of each service, 0 to 1. */
  readonly availability: number;
  /** The command that writes these pages again, shown at the top of each. */
  readonly command: string;
}

/** A service with everything that the model says about it. */
export interface ServiceFacts {
  readonly service: Service;
  /** Path of its page in the documents' folder. */
  readonly page: string;
  readonly endpoints: readonly Endpoint[];
  readonly callsOut: readonly Call[];
  readonly callsIn: readonly Call[];
  readonly publications: readonly Publication[];
  readonly subscriptions: readonly Subscription[];
  readonly datastoreUses: readonly DatastoreUse[];
  /** True when nothing inside it was recognised (another language, or no known library). */
  readonly opaque: boolean;
}

/** The model with its cross-references looked up once; every page and diagram is made from it. */
export interface DocsContext {
  readonly model: SystemModel;
  readonly options: DocsOptions;
  /** In the order of the model, by id. */
  readonly services: ReadonlyMap<string, ServiceFacts>;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly datastores: ReadonlyMap<string, Datastore>;
  /** The longest synchronous request paths. */
  readonly chains: readonly SynchronousChain[];
  /** Endpoints of large circles that start no chain of their own. */
  readonly unfollowed: readonly string[];
  /** Services that must be up for an answer, by endpoint; only endpoints that wait for others. */
  readonly needed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly beside: DocsBeside;
  /** Decisions that name a service, by its id. */
  readonly decisions: ReadonlyMap<string, readonly TouchingDecision[]>;
  /** Findings by the id of their service. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** Drift by the id of its service. */
  readonly drift: ReadonlyMap<string, readonly PlacedDrift[]>;
  readonly links: (page: string) => PageLinks;
}

/** Looks up the cross-references of a model. */
export function docsContext(
  model: SystemModel,
  options: DocsOptions,
  beside: DocsBeside = NOTHING_BESIDE,
): DocsContext {
  const pages = servicePagePaths(model.services);
  const opaque = new Set(model.coverage.opaqueServices);
  const endpoints = groupBy(model.endpoints, (endpoint) => endpoint.service);
  const callsOut = groupBy(model.calls, (call) => call.from);
  const callsIn = groupBy(model.calls, (call) => call.to);
  const publications = groupBy(model.publications, (publication) => publication.service);
  const subscriptions = groupBy(model.subscriptions, (subscription) => subscription.service);
  const uses = groupBy(model.datastoreUses, (use) => use.service);
  const facts = model.services.map((service): readonly [string, ServiceFacts] => [
    service.id,
    {
      service,
      page: pages.get(service.id) ?? 'index.md',
      endpoints: endpoints.get(service.id) ?? [],
      callsOut: callsOut.get(service.id) ?? [],
      callsIn: callsIn.get(service.id) ?? [],
      publications: publications.get(service.id) ?? [],
      subscriptions: subscriptions.get(service.id) ?? [],
      datastoreUses: uses.get(service.id) ?? [],
      opaque: opaque.has(service.id) || !isReadable(service.language),
    },
  ]);
  return {
    model,
    options,
    services: new Map(facts),
    endpoints: byId(model.endpoints),
    channels: byId(model.channels),
    datastores: byId(model.datastores),
    chains: synchronousChains(model),
    unfollowed: unfollowedEndpoints(model),
    needed: neededServices(model),
    beside,
    decisions: decisionsByService(model.services, beside.decisions ?? []),
    findings: groupBy(beside.findings ?? [], ({ service }) => service),
    drift: groupBy(beside.drift ?? [], ({ service }) => service),
    links: (page) => pageLinks(page, options.source),
  };
}

/** Items by a key, in their own order; items whose key is null are left out. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === null) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/**
 * Whether an endpoint without a known call may wait for others all the same: a blueprint can say what a service calls
 * without saying for which of its endpoints.
 */
export function mayNeedMore({ model, needed }: DocsContext, { callsOut }: ServiceFacts, endpoint: string): boolean {
  if (model.origin !== 'declared' || needed.has(endpoint)) return false;
  return callsOut.some(({ to, fromEndpoints }) => to !== null && fromEndpoints.length === 0);
}

/** Whether the language of a service is one whose code is read. */
export function isReadable(language: string): boolean {
  return language === 'typescript' || language === 'javascript';
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** What is deployed beside the services, each once however many manifests deploy it. */
export function deployedBeside({ deployment }: SystemModel): readonly Infrastructure[] {
  const same = groupBy(deployment.infrastructure, ({ engine, names }) => JSON.stringify([engine, names.toSorted()]));
  return [...same.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, evidence: [first, ...others].flatMap(({ evidence }) => evidence) }] : [],
  );
}
