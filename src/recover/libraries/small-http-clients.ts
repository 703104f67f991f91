import { noDefault } from './options.ts';
import { LONG_DEFAULT, VERB, type Client } from './http-client-table.ts';

const BODIED = /(?:^|\.)(post|put|patch)$/;

/** The less known of the HTTP clients that read alike. */
export const SMALL_CLIENTS: readonly Client[] = [
  {
    packages: ['@hapi/wreck', 'wreck'],
    request: new RegExp(`^(?:(?:default|defaults\\(\\))\\.)*(?:${VERB}|request)$`),
    methodFirst: /(?:^|\.)request$/,
    instance: /defaults\(\)/,
    base: ['baseUrl'],
    timeouts: ['timeout'],
    fallback: noDefault,
  },
  {
    packages: ['apisauce'],
    request: new RegExp(`^create\\(\\)\\.(?:${VERB})$`),
    bodied: /\./,
    instance: /create\(\)/,
    base: ['baseURL'],
    timeouts: ['timeout'],
    fallback: noDefault,
  },
  {
    packages: ['xior'],
    request: new RegExp(`^(?:(?:(?:xior\\.)?create\\(\\)|xior)(?:\\.|$))?(?:${VERB}|request|)$`),
    configured: /(?:^|\.|\))(?:request)?$/,
    bodied: BODIED,
    instance: /create\(\)/,
    base: ['baseURL'],
    timeouts: ['timeout', 'signal'],
    fallback: () => LONG_DEFAULT,
  },
  {
    packages: ['restify-clients'],
    request: new RegExp(`^create\\w*Client\\(\\)\\.(?:${VERB})$`),
    instance: /Client\(\)/,
    base: ['url'],
    timeouts: ['requestTimeout'],
    fallback: noDefault,
  },
  {
    packages: ['isomorphic-unfetch', 'unfetch', '@better-fetch/fetch'],
    request: /^(?:betterFetch|createFetch\(\))?$/,
    instance: /createFetch\(\)/,
    fetches: true,
    base: ['baseURL'],
    timeouts: ['signal', 'timeout'],
    fallback: () => LONG_DEFAULT,
  },
  {
    packages: ['ofetch', 'ohmyfetch'],
    request: /^(?:(?:ofetch|\$fetch)\.?)?(?:create\(\)(?:\.|$))*(?:raw|native|)$/,
    instance: /create\(\)/,
    fetches: true,
    retries: { option: 'retry', byDefault: true },
    base: ['baseURL'],
    timeouts: ['timeout', 'signal'],
    fallback: () => LONG_DEFAULT,
  },
  {
    // Nuxt and Nitro have it without an import.
    packages: ['global'],
    request: /^\$fetch(?:\.raw)?$/,
    fetches: true,
    retries: { option: 'retry', byDefault: true },
    base: ['baseURL'],
    timeouts: ['timeout', 'signal'],
    fallback: () => LONG_DEFAULT,
  },
  {
    packages: ['redaxios'],
    request: new RegExp(`^(?:create\\(\\)(?:\\.|$))?(?:${VERB}|)$`),
    bodied: BODIED,
    instance: /create\(\)/,
    base: ['baseURL'],
    timeouts: ['signal'],
    fallback: () => LONG_DEFAULT,
  },
  {
    packages: ['@whatwg-node/fetch', 'minipass-fetch', 'make-fetch-happen'],
    request: /^(?:defaults\(\)(?:\.|$))?(?:fetch)?$/,
    instance: /defaults\(\)/,
    fetches: true,
    base: [],
    timeouts: ['signal', 'timeout'],
    fallback: (client) =>
      client === '@whatwg-node/fetch'
        ? { state: 'unknown', ms: null, source: 'depends on the fetch of the platform' }
        : noDefault(client),
  },
  {
    packages: ['phin'],
    request: /^(?:promisified|unpromisified|defaults\(\))?$/,
    instance: /defaults\(\)/,
    base: [],
    timeouts: ['timeout'],
    fallback: noDefault,
  },
  {
    packages: ['centra', '@aero/centra'],
    request: /^$/,
    methodSecond: /^$/,
    base: [],
    timeouts: [],
    fallback: noDefault,
  },
  {
    packages: ['gaxios'],
    request: /^(?:request|(?:Gaxios!|instance)\.(?:request|fetch)|)$/,
    instance: /!/,
    base: ['baseURL', 'baseUrl'],
    timeouts: ['timeout', 'signal'],
    fallback: noDefault,
  },
  {
    packages: ['simple-get'],
    request: new RegExp(`^(?:${VERB}|concat|)$`),
    base: [],
    timeouts: ['timeout'],
    fallback: noDefault,
  },
  {
    packages: ['urllib'],
    request: /^(?:(?:HttpClient2?|HttpClient)!\.|create\(\)\.)?(?:request|curl|requestWithCallback|requestThunk)$/,
    base: [],
    timeouts: ['timeout', 'signal'],
    fallback: () => ({ state: 'default', ms: 5000, source: 'urllib gives up after 5 s by default' }),
  },
  {
    packages: ['unirest'],
    request: new RegExp(`^(?:${VERB}|)$`),
    methodFirst: /^$/,
    base: [],
    timeouts: [],
    fallback: noDefault,
  },
  {
    // Signs what it is told and hands it to axios.
    packages: ['aws-signed-axios'],
    request: /^$/,
    configured: /^$/,
    base: ['baseURL'],
    timeouts: ['timeout', 'signal'],
    fallback: noDefault,
  },
];
