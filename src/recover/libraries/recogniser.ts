import type { Evidence, Observed, Protocol, TimeoutPolicy } from '../../model/system.ts';
import type { CallFact, Position } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Closure, Frame, Lib, Value } from '../link/values.ts';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import type { RetryLayer } from './retry-layer.ts';

/** A call site together with the frame in which it is looked at. */
export interface Site {
  readonly evaluator: Evaluator;
  readonly file: string;
  readonly c: number;
  readonly call: CallFact;
  readonly args: readonly Closure[];
  readonly frame: Frame | undefined;
  readonly uses: Uses;
}

/** What is known of objects that packages gave, beyond one expression. */
export interface Uses {
  /** Member calls on what the call at a site gave: `request(…).on('timeout', …)`. */
  on(lib: Lib): readonly { readonly name: string; readonly file: string; readonly c: number }[];
  /** Values assigned to members of it: `axios.defaults.timeout = 5000`; `path` is the dotted member path. */
  assigned(lib: Lib, path: string, file: string): readonly Closure[];
  /** The OpenAPI documents of the repository. */
  readonly contracts: readonly OpenApiDocument[];
  /** The .proto files of the repository. */
  readonly protos: readonly ProtoFile[];
  /** Functions (`file#function`) that a function leads to, itself included. */
  leadsTo(file: string, f: number): ReadonlySet<string>;
  /** Calls of a function of a package in the same unit as `file`: `HttpModule.register(…)`. */
  callsOf(pkg: string, path: string, file: string): readonly Closure[][];
}

/** An outgoing request, as one call site makes it in one frame. */
export interface RequestShape {
  readonly client: string;
  readonly protocol: Protocol;
  readonly url: readonly Value[];
  readonly method: readonly Value[] | string | null;
  readonly timeout: TimeoutPolicy;
  readonly retry?: {
    readonly state: 'present' | 'absent' | 'unknown';
    readonly source: string;
    readonly layers?: readonly RetryLayer[];
  };
  /** Where a pattern is sent: `tcp://host:port`, or a queue. */
  readonly server?: readonly Value[];
  /** The application that a sidecar is asked to reach, whatever the host of `url`: the header `dapr-app-id`. */
  readonly application?: readonly Value[];
  /** gRPC: `package.Service/Method`; `url` is then the address of the server, `method` the method's name. */
  readonly procedure?: string;
  readonly circuitBreaker?: { readonly state: 'present' | 'absent' | 'unknown'; readonly source: string };
  /** A call that its own service answers stays inside the process, and is no request. */
  readonly inProcess?: boolean;
  /** A connection that stays open is no request: it counts where it leads to another service. */
  readonly staysOpen?: boolean;
  /** The call forwards whatever arrives: its service stands in front of others. */
  readonly proxies?: boolean;
  /** Where the instance that makes the call was configured, if elsewhere. */
  readonly configured?: Evidence;
}

/** A message sent to or taken from a channel. */
export interface MessageShape {
  readonly broker: string;
  readonly direction: 'publish' | 'subscribe';
  /** Names of the channel; several when one call names several topics. */
  readonly names: readonly Value[];
  /** Functions that handle what arrives. */
  readonly handlers: readonly Value[];
  /** Of a subscription: what becomes of a message that keeps failing; what the broker does by itself when left out. */
  readonly deadLetter?: Observed;
  /** Whether what is sent, or waits to be taken, outlives a restart; not known when left out. */
  readonly durability?: Observed;
}

/** An endpoint registered on a server object. */
export interface RouteShape {
  readonly protocol: Protocol;
  readonly method: readonly string[];
  readonly path: readonly Value[];
  readonly server: Lib;
  readonly handlers: readonly Value[];
  /** Where the route is written, when that is not the call: an entry of a table. */
  readonly written?: { readonly file: string; readonly at: Position };
}

/** Something that a service answers by name rather than by route: a queue with replies, an RPC method. */
export interface AnswerShape {
  readonly protocol: 'rpc' | 'grpc';
  /** Name of the remote procedure where the protocol has one; empty otherwise. */
  readonly method: string;
  /** Queue, subject or qualified name that callers use. */
  readonly names: readonly Value[];
  readonly handlers: readonly Value[];
}

/** A router or plugin mounted under a prefix. `child` is a server object, or a function that is given the parent. */
export interface MountShape {
  readonly parent: Lib;
  readonly child: Value;
  readonly prefix: readonly Value[];
}

/** A store opened at a site. Values are texts with holes; `url` wins over parts when it has them. */
export interface StoreShape {
  readonly engine: string;
  readonly url: readonly Value[];
  readonly host: readonly Value[];
  readonly port: readonly Value[];
  readonly database: readonly Value[];
  readonly schema?: readonly Value[];
  /** The package through which alone the store is worked with, when it was handed to one. */
  readonly layer?: string;
}

/** What making a write a second time does: another row, or another step of a sum. */
export type Repetition = 'adds' | 'counts';

/** A read or write of a table or collection. */
export interface AccessShape {
  readonly engine: string;
  readonly tables: readonly (string | null)[];
  readonly mode: 'read' | 'write';
  readonly operation: string;
  /** The statement, where callers of a wrapper give it. */
  readonly sql?: readonly Value[];
  /** The package whose objects are worked with, when it works with the stores that it is given. */
  readonly layer?: string;
  /** Calls that made the object which is worked with: one of them may be the one that opened the store. */
  readonly madeAt?: readonly { readonly file: string; readonly call: number }[];
  /** Left out when a second time changes nothing more, and when that is not known. */
  readonly repetition?: Repetition;
}

/**
 * Recognises what calls of some packages mean. Each method gets the library path of the callee and gives undefined
 * when that path is nothing of its kind. Recognisers see facts and values only, never a syntax tree.
 */
export interface Recogniser {
  readonly packages: readonly string[];
  readonly request?: (lib: Lib, site: Site) => RequestShape | readonly RequestShape[] | undefined;
  readonly message?: (lib: Lib, site: Site) => MessageShape | undefined;
  readonly route?: (lib: Lib, site: Site) => readonly RouteShape[] | undefined;
  readonly answer?: (lib: Lib, site: Site) => readonly AnswerShape[] | undefined;
  readonly mount?: (lib: Lib, site: Site) => readonly MountShape[] | undefined;
  readonly store?: (lib: Lib, site: Site) => StoreShape | undefined;
  readonly access?: (lib: Lib, site: Site) => AccessShape | readonly AccessShape[] | undefined;
  readonly listens?: (lib: Lib, site: Site) => boolean;
}
