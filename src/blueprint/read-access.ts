import type { Cursor } from './cursor.ts';
import { parseDuration } from './duration.ts';
import type { AccessSpec, AuthSpec, RateSpec } from './edge-spec.ts';
import type { ServiceDraft } from './read-service.ts';

const authHelp = 'write auth: { issuer: https://id.example.com, audience: shop }';

/** `auth: { issuer, audience, jwks }` of a gateway; null without it. The keys are where OpenID issuers have them unless said. */
export function readAuth({ entries }: ServiceDraft): AuthSpec | null {
  const cursor = entries.get('auth');
  const given = cursor?.asMap('auth', ['issuer', 'audience', 'jwks']);
  if (!cursor || !given) return null;
  const [issuer, audience] = (['issuer', 'audience'] as const).map((key) => {
    const entry = given.get(key);
    return entry ? entry.asString(key) : cursor.fail(`auth does not say its ${key}`, authHelp, true);
  });
  const standard = issuer === undefined ? undefined : `${issuer.replace(/\/+$/, '')}/.well-known/jwks.json`;
  const jwks = given.get('jwks')?.asString('jwks') ?? standard;
  const urls = [['issuer', issuer] as const, ['jwks', given.has('jwks') ? jwks : undefined] as const];
  for (const [key, url] of urls)
    if (url !== undefined && !/^https?:\/\/[^\s/'\\]+[^\s'\\]*$/.test(url))
      (given.get(key) ?? cursor).fail(`"${url}" is not a URL`, authHelp);
  if (audience !== undefined && !/^[\w.:/@+~%=?&-]{1,200}$/.test(audience))
    given.get('audience')?.fail(`"${audience}" is not an audience`, 'write a name or a URL: shop, api://shop');
  return { issuer: issuer ?? '', audience: audience ?? '', jwks: jwks ?? '' };
}

/** `100/1m`: at most 100 requests of one client in a minute. */
export function readRate(cursor: Cursor | undefined): RateSpec | null {
  if (!cursor) return null;
  const [, amount, window = ''] = /^(\d{1,9})\/(.+)$/.exec(String(cursor.value)) ?? [];
  const max = Number(amount);
  const windowMs = parseDuration(window);
  if (max >= 1 && windowMs !== undefined) return { max, windowMs };
  cursor.fail(`"${String(cursor.value)}" is not a rate`, 'write requests and window: 100/1m, 10/1s (at most 1 h)');
  return null;
}

/** Keys of a route or aggregate that {@link readAccess} reads. */
export const accessKeys = ['scopes', 'public', 'rateLimit'] as const;

/** What a route or aggregate says about who may use it, on top of what the gateway says about all of them. */
export function readAccess(
  entries: ReadonlyMap<string, Cursor>,
  gateway: { readonly auth: AuthSpec | null; readonly rateLimit: RateSpec | null },
): AccessSpec {
  const scopes = (entries.get('scopes')?.asList('scopes') ?? []).flatMap((item) => {
    const scope = item.asString('a scope');
    if (scope === undefined) return [];
    if (/^[!#-&(-[\]-~]+$/.test(scope)) return [scope];
    return item.fail(`"${scope}" is not a scope`, 'write it like "orders:read", without spaces') ?? [];
  });
  const open = entries.get('public')?.asBoolean('public') ?? false;
  for (const key of ['scopes', 'public'])
    if (!gateway.auth) entries.get(key)?.fail(`"${key}" needs tokens to be checked`, authHelp, true);
  if (open && scopes.length > 0)
    entries.get('scopes')?.fail('what is public needs no scopes', 'keep one of them', true);
  const rateLimit = readRate(entries.get('rateLimit')) ?? gateway.rateLimit;
  return { scopes, public: open || !gateway.auth, rateLimit };
}
