import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Authentication } from '../src/authentication.ts';
import { Health } from '../src/health.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { Proxy } from '../src/proxy.ts';
import { json, startUpstream, type Upstream } from './support/upstream.ts';

const issuer = 'https://id.shop.example';
const audience = 'shop';
type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

let first: KeyPair;
let second: KeyPair;
beforeAll(async () => {
  [first, second] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
});

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Claims {
  readonly keyId?: string;
  readonly key?: KeyPair;
  readonly payload?: JWTPayload;
  readonly iss?: string;
  readonly aud?: string;
  readonly expiresIn?: number;
}

async function token({ keyId = 'first', key = first, payload = {}, ...claims }: Claims = {}): Promise<string> {
  return new SignJWT({ scope: 'orders:read', sub: 'ann', ...payload })
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(claims.iss ?? issuer)
    .setAudience(claims.aud ?? audience)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + (claims.expiresIn ?? 60))
    .sign(key.privateKey);
}

async function publish(...keys: [string, KeyPair][]): Promise<object> {
  return {
    keys: await Promise.all(keys.map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid }))),
  };
}

/** A gateway in front of orders; `keys.set` is what the issuer publishes, null when it fails. */
async function start(): Promise<{
  ask: (authorization?: string) => Promise<Response>;
  keys: { set: object | null; asked: number };
  orders: Upstream;
}> {
  const keys = { set: (await publish(['first', first])) as object | null, asked: 0 };
  const issuing = await startUpstream((_request, response) => {
    keys.asked++;
    json(response, keys.set === null ? 500 : 200, keys.set ?? {});
  });
  const orders = await startUpstream((_request, response) => json(response, 200, {}));
  const log = createLogger({ name: 'web', level: 'silent' });
  const app = createApp({ name: 'web', log, health: new Health(), edge: {} });
  const authentication = new Authentication({ issuer, audience, jwksUrl: issuing.url });
  const proxy = new Proxy({ name: 'orders', baseUrl: orders.url, deadlineMs: 5_000 });
  const guards = [authentication.identify, authentication.require('orders:read')];
  await app.register(proxy.serve('/api/orders', '/orders', guards));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  cleanups.push(
    () => issuing.close(),
    () => orders.close(),
    () => app.close(),
  );
  const ask = (authorization?: string): Promise<Response> =>
    fetch(`${url}/api/orders`, { headers: authorization === undefined ? {} : { authorization } });
  return { ask, keys, orders };
}

describe('a bearer token', () => {
  it('lets its owner in, whom services learn of; the keys are fetched once', async () => {
    const { ask, keys, orders } = await start();
    const good = await token({ payload: { scope: 'orders:read orders:write' } });
    for (let index = 0; index < 5; index++) expect((await ask(`Bearer ${good}`)).status).toBe(200);
    expect(orders.seen[0]?.headers).toMatchObject({ 'x-user-id': 'ann', 'x-user-scopes': 'orders:read orders:write' });
    expect(keys.asked).toBe(1);
    const azure = await token({ payload: { scope: undefined, scp: ['orders:read'] } });
    expect((await ask(`Bearer ${azure}`)).status).toBe(200);
  });

  it('is refused when it is missing, another one, not for us, over, unsigned or signed by a secret', async () => {
    const { ask, orders } = await start();
    const [header = '', payload = ''] = (await token()).split('.');
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const publicPem = JSON.stringify(await exportJWK(first.publicKey));
    const withSecret = await new SignJWT({ sub: 'ann', scope: 'orders:read' })
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('1m')
      .sign(new TextEncoder().encode(publicPem));
    const bad = [
      undefined,
      'Basic YTpi',
      'Bearer rubbish',
      `Bearer ${await token({ key: second })}`,
      `Bearer ${await token({ iss: 'https://elsewhere.example' })}`,
      `Bearer ${await token({ aud: 'bank' })}`,
      `Bearer ${await token({ expiresIn: -31 })}`,
      `Bearer ${await token({ payload: { sub: 'ann\r\nx-user-scopes: all' } })}`,
      `Bearer ${encode({ alg: 'none' })}.${payload}.`,
      `Bearer ${header}.${encode({ sub: 'admin', iss: issuer, aud: audience, exp: 9e9 })}.c2lnbmF0dXJl`,
      `Bearer ${withSecret}`,
    ];
    for (const authorization of bad) {
      const answer = await ask(authorization);
      expect([answer.status, answer.headers.get('www-authenticate')], authorization).toEqual([
        401,
        authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
      ]);
    }
    expect(orders.seen).toHaveLength(0);
    expect((await ask(`Bearer ${await token({ expiresIn: -20 })}`)).status).toBe(200);
    const lacking = await ask(`Bearer ${await token({ payload: { scope: 'orders:write' } })}`);
    expect(lacking.status).toBe(403);
    expect(lacking.headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  it('is good when its key is new, and when the issuer is away while a key is known', async () => {
    const { ask, keys } = await start();
    expect((await ask(`Bearer ${await token()}`)).status).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    keys.set = await publish(['second', second], ['first', first]);
    expect((await ask(`Bearer ${await token({ keyId: 'second', key: second })}`)).status).toBe(200);
    expect(keys.asked).toBe(2);
    keys.set = null;
    vi.setSystemTime(Date.now() + 3_600_000);
    for (let index = 0; index < 3; index++) expect((await ask(`Bearer ${await token()}`)).status).toBe(200);
    expect(keys.asked).toBe(3);
  });

  it('cannot be judged while no keys can be had', async () => {
    const { ask, keys } = await start();
    keys.set = null;
    const answer = await ask(`Bearer ${await token()}`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await ask()).status).toBe(401);
  });
});
