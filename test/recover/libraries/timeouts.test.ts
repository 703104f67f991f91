import { describe, expect, test } from 'vitest';
import { onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

/** The state of the timeout of the only call in `text`, with its milliseconds where they are known: `set 5000`. */
async function timeoutIn(text: string, more: Files = {}): Promise<string> {
  const model = await recoverFiles({
    'orders/package.json': service('orders'),
    'orders/src/app.ts': `import express from 'express';\nexpress().listen(3000);\n${text}`,
    ...more,
  });
  const { state, ms } = onlyCall(model).policy.timeout;
  return ms === null ? state : `${state} ${ms}`;
}

const url = "'http://payment/charges'";

describe.each<[string, readonly (readonly [string, string])[]]>([
  [
    'axios',
    [
      [`axios.get(${url});`, 'absent'],
      [`axios.get(${url}, { timeout: 5000 });`, 'set 5000'],
      [`axios.get(${url}, { timeout: 0 });`, 'absent'],
      [`axios.post(${url}, { timeout: 5000 });`, 'absent'],
      [`axios.post(${url}, {}, { timeout: 5000 });`, 'set 5000'],
      [`axios.post(${url}, { timeout: 1 }, {});`, 'absent'],
      [`axios.delete(${url}, { timeout: 5000 });`, 'set 5000'],
      [`axios({ url: ${url}, timeout: 5000 });`, 'set 5000'],
      [`axios(${url}, { timeout: 5000 });`, 'set 5000'],
      [`axios.request({ url: ${url}, timeout: 5000 });`, 'set 5000'],
      [`axios.request({ url: ${url} });`, 'absent'],
      [`axios.get(${url}, { signal: AbortSignal.timeout(3000) });`, 'set 3000'],
      [`axios.get(${url}, { timeout: Number(process.env.TIMEOUT) });`, 'set'],
      [`axios.get(${url}, { timeout: Number(process.env.TIMEOUT) || 5000 });`, 'set'],
      [`const seconds = 1000; axios.get(${url}, { timeout: 5 * seconds });`, 'set 5000'],
      [`const options = { timeout: 5000 }; axios.get(${url}, { ...options });`, 'set 5000'],
      [`const options: any = {}; options.timeout = 5000; axios.get(${url}, options);`, 'set 5000'],
      [`export function charge(options) { return axios.get(${url}, { ...options }); }`, 'unknown'],
      [`export function charge(options) { return axios.get(${url}, options); }`, 'unknown'],
      [`function charge(options) { return axios.get(${url}, options); } charge({ timeout: 5000 });`, 'set 5000'],
      [`function charge(options) { return axios.get(${url}, options); } charge({});`, 'absent'],
      [
        `function charge(options = {}) { return axios.get(${url}, { timeout: 5000, ...options }); } charge();`,
        'set 5000',
      ],
      [`function charge(timeout = 5000) { return axios.get(${url}, { timeout }); } charge();`, 'set 5000'],
      [`const send = (options) => axios(options);\nkeep(send);`, 'unknown'],
      [`const send = (url) => axios.get(url);\nkeep(send);`, 'absent'],
      [`const httpAgent = new KeepAlive({ timeout: 5000 }); axios.create({ httpAgent }).get(${url});`, 'set 5000'],
      [`axios.get(${url}, { httpAgent: new KeepAlive() });`, 'default 8000'],
      [`const api = axios.create({ timeout: 5000 }); api.get(${url});`, 'set 5000'],
      [`const api = axios.create(); api.get(${url});`, 'absent'],
      [`const api = axios.create({ timeout: 5000 }); api.get(${url}, { timeout: 0 });`, 'absent'],
      [`const api = axios.create({ timeout: 5000 }); api.get(${url}, { timeout: 100 });`, 'set 100'],
      [`const api = axios.create(); api.defaults.timeout = 5000; api.get(${url});`, 'set 5000'],
      [`axios.defaults.timeout = 5000; axios.get(${url});`, 'set 5000'],
      [
        `axios.interceptors.request.use((config) => { config.timeout = 5000; return config; }); axios.get(${url});`,
        'set 5000',
      ],
      [
        `const api = axios.create(); api.interceptors.request.use((config) => ({ ...config, timeout: 5000 })); api.get(${url});`,
        'set 5000',
      ],
      [`const api = axios.create(); api.interceptors.request.use((config) => config); api.get(${url});`, 'absent'],
      [
        `class Api { private http: AxiosInstance; constructor() { this.http = axios.create({ timeout: 5000 }); } run() { return this.http.get(${url}); } } new Api().run();`,
        'set 5000',
      ],
    ],
  ],
  [
    'fetch',
    [
      [`fetch(${url});`, 'default 300000'],
      [`globalThis.fetch(${url});`, 'default 300000'],
      [`fetch(${url}, { signal: AbortSignal.timeout(5000) });`, 'set 5000'],
      [
        `const c = new AbortController(); setTimeout(() => c.abort(), 5000); fetch(${url}, { signal: c.signal });`,
        'set 5000',
      ],
      [`const { signal } = new AbortController(); fetch(${url}, { signal });`, 'unknown'],
      [`fetch(${url}, { signal: AbortSignal.any([a, AbortSignal.timeout(1)]) });`, 'set 1'],
      [`export const charge = (signal) => fetch(${url}, { signal });`, 'unknown'],
      [`fetch(${url}, { timeout: 5000 });`, 'default 300000'],
      [`Promise.race([fetch(${url}), new Promise((_, reject) => setTimeout(reject, 1000))]);`, 'set'],
    ],
  ],
  [
    'node-fetch',
    [
      [`nodeFetch(${url});`, 'absent'],
      [`nodeFetch(${url}, { timeout: 5000 });`, 'set 5000'],
      [`nodeFetch(${url}, { signal: AbortSignal.timeout(5000) });`, 'set 5000'],
      [`pTimeout(nodeFetch(${url}), { milliseconds: 5000 });`, 'set'],
    ],
  ],
  [
    'got',
    [
      [`got(${url});`, 'absent'],
      [`got.get(${url}, { timeout: { request: 5000 } });`, 'set 5000'],
      [`got(${url}, { timeout: 5000 });`, 'set 5000'],
      [`got.extend({ timeout: { request: 5000 } }).get(${url});`, 'set 5000'],
      [
        `const base = got.extend({ timeout: { request: 5000 } }); base.extend({ prefixUrl: 'http://payment' }).get('charges');`,
        'set 5000',
      ],
      [`got.post(${url}, { json: { timeout: 1 } });`, 'absent'],
    ],
  ],
  [
    'ky',
    [
      [`ky.get(${url});`, 'default 10000'],
      [`ky.get(${url}, { timeout: 5000 });`, 'set 5000'],
      [`ky.get(${url}, { timeout: false });`, 'absent'],
    ],
  ],
  [
    'request',
    [
      [`request(${url}, () => {});`, 'absent'],
      [`request({ url: ${url}, timeout: 5000 }, () => {});`, 'set 5000'],
      [`const send = (options) => request(options, () => {});\nkeep(send);`, 'unknown'],
      [`request.defaults({ timeout: 5000 }).get(${url}, () => {});`, 'set 5000'],
    ],
  ],
  [
    'superagent',
    [
      [`superagent.get(${url});`, 'absent'],
      [`superagent.get(${url}).timeout(5000);`, 'set 5000'],
      [`superagent.post(${url}).send({}).timeout({ response: 5000 });`, 'set 5000'],
      [`superagent.post(${url}).send({ timeout: 1 });`, 'absent'],
    ],
  ],
  [
    'undici',
    [
      [`undici.request(${url});`, 'default 300000'],
      [`undici.request(${url}, { headersTimeout: 5000 });`, 'set 5000'],
      [`undici.request(${url}, { headersTimeout: 0 });`, 'absent'],
      [
        `new undici.Pool('http://payment', { bodyTimeout: 5000 }).request({ path: '/charges', method: 'GET' });`,
        'set 5000',
      ],
    ],
  ],
  [
    'http',
    [
      [`http.get(${url}, () => {});`, 'absent'],
      [`http.request({ host: 'payment', path: '/charges', timeout: 5000 }, () => {});`, 'set 5000'],
      [`const send = (options) => http.request(options, () => {});\nkeep(send);`, 'unknown'],
      [`const send = (options) => http.request(options); send({ host: 'payment' });`, 'absent'],
      [`http.get(${url}, { timeout: 5000 }, () => {});`, 'set 5000'],
      [`http.get(${url}, () => {}).setTimeout(5000);`, 'set 5000'],
      [`const req = http.get(${url}, () => {}); req.setTimeout(5000, () => req.destroy());`, 'set 5000'],
    ],
  ],
  [
    'guards',
    [
      [`new CircuitBreaker(() => axios.get(${url}), { timeout: 3000 });`, 'set 3000'],
      [`new CircuitBreaker(() => axios.get(${url}));`, 'set 10000'],
      [`new CircuitBreaker(() => axios.get(${url}), { timeout: false });`, 'absent'],
      [
        `const charge = () => axios.get(${url}); const breaker = new CircuitBreaker(charge, { timeout: 3000 }); breaker.fire();`,
        'set 3000',
      ],
      [
        `async function charge() { return axios.get(${url}); } const breaker = new CircuitBreaker(charge, { timeout: 3000 }); export const run = () => breaker.fire();`,
        'set 3000',
      ],
      [`pTimeout(axios.get(${url}), { milliseconds: 5000 });`, 'set'],
      [`Promise.race([axios.get(${url}), delay(1000)]);`, 'set'],
      [`Promise.all([axios.get(${url}), delay(1000)]);`, 'absent'],
      [`pRetry(() => axios.get(${url}), { retries: 3 });`, 'absent'],
    ],
  ],
])('%s', (_client, cases) => {
  const imports = `import axios, { type AxiosInstance } from 'axios';
import nodeFetch from 'node-fetch';
import got from 'got';
import ky from 'ky';
import request from 'request';
import superagent from 'superagent';
import * as undici from 'undici';
import http from 'node:http';
import KeepAlive from 'agentkeepalive';
import CircuitBreaker from 'opossum';
import pTimeout from 'p-timeout';
import pRetry from 'p-retry';
`;
  test.each(cases)('%s', async (text, expected) => expect(await timeoutIn(imports + text)).toBe(expected));
});

describe('Nest HttpService', () => {
  const client = (text: string): string => `import { HttpService, HttpModule } from '@nestjs/axios';
import { timeout, retry, firstValueFrom } from 'rxjs';
class Payments { constructor(private readonly http: HttpService) {} charge() { return ${text}; } }
`;
  test.each([
    ['this.http.get(URL)', '', 'absent'],
    ['this.http.post(URL, {}, { timeout: 5000 })', '', 'set 5000'],
    ['this.http.get(URL).pipe(timeout(5000))', '', 'set 5000'],
    ['firstValueFrom(this.http.get(URL).pipe(retry(2), timeout({ each: 5000 })))', '', 'set 5000'],
    ['this.http.get(URL).pipe(retry(2))', '', 'absent'],
    ['this.http.axiosRef.get(URL, { timeout: 5000 })', '', 'set 5000'],
    ['this.http.axiosRef.get(URL)', '', 'absent'],
    ['this.http.get(URL)', 'HttpModule.register({ timeout: 5000 });', 'set 5000'],
    ['this.http.get(URL)', 'HttpModule.registerAsync({ useFactory: () => ({ timeout: 5000 }) });', 'set 5000'],
    ['this.http.get(URL)', 'HttpModule.register({ maxRedirects: 5 });', 'absent'],
    ['this.http.request({ method: "GET", url: URL, timeout: 5000 })', '', 'set 5000'],
  ])('%s %s', async (call, module, expected) => {
    expect(await timeoutIn(client(call).replace('URL', url) + module)).toBe(expected);
  });
});

test('a wrapper’s timeout counts for every caller', async () => {
  const model = await recoverFiles({
    'orders/package.json': service('orders', 'express', 'axios'),
    'orders/src/app.ts': `import express from 'express';
import { post } from './http';
express().listen(3000);
post('http://payment/charges', {});
post('http://stock/reservations', {});
`,
    'orders/src/http.ts': `import axios from 'axios';
export function post(url: string, body: object) {
  return axios.post(url, body, { timeout: 2000 });
}
`,
  });
  expect(model.calls.map((call) => [call.target, call.policy.timeout.ms])).toEqual([
    ['http://payment/charges', 2000],
    ['http://stock/reservations', 2000],
  ]);
});

test('what is around a call is told as well', async () => {
  const model = await recoverFiles({
    'orders/package.json': service('orders'),
    'orders/src/app.ts': `import axios from 'axios';
import express from 'express';
import CircuitBreaker from 'opossum';
import pRetry from 'p-retry';
import pLimit from 'p-limit';
express().listen(3000);
const limit = pLimit(4);
const charge = (id: string) => pRetry(() => limit(() => axios.post(\`http://payment/charges/\${id}\`)));
export const breaker = new CircuitBreaker(charge);
`,
  });
  const { policy } = onlyCall(model);
  expect([policy.retry.state, policy.circuitBreaker.state, policy.bulkhead.state]).toEqual([
    'present',
    'present',
    'present',
  ]);
});
