/** How many requests each client may make within a window (milliseconds): `100/1m`. */
export interface RateSpec {
  readonly max: number;
  readonly windowMs: number;
}

/** Who signs the bearer tokens that a gateway accepts, for whom, and the URL of the signer's keys. */
export interface AuthSpec {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: string;
}

/** What a gateway demands of a request before it does anything. */
export interface AccessSpec {
  /** Scopes that the token needs; none for any good token. */
  readonly scopes: readonly string[];
  /** True where no token is needed, also because the gateway checks none at all. */
  readonly public: boolean;
  /** The route's own limit, or the gateway's; null for none. */
  readonly rateLimit: RateSpec | null;
}

/** A rule of a façade: what it fits goes to one side, whatever the percentage. */
export interface RolloutRuleSpec {
  readonly header: string | null;
  readonly equals: string | null;
  readonly path: string | null;
  readonly to: 'new' | 'legacy';
}

/** The old system that a route's service takes the place of, and how far it has. */
export interface LegacySpec {
  /** Environment variable of its base URL. */
  readonly url: string;
  readonly percent: number;
  /** The header that tells callers apart; null for their token or address. */
  readonly by: string | null;
  readonly shadow: boolean;
  readonly rules: readonly RolloutRuleSpec[];
  /** Its names of fields and ours; empty when both speak alike. */
  readonly fields: readonly { readonly legacy: string; readonly ours: string }[];
}

/** A public prefix of a gateway and the service that it leads to. */
export interface RouteSpec extends AccessSpec {
  readonly prefix: string;
  readonly to: string;
  /** `grpc`: answered by calls of the service's operations, in place of being passed on to it. */
  readonly protocol: 'http' | 'grpc';
  /** Deadline of a whole request in milliseconds; null for that of all routes, which the environment sets. */
  readonly timeout: number | null;
  /** Null when the service takes the place of nothing. */
  readonly legacy: LegacySpec | null;
}
