import { describe, expect, test } from 'vitest';
import { onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

/** The only call in `text`: method, endpoint of the payment service, and state of its timeout. */
async function callIn(text: string, more: Files = {}): Promise<string> {
  const model = await recoverFiles({
    'payment/package.json': service('payment', 'express'),
    'payment/src/app.js': `const app = require('express')(); app.get('/charges', h); app.post('/charges', h); app.put('/charges/:id', h); app.listen(3000);`,
    'orders/package.json': service('orders', 'express'),
    'orders/src/app.js': '',
    'orders/src/app.ts': `import express from 'express';\nexpress().listen(3000);\n${text}`,
    ...more,
  });
  const call = onlyCall(model);
  const { state, ms } = call.policy.timeout;
  return `${call.toEndpoint?.replace('payment ', '') ?? `(${call.method ?? '?'} ${call.target ?? '?'})`} ${state}${ms === null ? '' : ` ${ms}`}`;
}

const url = "'http://payment/charges'";
const GET = 'GET /charges';
const POST = 'POST /charges';
const LONG = 'default 300000';

describe.each<[string, string, readonly (readonly [string, string])[]]>([
  [
    'axios',
    `import axios, { Axios, create, type AxiosRequestConfig, type AxiosInstance } from 'axios'; import * as all from 'axios'; import axiosRetry from 'axios-retry';`,
    [
      [`const { default: a } = require('axios'); a.get(${url});`, `${GET} absent`],
      [`require('axios').get(${url});`, `${GET} absent`],
      [`require('axios').default.post(${url}, {});`, `${POST} absent`],
      [`all.default.get(${url});`, `${GET} absent`],
      [`const { get } = axios; get(${url}, { timeout: 10 });`, `${GET} set 10`],
      [`axios({ method: 'POST', url: ${url}, data: {} });`, `${POST} absent`],
      [`axios({ method: 'put', baseURL: 'http://payment', url: '/charges/1' });`, 'PUT /charges/:id absent'],
      [`axios(${url}, { method: 'post' });`, `${POST} absent`],
      [`const c: AxiosRequestConfig = { method: 'post', url: ${url}, timeout: 5 }; axios(c); `, `${POST} set 5`],
      [`const c = { timeout: 5 } as AxiosRequestConfig; axios.request({ ...c, url: ${url} });`, `${GET} set 5`],
      [`const api = axios.create({ baseURL: 'http://payment/', timeout: 5 }); api('/charges');`, `${GET} set 5`],
      [
        `const api = axios.create({ baseURL: 'http://payment' }); api({ url: 'charges', method: 'post', timeout: 7 });`,
        `${POST} set 7`,
      ],
      [`const api = new Axios({ baseURL: 'http://payment', timeout: 5 }); api.get('/charges');`, `${GET} set 5`],
      [`axios.defaults.baseURL = 'http://payment'; axios.get('/charges');`, `${GET} absent`],
      [
        `axios.defaults.baseURL = 'http://payment'; const api = axios.create(); api.defaults['timeout'] = 8; api.get(${url});`,
        `${GET} set 8`,
      ],
      [`axios.postForm(${url}, {});`, `${POST} absent`],
      [
        `const source = axios.CancelToken.source(); setTimeout(() => source.cancel(), 500); axios.get(${url}, { cancelToken: source.token });`,
        `${GET} set 500`,
      ],
      [`axios.get(${url}, { cancelToken: source.token });`, `${GET} unknown`],
      [
        `const c = new AbortController(); setTimeout(() => c.abort(), 500); axios.get(${url}, { signal: c.signal });`,
        `${GET} set 500`,
      ],
      [`axios.get(${url}, { timeoutErrorMessage: 'late' });`, `${GET} absent`],
      [`const api = axios.create({ timeout: 5 }); axiosRetry(api, { retries: 3 }); api.get(${url});`, `${GET} set 5`],
      [`axiosRetry(axios, { retries: 3 }); axios.get(${url});`, `${GET} absent`],
      [
        `class Client { private readonly http: AxiosInstance = axios.create({ baseURL: 'http://payment', timeout: 5 }); list() { return this.http.get('/charges'); } }`,
        `${GET} set 5`,
      ],
      [`const { data } = await axios.get<string>(${url}, { headers: {}, timeout: 1_000 });`, `${GET} set 1000`],
      [`import config from './config'; axios.get(config.url, config.http);`, `${GET} set 900`],
      [`const method = 'get'; axios[method](${url});`, `${GET} absent`],
      [`axios.all([axios.get(${url})]);`, `${GET} absent`],
      [
        `import { setupCache } from 'axios-cache-interceptor'; const api = setupCache(axios.create({ timeout: 5 })); api.get(${url});`,
        `${GET} set 5`,
      ],
      [
        `import rateLimit from 'axios-rate-limit'; const api = rateLimit(axios.create({ timeout: 5 }), { maxRPS: 5 }); api.get(${url});`,
        `${GET} set 5`,
      ],
    ],
  ],
  [
    'fetch',
    `import crossFetch, { fetch as crossNamed } from 'cross-fetch'; import nodeFetch, { Request as NodeRequest } from 'node-fetch'; import fetchRetry from 'fetch-retry'; import { fetch as undiciFetch } from 'undici'; import 'isomorphic-fetch';`,
    [
      [`fetch(new Request(${url}, { method: 'POST', signal: AbortSignal.timeout(9) }));`, `${POST} set 9`],
      [`const req = new Request(${url}, { method: 'POST' }); fetch(req);`, `${POST} ${LONG}`],
      [`fetch(new URL('/charges', 'http://payment'));`, `${GET} ${LONG}`],
      [`fetch(new URL(${url}).toString(), { method: 'post' });`, `${POST} ${LONG}`],
      [
        `const controller = new AbortController(); const timer = setTimeout(() => controller.abort(), 500); try { await fetch(${url}, { signal: controller.signal }); } finally { clearTimeout(timer); }`,
        `${GET} set 500`,
      ],
      [
        `const controller = new AbortController(); setTimeout(controller.abort.bind(controller), 500); fetch(${url}, { signal: controller.signal });`,
        `${GET} set 500`,
      ],
      [
        `const controller = new AbortController(); const { signal } = controller; setTimeout(() => controller.abort(), 500); fetch(${url}, { signal });`,
        `${GET} set 500`,
      ],
      [`fetch(${url}, { signal: AbortSignal.any([user, AbortSignal.timeout(1)]) });`, `${GET} set 1`],
      [`crossFetch(${url});`, `${GET} absent`],
      [`crossNamed(${url}, { method: 'POST' });`, `${POST} absent`],
      [`nodeFetch(new NodeRequest(${url}));`, `${GET} absent`],
      [`require('node-fetch')(${url}, { timeout: 0 });`, `${GET} absent`],
      [
        `const f = (...args) => import('node-fetch').then(({ default: fetch }) => fetch(...args)); f(${url}, { method: 'POST' });`,
        `${POST} absent`,
      ],
      [`undiciFetch(${url}, { method: 'POST' });`, `${POST} ${LONG}`],
      [`const f = fetchRetry(fetch); f(${url}, { retries: 3 });`, `${GET} ${LONG}`],
      [`import { fetch as wf } from '@whatwg-node/fetch'; wf(${url});`, `${GET} unknown`],
      [
        `import makeFetch from 'make-fetch-happen'; const f = makeFetch.defaults({ timeout: 5 }); f(${url});`,
        `${GET} set 5`,
      ],
      [`globalThis['fetch'](${url});`, `${GET} ${LONG}`],
      [`const doFetch = globalThis.fetch; doFetch(${url});`, `${GET} ${LONG}`],
    ],
  ],
  [
    'undici',
    `import { request, fetch as f, stream, pipeline, Pool, Client, Agent, setGlobalDispatcher, Dispatcher, RetryAgent, BalancedPool } from 'undici'; import undici from 'undici';`,
    [
      [`request(${url}, { method: 'POST' });`, `${POST} ${LONG}`],
      [`undici.request(${url}, { headersTimeout: 5, bodyTimeout: 6 });`, `${GET} set 5`],
      [`request(${url}, { signal: AbortSignal.timeout(3) });`, `${GET} set 3`],
      [`stream(${url}, { method: 'GET' }, () => {});`, `${GET} ${LONG}`],
      [
        `const pool = new Pool('http://payment', { headersTimeout: 5 }); pool.request({ path: '/charges', method: 'POST' });`,
        `${POST} set 5`,
      ],
      [
        `const client = new Client('http://payment'); client.request({ path: '/charges', method: 'GET', headersTimeout: 4 });`,
        `${GET} set 4`,
      ],
      [
        `const agent = new Agent({ headersTimeout: 5 }); agent.request({ origin: 'http://payment', path: '/charges', method: 'POST' });`,
        `${POST} set 5`,
      ],
      [
        `const pool = new Pool('http://payment', { headersTimeout: 5 }).compose((next) => next); pool.request({ path: '/charges', method: 'POST' });`,
        `${POST} set 5`,
      ],
      [`request(${url}, { dispatcher: new Agent({ headersTimeout: 5 }) });`, `${GET} set 5`],
      [`const dispatcher = new Pool('http://payment', { bodyTimeout: 5 }); f(${url}, { dispatcher });`, `${GET} set 5`],
      [`setGlobalDispatcher(new Agent({ headersTimeout: 5, bodyTimeout: 5 })); request(${url});`, `${GET} set 5`],
      [`setGlobalDispatcher(new Agent({ headersTimeout: 5 })); fetch(${url});`, `${GET} set 5`],
      [`setGlobalDispatcher(new Agent({ connections: 5 })); fetch(${url});`, `${GET} ${LONG}`],
      [`new BalancedPool(['http://payment']).request({ path: '/charges', method: 'GET' });`, `${GET} ${LONG}`],
      [`new Pool('http://payment').stream({ path: '/charges', method: 'GET' }, x);`, `${GET} ${LONG}`],
      [`fetch(${url}, { dispatcher: new Agent({ headersTimeout: 5 }) });`, `${GET} set 5`],
    ],
  ],
  [
    'got and ky',
    `import got, { got as named } from 'got'; import ky from 'ky';`,
    [
      [`got({ url: ${url}, method: 'POST' });`, `${POST} absent`],
      [`named.post(${url}, { json: {}, timeout: { request: 5 } }).json();`, `${POST} set 5`],
      [`got('charges', { prefixUrl: 'http://payment', timeout: { response: 5 } });`, `${GET} set 5`],
      [
        `const api = got.extend({ prefixUrl: 'http://payment/', timeout: { request: 5 }, retry: { limit: 2 } }); api('charges');`,
        `${GET} set 5`,
      ],
      [
        `const api = got.extend({ prefixUrl: 'http://payment' }, { timeout: { request: 5 } }); api.post('charges');`,
        `${POST} set 5`,
      ],
      [`got.paginate(${url});`, `${GET} absent`],
      [`got.stream(${url});`, `${GET} absent`],
      [`require('got')(${url}, { timeout: 5 });`, `${GET} set 5`],
      [`const { got: g } = require('got'); g(${url}, { timeout: { lookup: 1, connect: 5 } });`, `${GET} set 5`],
      [`ky(${url}, { method: 'post' });`, `${POST} default 10000`],
      [
        `const api = ky.create({ prefixUrl: 'http://payment', timeout: 5 }); api.get('charges').json();`,
        `${GET} set 5`,
      ],
      [
        `const api = ky.extend({ prefixUrl: 'http://payment' }); api.post('charges', { timeout: false });`,
        `${POST} absent`,
      ],
      [`ky.get(${url}, { retry: 2 });`, `${GET} default 10000`],
    ],
  ],
  [
    'Wreck, xior and others',
    `import Wreck from '@hapi/wreck'; import { create as apisauce } from 'apisauce'; import xior from 'xior'; import clients from 'restify-clients'; import unfetch from 'isomorphic-unfetch'; import { betterFetch, createFetch } from '@better-fetch/fetch';`,
    [
      [`Wreck.post(${url}, { payload: {}, timeout: 5 });`, `${POST} set 5`],
      [`Wreck.request('POST', ${url});`, `${POST} absent`],
      [`Wreck.defaults({ baseUrl: 'http://payment', timeout: 5 }).get('/charges');`, `${GET} set 5`],
      [`apisauce({ baseURL: 'http://payment', timeout: 5 }).post('/charges', {});`, `${POST} set 5`],
      [`apisauce({ baseURL: 'http://payment' }).get('/charges', {}, { timeout: 5 });`, `${GET} set 5`],
      [`xior.create({ baseURL: 'http://payment' }).post('/charges', {}, { timeout: 5 });`, `${POST} set 5`],
      [`xior.get(${url});`, `${GET} ${LONG}`],
      [`clients.createJsonClient({ url: 'http://payment', requestTimeout: 5 }).get('/charges', cb);`, `${GET} set 5`],
      [`unfetch(${url}, { method: 'POST' });`, `${POST} ${LONG}`],
      [`betterFetch(${url}, { timeout: 5 });`, `${GET} set 5`],
      [`createFetch({ baseURL: 'http://payment' })('/charges');`, `${GET} ${LONG}`],
      [`$fetch(${url}, { method: 'POST', timeout: 5 });`, `${POST} set 5`],
    ],
  ],
  [
    'superagent, request, needle and others',
    `import superagent from 'superagent'; import request from 'request'; import rp from 'request-promise'; import rpn from 'request-promise-native'; import needle from 'needle'; import bent from 'bent'; import wretch from 'wretch'; import { ofetch, $fetch } from 'ofetch'; import phin from 'phin'; import centra from 'centra'; import supertest from 'supertest'; import { RestClient } from 'typed-rest-client/RestClient'; import unirest from 'unirest'; import { request as gaxios, Gaxios } from 'gaxios'; import simpleGet from 'simple-get'; import redaxios from 'redaxios'; import urllib from 'urllib';`,
    [
      [`superagent('POST', ${url}).timeout(5);`, `${POST} set 5`],
      [`superagent.get(${url}).retry(2).timeout({ response: 5, deadline: 60 });`, `${GET} set 60`],
      [`const agent = superagent.agent().timeout(5); agent.get(${url});`, `${GET} set 5`],
      [`const { get } = require('superagent'); get(${url});`, `${GET} absent`],
      [`supertest('http://payment').get('/charges').timeout(5);`, `${GET} set 5`],
      [`const agent = supertest.agent('http://payment'); agent.post('/charges');`, `${POST} absent`],
      [`request({ uri: ${url}, method: 'POST' }, () => {});`, `${POST} absent`],
      [`request.post(${url}, { timeout: 5 }, () => {});`, `${POST} set 5`],
      [`request.post({ url: ${url}, timeout: 5 }, () => {});`, `${POST} set 5`],
      [
        `const r = request.defaults({ baseUrl: 'http://payment', timeout: 5 }); r('/charges', () => {});`,
        `${GET} set 5`,
      ],
      [`rp({ uri: ${url}, json: true });`, `${GET} absent`],
      [`rpn.get(${url}, { timeout: 5 });`, `${GET} set 5`],
      [`rp.get({ uri: ${url} }).promise();`, `${GET} absent`],
      [`needle('post', ${url}, {}, { response_timeout: 5 });`, `${POST} set 5`],
      [`needle.get(${url}, () => {});`, `${GET} default 10000`],
      [`needle.post(${url}, {}, { timeout: 5 }, () => {});`, `${POST} set 5`],
      [`needle.request('get', ${url}, {}, () => {});`, `${GET} default 10000`],
      [`const get = bent('http://payment', 'GET', 'json', 200); get('/charges');`, `${GET} absent`],
      [`const post = bent('http://payment/', 'POST'); post('charges', {});`, `${POST} absent`],
      [`bent('json')(${url});`, `${GET} absent`],
      [`wretch(${url}).get().json();`, `${GET} ${LONG}`],
      [`wretch('http://payment').url('/charges').post({});`, `${POST} ${LONG}`],
      [`const api = wretch('http://payment').auth('x'); api.get('/charges').res();`, `${GET} ${LONG}`],
      [`wretch(${url}).get().setTimeout(5).json();`, `${GET} set 5`],
      [`ofetch(${url}, { method: 'POST' });`, `${POST} ${LONG}`],
      [`ofetch('/charges', { baseURL: 'http://payment', timeout: 5 });`, `${GET} set 5`],
      [`const api = ofetch.create({ baseURL: 'http://payment', timeout: 5 }); api('/charges');`, `${GET} set 5`],
      [`$fetch(${url});`, `${GET} ${LONG}`],
      [`$fetch.raw(${url}, { timeout: 5 });`, `${GET} set 5`],
      [`phin({ url: ${url}, method: 'POST', timeout: 5 });`, `${POST} set 5`],
      [`phin(${url});`, `${GET} absent`],
      [`centra(${url}, 'POST').timeout(5).send();`, `${POST} set 5`],
      [`gaxios({ url: ${url}, method: 'POST' });`, `${POST} absent`],
      [`new Gaxios({ baseURL: 'http://payment' }).request({ url: '/charges', timeout: 5 });`, `${GET} set 5`],
      [`new RestClient('shop', 'http://payment').create('/charges', {});`, `${POST} absent`],
      [`simpleGet(${url}, () => {});`, `${GET} absent`],
      [`simpleGet.concat({ url: ${url}, method: 'POST', timeout: 5 }, () => {});`, `${POST} set 5`],
      [`redaxios.get(${url});`, `${GET} ${LONG}`],
      [`urllib.request(${url}, { method: 'POST', timeout: 5 });`, `${POST} set 5`],
      [`urllib.request(${url});`, `${GET} default 5000`],
      [`unirest.get(${url}).timeout(5).end(cb);`, `${GET} set 5`],
      [`unirest('POST', ${url});`, `${POST} absent`],
    ],
  ],
  [
    'http',
    `import http, { request as httpRequest } from 'node:http'; import url from 'url'; import * as https from 'https';`,
    [
      [`http.get({ hostname: 'payment', path: '/charges' }, () => {});`, `${GET} absent`],
      [
        `httpRequest({ host: 'payment', port: 80, path: '/charges', method: 'POST', timeout: 5 }, () => {});`,
        `${POST} set 5`,
      ],
      [
        `const req = http.request(${url}, { method: 'POST' }, () => {}); req.on('timeout', () => req.destroy()); req.setTimeout(5); req.end();`,
        `${POST} set 5`,
      ],
      [`const req = http.request(new URL(${url}), () => {}); req.end();`, `${GET} absent`],
      [
        `http.request({ protocol: 'http:', host: 'payment', path: '/charges', signal: AbortSignal.timeout(5) }, () => {});`,
        `${GET} set 5`,
      ],
      [
        `const req = http.get(${url}, () => {}); req.on('socket', (socket) => { socket.setTimeout(5); socket.on('timeout', () => req.abort()); });`,
        `${GET} set 5`,
      ],
      [`http.request({ agent: new http.Agent({ timeout: 5 }), host: 'payment', path: '/charges' });`, `${GET} set 5`],
      [
        `const options = url.parse(${url}); options.method = 'POST'; http.request(options, () => {});`,
        `${POST} absent`,
      ],
      [`require('http').get(${url});`, `${GET} absent`],
      [`const lib = secure ? https : http; lib.get(${url}, () => {});`, `${GET} absent`],
      [`http.get(${url}, () => {}).on('error', e).setTimeout(5);`, `${GET} set 5`],
    ],
  ],
])('%s', (_client, imports, cases) => {
  const more = { 'orders/src/config.ts': `export default { url: 'http://payment/charges', http: { timeout: 900 } };` };
  test.each(cases)('%s', async (text, expected) => expect(await callIn(`${imports}\n${text}`, more)).toBe(expected));
});
