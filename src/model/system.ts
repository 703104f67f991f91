import type { Compensation, DistributedChange, DomainLibrary, ProcessState } from './consistency.ts';
import type { Deployment } from './deployment.ts';
import type { Evidence, Observed } from './evidence.ts';
import type { Channel, Publication, Subscription } from './messaging.ts';

export type { ChangeStep, Compensation, DistributedChange, DomainLibrary, ProcessState } from './consistency.ts';
export type { Evidence, Observed } from './evidence.ts';
export type { Channel, MessageSchema, Publication, Subscription } from './messaging.ts';

/** A `worker` answers nobody; a `job` does its work once, or at times, and ends. */
export type ServiceKind = 'service' | 'worker' | 'job' | 'gateway' | 'bff' | 'function' | 'frontend' | 'module';

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
  /** Whether anything joins what one request leads to: trace context or a correlation id, an agent that adds them by itself. */
  readonly correlation?: Observed;
  /** `present` when its HTTP endpoints are known without a gap: whatever is not among them it does not answer. */
  readonly completeApi: Observed;
  /** Lines of its own production source; 0 for services in other languages. */
  readonly lines: number;
  readonly evidence: readonly Evidence[];
}

/** A package of the system that services import, and that starts nothing. */
export interface Library {
  readonly id: string;
  readonly name: string;
  /** Folder relative to the root. */
  readonly path: string;
  readonly kind: 'library';
  /** `typescript` or `javascript`. */
  readonly language: string;
  /** Ids of the services that depend on it, sorted. */
  readonly users: readonly string[];
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

/** How a call is made again after it failed, all layers that do so taken together. */
export interface Repetition {
  /** Whether it ends at some time. */
  readonly bound: 'present' | 'absent' | 'unknown';
  /** The most times that the call is made, the first one included; null when not known. */
  readonly tries: number | null;
  /** What passes between two tries: `growing` also when it only differs from try to try. */
  readonly delay: 'growing' | 'fixed' | 'none' | 'unknown';
  /** Whether chance keeps callers that failed together from coming back together. */
  readonly jitter: 'present' | 'absent' | 'unknown';
  /** Whether a request that changes something is sent twice without a key by which the callee could tell: `unsafe` if so. */
  readonly changes: 'safe' | 'unsafe' | 'unknown';
  /** Where each layer is written; empty when only a library's default repeats the call. */
  readonly evidence: readonly Evidence[];
}

export interface RetryPolicy extends GuardPolicy {
  /** Of a retry that is present, as far as it was understood. */
  readonly repetition?: Repetition;
}

/** What guards a call, all layers (library default, instance, wrapper, call) taken together. */
export interface Policy {
  readonly timeout: TimeoutPolicy;
  readonly retry: RetryPolicy;
  readonly circuitBreaker: GuardPolicy;
  readonly bulkhead: GuardPolicy;
}

/**
 * Where the host of a call's URL comes from: `literal` in code; `default` = a literal that configuration may replace,
 * or this machine where the code says that it is not in production;
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
  /** Where the calls of all elements of a collection are started at once, without a limit, if they are. */
  readonly fanOut?: Evidence;
  /** Where the call's failure is lost, if that is certain; the note says how. */
  readonly ignoredAt?: readonly Evidence[];
  /** A page makes it in the browser of its user. */
  readonly inBrowser?: true;
  /** The call site (where the client is called), then its wrapper's callers and the steps of resolution. */
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
  /** Left out where there are none. */
  readonly libraries?: readonly Library[];
  readonly endpoints: readonly Endpoint[];
  readonly calls: readonly Call[];
  readonly channels: readonly Channel[];
  readonly publications: readonly Publication[];
  readonly subscriptions: readonly Subscription[];
  readonly datastores: readonly Datastore[];
  readonly datastoreUses: readonly DatastoreUse[];
  readonly foreignImports: readonly ForeignImport[];
  readonly dualWrites: readonly DualWrite[];
  readonly distributedChanges: readonly DistributedChange[];
  readonly processStates: readonly ProcessState[];
  readonly compensations: readonly Compensation[];
  readonly domainLibraries: readonly DomainLibrary[];
  readonly deployment: Deployment;
  readonly coverage: Coverage;
}
