import { noDefault } from './options.ts';
import { LONG_DEFAULT, VERB, type Client } from './http-client-table.ts';

const BODIED = /(?:^|\.)(post|put|patch)$/;

/** The less known of the HTTP clients that read alike. */
export const SMALL_CLIENTS: readonly Client[] = [
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
];
