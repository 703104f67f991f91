import type { Where } from '../util/user-error.ts';
import type { AccessSpec, AuthSpec, RateSpec, RouteSpec } from './edge-spec.ts';
import type { ExistingSpec } from './read-existing.ts';
import type { SagaStyle } from './saga-style.ts';

/**
 * One endpoint of a blueprint: `POST /orders`, `POST /reservations as reserve` to name its operation, or the long form
 * `POST /orders: { as: placeOrder, starts: place-order, calls: [payment.charge], publishes: [order.created], idempotent: true }`.
 */
export interface EndpointSpec {
  readonly method: string;
  /** With parameters as `:name`, whether the blueprint wrote `{name}` or `:name`. */
  readonly path: string;
  /** Name of the function that serves or calls it: given with `as`, or made from method and path (`getOrdersById`). */
  readonly operation: string;
  /** Operations of other services that its handler calls, each declared under the service's `calls`: `payment.charge`. */
  readonly calls: readonly { readonly service: string; readonly operation: string }[];
  /** Events that its handler publishes, each declared under the service's `publishes`. */
  readonly publishes: readonly string[];
  /** Jobs that its handler has done in worker threads, each declared under the service's `cpu`. */
  readonly computes: readonly string[];
  /** The saga that its handler starts, declared under the service's `sagas`. */
  readonly starts: string | null;
  /** Whether a request with an Idempotency-Key has its effect once, and whether one without it is refused. */
  readonly idempotency: 'none' | 'optional' | 'required';
}

/** Durations in milliseconds. */
export interface CallPolicySpec {
  readonly timeout: number;
  readonly retries: number;
  readonly breaker: boolean;
  readonly bulkhead: number;
}

/** A declared call of one endpoint of another service. */
export interface CallSpec {
  readonly to: string;
  readonly endpoint: EndpointSpec;
  readonly policy: CallPolicySpec;
  /** All calls of one service by another have one protocol. */
  readonly protocol: 'http' | 'grpc';
  /** False where the endpoints of the service called are not declared, so that this one is known by the call alone. */
  readonly declared: boolean;
  /** What stands in for the answer of a call that fails for good: nothing, the last answer, or a flag. */
  readonly fallback: 'fail' | 'stale' | 'empty';
  /** Fields of the answer that the caller relies on, beside those that every answer of the kind has. */
  readonly reads: readonly string[];
}

/** A step of a saga: each `do` and `undo` names an operation of a service (`inventory.reserve`). */
export interface SagaStepSpec {
  readonly do: { readonly service: string; readonly endpoint: EndpointSpec };
  readonly undo: { readonly service: string; readonly endpoint: EndpointSpec } | null;
  readonly timeout: number;
  /** The point of no return: once it is done nothing is undone, and what follows is tried until it succeeds. */
  readonly pivot: boolean;
}

export interface SagaSpec {
  readonly name: string;
  readonly style: SagaStyle;
  readonly steps: readonly SagaStepSpec[];
}

/** A table that follows events. */
export interface TableFeedSpec {
  readonly table: string;
  /** Types of the events that it follows. */
  readonly from: readonly string[];
}

/** One call whose answer is a field of the aggregate's. */
export interface PartSpec {
  readonly name: string;
  readonly service: string;
  readonly endpoint: EndpointSpec;
  /** Parameters of the aggregate's path that fill those of the called path, in its order. */
  readonly parameters: readonly string[];
  /** Whether there is no answer without it. */
  readonly required: boolean;
  /** In milliseconds. */
  readonly timeout: number;
}

/** A path of a gateway or bff (`GET`) whose answer is put together of several services' answers. */
export interface AggregateSpec extends AccessSpec {
  /** With parameters as `:name`. */
  readonly path: string;
  /** As in the file, for evidence. */
  readonly key: string;
  readonly parts: readonly PartSpec[];
}

/** A step, by its index, that a service does in a choreographed saga of another one. */
export interface SagaPartSpec {
  readonly saga: SagaSpec;
  readonly index: number;
}

