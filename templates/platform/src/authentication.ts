import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { currentContext, newContext, runWithContext } from './context.ts';
import { HttpProblem } from './problem.ts';

export interface AuthenticationOptions {
  /** Who signs tokens (`iss`), and for whom they have to be (`aud`). */
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer publishes its keys. */
  readonly jwksUrl: string;
}

// Asymmetric ones only: a shared secret would let every service make tokens, and "none" everybody.
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_SKEW_SECONDS = 30;
const KEYS_FRESH_MS = 600_000;
const KEYS_COOLDOWN_MS = 30_000;

/** What was found out about a request's token; its errors are answered by `require`. */
interface Findings {
  readonly scopes: readonly string[];
  readonly problem?: HttpProblem;
}

/** Checks bearer tokens (JWT) against the issuer's published keys, which are kept and renewed. */
export class Authentication {
  private readonly options: AuthenticationOptions;
  private readonly key: JWTVerifyGetKey;
  private readonly findings = new WeakMap<FastifyRequest, Findings>();

  constructor(options: AuthenticationOptions) {
    this.options = options;
    this.key = publishedKeys(new URL(options.jwksUrl));
  }

  /** Hook: finds out who asks, and lets services know as `x-user-id` and `x-user-scopes`. It turns nobody away. */
  readonly identify = (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    this.verify(request.headers.authorization).then(
      (payload) => {
        const scopes = scopesOf(payload);
        this.findings.set(request, { scopes });
        const identity = { 'x-user-id': payload.sub ?? '', 'x-user-scopes': scopes.join(' ') };
        // A callback, because the context has to hold for the hooks that follow.
        runWithContext({ ...(currentContext() ?? newContext()), identity }, done);
      },
      (error: unknown) => {
        this.findings.set(request, { scopes: [], problem: toProblem(error) });
        // oxlint-disable-next-line promise/no-callback-in-promise -- the same
        done();
      },
    );
  };

  /** Hook after `identify`: answers 401 without a good token, 403 when it lacks a scope, 503 when no keys can be had. */
  require(...scopes: string[]): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
    return async (request, reply) => {
      const { problem, scopes: granted } = this.findings.get(request) ?? { scopes: [], problem: noToken() };
      if (problem?.status === 401) {
        const reason = request.headers.authorization === undefined ? '' : ' error="invalid_token"';
        void reply.header('www-authenticate', `Bearer${reason}`);
      }
      if (problem) throw problem;
      if (scopes.every((scope) => granted.includes(scope))) return;
      void reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`);
      throw new HttpProblem(403, `The token does not allow "${scopes.join(' ')}".`);
    };
  }

  private async verify(authorization: string | undefined): Promise<JWTPayload> {
    const [, token] = /^Bearer +([\w~+/.=-]+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) throw noToken();
    const { payload } = await jwtVerify(token, this.key, {
      issuer: this.options.issuer,
      audience: this.options.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SKEW_SECONDS,
      requiredClaims: ['sub', 'exp'],
    });
    // It becomes a header.
    if (!/^[\x21-\x7e]{1,200}$/.test(payload.sub ?? '')) throw new errors.JWTInvalid('"sub" is no printable name');
    return payload;
  }
}

/** The issuer's keys: fetched again when they are old or one is unknown. While that fails, those at hand stay good. */
function publishedKeys(url: URL): JWTVerifyGetKey {
  const cooldownDuration = KEYS_COOLDOWN_MS;
  const remote = createRemoteJWKSet(url, { cacheMaxAge: KEYS_FRESH_MS, cooldownDuration, timeoutDuration: 2_000 });
  let failedAt = -Infinity;
  return async (header, token) => {
    const kept = remote.jwks();
    if (kept !== undefined && Date.now() - failedAt < KEYS_COOLDOWN_MS) return createLocalJWKSet(kept)(header, token);
    try {
      return await remote(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      failedAt = Date.now();
      if (kept === undefined) throw error;
      return createLocalJWKSet(kept)(header, token);
    }
  };
}

function scopesOf({ scope, scp }: JWTPayload): readonly string[] {
  const given = scope ?? scp;
  const scopes: unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(' ') : [];
  return scopes.filter((one): one is string => typeof one === 'string' && /^[\x21-\x7e]+$/.test(one));
}

function noToken(): HttpProblem {
  return new HttpProblem(401, 'A bearer token is needed.');
}

function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (isAboutToken(error)) return new HttpProblem(401, 'The bearer token is not good (any more).', { cause: error });
  return new HttpProblem(503, undefined, { cause: error, retryAfterSeconds: 5 });
}

const ABOUT_TOKEN = [
  ...[errors.JWTExpired, errors.JWTClaimValidationFailed, errors.JWTInvalid, errors.JWSInvalid],
  ...[errors.JWSSignatureVerificationFailed, errors.JOSEAlgNotAllowed, errors.JOSENotSupported],
  ...[errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys],
];

function isAboutToken(error: unknown): boolean {
  return ABOUT_TOKEN.some((type) => error instanceof type);
}
