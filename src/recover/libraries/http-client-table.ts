import type { TimeoutPolicy } from '../../model/system.ts';
import { noDefault } from './options.ts';

/** How one HTTP client is used; the shared reading of URL, method and timeout is below. */
export interface Client {
  readonly packages: readonly string[];
  /** Paths that make a request. Named group `verb` is the method, `config` marks calls that take one options object. */
  readonly request: RegExp;
  /** Paths that take options in the place of the URL. */
  readonly configured?: RegExp;
  /** Members whose second argument is a body and whose third the options. */
  readonly bodied?: RegExp;
  /** Path of an instance's construction; its options come first in precedence after the call's own. */
  readonly instance?: RegExp;
  /** Takes a `Request` in the place of URL and options. */
  readonly fetches?: boolean;
  /** Paths whose first argument is the method and whose second the URL. */
  readonly methodFirst?: RegExp;
  /** Paths whose second argument is the method. */
  readonly methodSecond?: RegExp;
  /** Sent by a dispatcher of undici, which may be an option or set for the process. */
  readonly dispatched?: boolean;
  /** Repeats by itself what failed, unless this option says otherwise. */
  readonly retries?: { readonly option: string; readonly byDefault: boolean };
  readonly base: readonly string[];
  readonly timeouts: readonly string[];
  readonly fallback: (client: string) => TimeoutPolicy;
}

/** What fetch and undici wait when nothing says otherwise. */
export const LONG_DEFAULT: TimeoutPolicy = {
  state: 'default',
  ms: 300_000,
  source: 'fetch waits up to 300 s for headers by default',
};
/** A member that is named for the method. */
export const VERB = '(?<verb>get|delete|head|options|post|put|patch|del)';

/** The best-known of the HTTP clients that read alike. */
export const CLIENTS: readonly Client[] = [
  {
    packages: ['axios'],
    request: new RegExp(
      `^(?:(?:create\\(\\)|AxiosInstance!|AxiosStatic!|Axios!)(?:\\.|$))?(?:${VERB}|(?:post|put|patch)Form|request|)$`,
    ),
    configured: /(?:^|\.|\))(?:request)?$|!$/,
    bodied: /(?:^|\.)(post|put|patch|postForm|putForm|patchForm)$/,
    instance: /create\(\)|Axios!/,
    base: ['baseURL'],
    timeouts: ['timeout', 'signal', 'cancelToken'],
    fallback: noDefault,
  },
  {
    packages: ['@nestjs/axios', '@nestjs/common'],
    request: new RegExp(`^HttpService!\\.(?:axiosRef\\.?)?(?:${VERB}|request|)$`),
    configured: /\.request$|axiosRef$/,
    bodied: /\.(post|put|patch)$/,
    base: ['baseURL'],
    timeouts: ['timeout', 'signal'],
    fallback: noDefault,
  },
  {
    packages: ['global'],
    request: /^(?:globalThis\.|window\.|global\.|self\.)?fetch$/,
    fetches: true,
    dispatched: true,
    base: [],
    timeouts: ['signal'],
    fallback: () => LONG_DEFAULT,
  },
  {
    packages: [
      'node-fetch',
      'cross-fetch',
      'isomorphic-fetch',
      'node-fetch-commonjs',
      'node-fetch-native',
      '@adobe/fetch',
    ],
    request: /^(?:fetch)?$/,
    fetches: true,
    base: [],
    timeouts: ['signal', 'timeout'],
    fallback: noDefault,
  },
  {
    packages: ['undici'],
    request: /^(?:fetch|request|stream|pipeline)$/,
    fetches: true,
    dispatched: true,
    base: [],
    timeouts: ['signal', 'headersTimeout', 'bodyTimeout'],
    fallback: () => LONG_DEFAULT,
  },
  {
    packages: ['undici'],
    request:
      /^(?:Pool|Client|BalancedPool|RoundRobinPool|Agent|Dispatcher|RetryAgent)!(?:\.compose\(\))?\.(?<config>request|stream|pipeline|dispatch)$/,
    instance: /!/,
    base: ['origin'],
    timeouts: ['signal', 'headersTimeout', 'bodyTimeout'],
    fallback: () => LONG_DEFAULT,
  },
  {
    packages: ['got'],
    request: new RegExp(`^(?:got\\.?)?(?:extend\\(\\)(?:\\.|$))*(?:${VERB}|stream|paginate|)$`),
    instance: /extend\(\)/,
    configured: /(?:^|\))$/,
    retries: { option: 'retry', byDefault: true },
    base: ['prefixUrl'],
    timeouts: ['timeout', 'signal'],
    fallback: noDefault,
  },
  {
    packages: ['ky', 'ky-universal'],
    request: new RegExp(`^(?:(?:extend|create)\\(\\)(?:\\.|$))*(?:${VERB}|)$`),
    instance: /(extend|create)\(\)/,
    retries: { option: 'retry', byDefault: true },
    base: ['prefixUrl', 'prefix'],
    timeouts: ['timeout', 'signal'],
    fallback: () => ({ state: 'default', ms: 10_000, source: 'ky gives up after 10 s by default' }),
  },
  {
    packages: [
      'request',
      'request-promise',
      'request-promise-native',
      'postman-request',
      'teeny-request',
      'requestretry',
    ],
    request: new RegExp(`^(?:defaults\\(\\)(?:\\.|$))*(?:${VERB}|)$`),
    configured: /(?:)/,
    instance: /defaults\(\)/,
    base: ['baseUrl'],
    timeouts: ['timeout'],
    fallback: noDefault,
  },
  {
    packages: ['needle'],
    request: new RegExp(`^(?:${VERB}|request|)$`),
    methodFirst: /^(?:request)?$/,
    bodied: /^(?:post|put|patch|request|)$/,
    base: [],
    timeouts: ['timeout', 'response_timeout', 'open_timeout', 'read_timeout'],
    fallback: () => ({ state: 'default', ms: 10_000, source: 'needle opens within 10 s by default' }),
  },
  {
    packages: ['superagent'],
    request: new RegExp(`^(?:agent\\(\\)(?:\\.\\w+\\(\\))*\\.)?(?:${VERB}|)$`),
    methodFirst: /^$/,
    base: [],
    timeouts: [],
    fallback: noDefault,
  },
];