export interface ServiceSpec {
  readonly name: string;
  readonly kind: 'service' | 'gateway' | 'bff' | 'worker';
  /** Folder of the service relative to the blueprint; `services/<name>` unless set. */
  readonly path: string;
  /** Whether it is deployed on its own: always among microservices, when it says so in a modular monolith. */
  readonly standalone: boolean;
  /** Whether the monolith that it was taken out of still answers its paths, and passes them on. */
  readonly facade: boolean;
  /** Null for a service that is generated. */
  readonly existing: ExistingSpec | null;
  /** Who is asked about it (`@shop/orders`): its own owner, else that of the system; null where nobody is named. */
  readonly owner: string | null;
  /** 0 for an existing service whose port is not said. */
  readonly port: number;
  /** What answers its requests; gateways, which stream, and bffs are always on fastify. */
  readonly http: HttpKind;
  /** Tables that only this service reads and writes; a service that owns none and has no part in a saga has no store. */
  readonly owns: readonly string[];
  /** Those of `owns` whose rows are the sums of their events. */
  readonly eventSourced: readonly string[];
  /** Read models of what this service records itself. */
  readonly views: readonly TableFeedSpec[];
  /** Copies of what other services tell by events. */
  readonly copies: readonly TableFeedSpec[];
  readonly endpoints: readonly EndpointSpec[];
  /** Whether its endpoints are served on gRPC, too. */
  readonly grpc: boolean;
  readonly calls: readonly CallSpec[];
  /** Libraries of the system that its code may import, each declared under `libraries`. */
  readonly uses: readonly string[];
  readonly publishes: readonly string[];
  readonly subscribes: readonly string[];
  /** Versions of these events that are not the first, by their names: the one that is published, the newest that is read. */
  readonly versions: {
    readonly publishes: ReadonlyMap<string, number>;
    readonly subscribes: ReadonlyMap<string, number>;
  };
  /** Jobs that keep a CPU busy, done in worker threads. */
  readonly cpu: readonly string[];
  readonly sagas: readonly SagaSpec[];
  /** Its steps in choreographed sagas of other services. */
  readonly sagaParts: readonly SagaPartSpec[];
  /** Gateways: public prefix → service. */
  readonly routes: readonly RouteSpec[];
  /** Gateways: whose tokens are checked; null for none. */
  readonly auth: AuthSpec | null;
  /** Gateways: the limit of routes that say no other; null for none. */
  readonly rateLimit: RateSpec | null;
  /** Gateways and bffs. */
  readonly aggregates: readonly AggregateSpec[];
}

/** A package of the system that services import, and that starts nothing. */
export interface LibrarySpec {
  readonly name: string;
  /** Its folder, relative to the blueprint; `libs/<name>` unless set. */
  readonly path: string;
  /** Who is asked about it: its own owner, else that of the system; null where nobody is named. */
  readonly owner: string | null;
}

/** What answers requests: `defaults.http`, or `http` of a service. */
export type HttpKind = 'fastify' | 'express' | 'nest';

export type BusKind = 'in-process' | 'nats' | 'rabbitmq' | 'redis' | 'kafka' | 'sqs';

/** What is said about one rule: its severity or `off`, and options of its own. */
export interface RuleSetting {
  readonly severity?: 'error' | 'warning' | 'info' | 'off';
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What is said about rules, by their names. */
export type RuleSettingMap = Readonly<Record<string, RuleSetting>>;

/** Other settings for findings that stand in some files. */
export interface LintOverride {
  /** Globs, relative to the root of the repository. */
  readonly files: readonly string[];
  readonly rules: RuleSettingMap;
}

/** `lint` of archwright.yaml, or of a file that it extends. */
export interface LintSettings {
  /** Presets, files (`./…`, `../…`) and packages, as written; the later ones weigh more. */
  readonly extends: readonly string[];
  readonly rules: RuleSettingMap;
  /** Later ones weigh more, and all of them more than `rules`. */
  readonly overrides: readonly LintOverride[];
  /** Globs of files whose findings are not reported. */
  readonly ignore: readonly string[];
  /** Files (`./…`, `../…`) and packages with rules of the user's own, as written. */
  readonly customRules: readonly string[];
  /** File of the baseline, relative to the file that says so. */
  readonly baseline?: string;
}

/** `templates` of archwright.yaml. */
export interface TemplateSettings {
  /** Folders (`./…`, `../…`) and npm packages, as written; the later ones weigh more. */
  readonly from: readonly string[];
  readonly variables: Readonly<Record<string, VariableValue>>;
}

/** What a variable of a template may be. */
export type VariableValue = string | number | boolean;

/** archwright.yaml, checked and with every default filled in. */
export interface Blueprint {
  /** Path as given by the user, for messages. */
  readonly file: string;
  readonly system: {
    readonly name: string;
    readonly shape: 'microservices' | 'modular-monolith';
    readonly owner: string | null;
  };
  readonly defaults: {
    readonly bus: BusKind;
    readonly database: 'postgres';
    readonly http: HttpKind;
    readonly telemetry: 'none' | 'otel';
    /** How services find each other: `dns` by the host of a URL, `consul` by their names where Consul's URL is given. */
    readonly discovery: 'dns' | 'consul';
    /** Who leads the sagas that do not say it. */
    readonly sagas: SagaStyle;
    /** What descriptions of a deployment are generated. */
    readonly deploy: readonly ('compose' | 'kubernetes')[];
    /** Which forge's workflow runs the checks of the system. */
    readonly ci: 'github' | 'gitlab' | 'none';
  };
  /** Sorted as in the file. Empty when the file only configures lint. */
  readonly services: readonly ServiceSpec[];
  /** Sorted as in the file. */
  readonly libraries: readonly LibrarySpec[];
  /** Folder of the ADRs, relative to the blueprint. */
  readonly decisions: string;
  readonly lint: LintSettings;
  /** Templates of the user's own. */
  readonly templates: TemplateSettings;
  /** Position of the value (or key) at a path into the file, for messages about what was declared there. */
  readonly where: (path: readonly (string | number)[], key?: boolean) => Where & { line: number; column: number };
}
