/** The place in a file that proves a fact. Lines and columns are 1-based; `file` is relative to the root, with forward slashes. */
export interface Evidence {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What stands there, in a few words; the steps by which a value was resolved come as further evidence. */
  readonly note?: string;
}

export type ServiceKind = 'service' | 'worker' | 'gateway' | 'bff' | 'function' | 'frontend' | 'module';

/** A fact that was looked for: `present` and `absent` are certain, `unknown` means that the files do not say. */
export interface Observed {
  readonly state: 'present' | 'absent' | 'unknown';
  readonly evidence: readonly Evidence[];
}

/** A unit deployed on its own (or, in a modular monolith, a bounded context). */
export interface Service {
  readonly id: string;
  readonly name: string;
  /** Folder relative to the root; `.` for the root itself. */
  readonly path: string;
  readonly kind: ServiceKind;
  /** `typescript`, `javascript`, or another language's name; services in other languages are opaque. */
  readonly language: string;
  readonly frameworks: readonly string[];
  readonly ports: readonly number[];
  /** Where it listens on a network port; empty for workers and opaque services. */
  readonly listens: readonly Evidence[];
  /** Liveness or readiness: an endpoint of its own or a probe in its manifests. */
  readonly health: Observed;
  /** What it does when it is told to stop (SIGTERM): a handler of its own, a library's or its framework's. */
  readonly shutdown: Observed;
  readonly evidence: readonly Evidence[];
}

export type Protocol = 'http' | 'grpc' | 'graphql' | 'rpc';

/** Something a service answers. `method` is upper case for HTTP (`ALL` when any); `path` starts with `/` and names parameters as `:name`. */
export interface Endpoint {
  readonly id: string;
  readonly service: string;
  readonly protocol: Protocol;
  readonly method: string;
  readonly path: string;
  readonly evidence: readonly Evidence[];
}

/** `set` in code, `default` of the library, `absent` for sure, or `unknown`. `ms` is null when the number is not known. */
export interface TimeoutPolicy {
  readonly state: 'set' | 'default' | 'absent' | 'unknown';
  readonly ms: number | null;
  /** Where the state comes from, in words: `call option "timeout"`, `axios has no default`. */
  readonly source: string;
}

export interface GuardPolicy {
  readonly state: 'present' | 'absent' | 'unknown';
  readonly source: string;
}

/** What guards a call, all layers (library default, instance, wrapper, call) taken together. */
export interface Policy {
  readonly timeout: TimeoutPolicy;
  readonly retry: GuardPolicy;
  readonly circuitBreaker: GuardPolicy;
  readonly bulkhead: GuardPolicy;
}

/**
 * Where the host of a call's URL comes from: `literal` in code; `default` = a literal that configuration may replace;
 * `config` = resolved through environment, deployment files or a config module; `unknown` otherwise.
 */
export interface Address {
  readonly origin: 'literal' | 'default' | 'config' | 'unknown';
  /** Host, and port if there is one, as resolved; null when unknown. */
  readonly host: string | null;
  readonly scheme: string | null;
  readonly evidence: readonly Evidence[];
}

/** One synchronous request from a service, at a call site. */
export interface Call {
  readonly id: string;
  readonly from: string;
  /** Endpoints of the calling service whose handlers reach this call. */
  readonly fromEndpoints: readonly string[];
  /** Service id, or null when it leaves the system or could not be resolved. */
  readonly to: string | null;
  readonly toKind: 'service' | 'external' | 'unresolved';
  readonly toEndpoint: string | null;
  /** Text of the resolved URL or address, `{…}` standing for what is not known; null when nothing is known. */
  readonly target: string | null;
  readonly address: Address;
  readonly protocol: Protocol;
  readonly method: string | null;
  readonly path: string | null;
  /** Package (or global) that makes the call: `axios`, `fetch`, `got`, … */
  readonly client: string;
  readonly policy: Policy;
  /** True when the call stands in a loop or per-element callback. */
  readonly repeated: boolean;
  /** The call site (where the client is called), then its wrapper's callers and the steps of resolution. */
  readonly evidence: readonly Evidence[];
}

/** A topic, subject, exchange + key, or queue. */
export interface Channel {
  readonly id: string;
  readonly broker: string;
  readonly name: string;
}

/** A service's sending to a channel. */
export interface Publication {
  readonly service: string;
  readonly channel: string;
  readonly evidence: readonly Evidence[];
}

/** A service's receiving from a channel. */
export interface Subscription {
  readonly service: string;
  readonly channel: string;
  /** Where a message goes that keeps failing: `present` when it is set aside after some tries, `absent` when it is lost or comes back for ever. */
  readonly deadLetter: Observed;
  readonly evidence: readonly Evidence[];
}

/** An import in one service of a file that lies inside another. */
export interface ForeignImport {
  readonly from: string;
  readonly to: string;
  /** The file that is imported. */
  readonly file: string;
  readonly evidence: readonly Evidence[];
}

/**
 * A function in which a write to the service's own datastore and a publication to a broker meet, itself or through the
 * functions that it calls, without an outbox.
 */
export interface DualWrite {
  readonly service: string;
  /** The sites in it (or in what it calls) that publish, and those that write. */
  readonly publications: readonly Evidence[];
  readonly writes: readonly Evidence[];
  /** Where the function begins, with its name. */
  readonly evidence: readonly Evidence[];
}

/** An engine + host + database (+ schema). Null where the files do not say. */
export interface Datastore {
  readonly id: string;
  readonly engine: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly schema: string | null;
}

/** One site in code that reads or writes a table or collection. */
export interface Access {
  readonly table: string | null;
  readonly mode: 'read' | 'write';
  readonly operation: string;
  readonly evidence: readonly Evidence[];
}

/** A service's access to a datastore; its own evidence is where the store is opened. */
export interface DatastoreUse {
  readonly service: string;
  readonly datastore: string;
  readonly accesses: readonly Access[];
  readonly evidence: readonly Evidence[];
}

/** A file or place that was not (fully) understood, and why. Line and column are 0 when the whole file is meant. */
export interface CoverageGap {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** What was looked at and what was not understood: silence must never look like health. */
export interface Coverage {
  /** Source files seen / parsed for facts / left out by role (tests, vendored, generated, …) / gaps. */
  readonly files: { readonly seen: number; readonly parsed: number; readonly excluded: number };
  readonly gaps: readonly CoverageGap[];
  /** Ids of services in which no known framework, client, broker or store was recognised. */
  readonly opaqueServices: readonly string[];
  readonly calls: { readonly total: number; readonly resolved: number; readonly unknownTimeout: number };
}

/** The whole system, declared in a blueprint or observed in code. Plain data, sorted by id, byte-identical for identical input. */
export interface SystemModel {
  readonly schemaVersion: 1;
  /** Name of the system: the blueprint's, or the root folder's. */
  readonly name: string;
  readonly root: string;
  readonly origin: 'declared' | 'observed';
  readonly services: readonly Service[];
  readonly endpoints: readonly Endpoint[];
  readonly calls: readonly Call[];
  readonly channels: readonly Channel[];
  readonly publications: readonly Publication[];
  readonly subscriptions: readonly Subscription[];
  readonly datastores: readonly Datastore[];
  readonly datastoreUses: readonly DatastoreUse[];
  readonly foreignImports: readonly ForeignImport[];
  readonly dualWrites: readonly DualWrite[];
  readonly coverage: Coverage;
}
