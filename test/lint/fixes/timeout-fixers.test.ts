import { expect, test } from 'vitest';
import { fixText } from './fix-text.ts';

const fix = (client: string, marked: string, packageJson?: string): string =>
  fixText({ fix: { kind: 'timeout', client, ms: 5000 }, marked, ...(packageJson !== undefined && { packageJson }) });

test.each([
  ['axios', 'await ▸axios.get(url);', 'await axios.get(url, { timeout: 5000 });'],
  ['axios', 'await ▸axios.post(url);', 'await axios.post(url, undefined, { timeout: 5000 });'],
  ['axios', 'await ▸axios.post(url, order);', 'await axios.post(url, order, { timeout: 5000 });'],
  [
    'axios',
    'await ▸axios.post<Charge>(url, order, { headers });',
    'await axios.post<Charge>(url, order, { headers, timeout: 5000 });',
  ],
  ['axios', 'await ▸axios({ url, method });', 'await axios({ url, method, timeout: 5000 });'],
  ['axios', 'await ▸axios(url);', 'await axios(url, { timeout: 5000 });'],
  ['axios', 'await ▸axios.get(url, {});', 'await axios.get(url, { timeout: 5000 });'],
  ['axios', 'await ▸axios.get(url, { timeout: 0 });', 'await axios.get(url, { timeout: 5000 });'],
  ['axios', 'const api = ▸axios.create();', 'const api = axios.create({ timeout: 5000 });'],
  [
    'axios',
    "const api = ▸axios.create({ baseURL: 'http://payment' });",
    "const api = axios.create({ baseURL: 'http://payment', timeout: 5000 });",
  ],
  ['@nestjs/axios', 'return ▸this.http.put(url, order);', 'return this.http.put(url, order, { timeout: 5000 });'],
  [
    'got',
    'await ▸got(`${base}/charges`).json();',
    'await got(`${base}/charges`, { timeout: { request: 5000 } }).json();',
  ],
  [
    'got',
    'const api = ▸got.extend({ prefixUrl });',
    'const api = got.extend({ prefixUrl, timeout: { request: 5000 } });',
  ],
  ['fetch', 'await ▸fetch(url);', 'await fetch(url, { signal: AbortSignal.timeout(5000) });'],
  [
    'fetch',
    "await ▸fetch(url, { method: 'POST' });",
    "await fetch(url, { method: 'POST', signal: AbortSignal.timeout(5000) });",
  ],
  ['node-fetch', 'await ▸fetch(url);', 'await fetch(url, { timeout: 5000 });'],
  ['undici', 'await ▸request(url);', 'await request(url, { headersTimeout: 5000, bodyTimeout: 5000 });'],
  ['undici', 'const agent = ▸new Agent();', 'const agent = new Agent({ headersTimeout: 5000, bodyTimeout: 5000 });'],
  [
    'http',
    "▸http.get('http://payment/charges', done);",
    "http.get('http://payment/charges', { signal: AbortSignal.timeout(5000) }, done);",
  ],
  [
    'http',
    "▸http.get('http://payment/charges', (res) => {});",
    "http.get('http://payment/charges', { signal: AbortSignal.timeout(5000) }, (res) => {});",
  ],
  [
    'https',
    '▸https.request({ host }, (res) => {});',
    'https.request({ host, signal: AbortSignal.timeout(5000) }, (res) => {});',
  ],
  [
    'request',
    "▸request('http://' + host, (error) => {});",
    "request('http://' + host, { timeout: 5000 }, (error) => {});",
  ],
  ['request', '▸request({ uri, json: true }, done);', 'request({ uri, json: true, timeout: 5000 }, done);'],
  ['superagent', 'await ▸agent.post(url).send(order);', 'await agent.post(url).timeout(5000).send(order);'],
  ['supertest', "await ▸request(base).get('/charges');", "await request(base).get('/charges').timeout(5000);"],
  ['express-http-proxy', "app.use('/pay', ▸proxy(host));", "app.use('/pay', proxy(host, { timeout: 5000 }));"],
  [
    'http-proxy-middleware',
    '▸createProxyMiddleware({ target });',
    'createProxyMiddleware({ target, proxyTimeout: 5000 });',
  ],
  [
    '@grpc/grpc-js',
    '▸client.charge(order, (error, charge) => {});',
    'client.charge(order, { deadline: Date.now() + 5000 }, (error, charge) => {});',
  ],
  [
    '@grpc/grpc-js',
    '▸client.charge(order, metadata, (error) => {});',
    'client.charge(order, metadata, { deadline: Date.now() + 5000 }, (error) => {});',
  ],
])('%s: %s', (client, marked, expected) => {
  expect(fix(client, marked.replace(', done)', ', function (res) {})'))).toBe(
    expected.replace(', done)', ', function (res) {})'),
  );
});

test('the layout of the object and of the arguments is kept', () => {
  expect(fix('axios', 'await ▸axios({\n  url,\n  method,\n});')).toBe(
    'await axios({\n  url,\n  method,\n  timeout: 5000,\n});',
  );
  expect(fix('axios', 'await ▸axios({\r\n\turl,\r\n\tmethod\r\n});')).toBe(
    'await axios({\r\n\turl,\r\n\tmethod,\r\n\ttimeout: 5000\r\n});',
  );
  expect(fix('axios', 'await ▸axios({\n  url, // of the payment service\n});')).toBe(
    'await axios({\n  timeout: 5000,\n  url, // of the payment service\n});',
  );
  expect(fix('axios', 'await ▸axios.post(\n  url,\n  order,\n);')).toBe(
    'await axios.post(\n  url,\n  order,\n  { timeout: 5000 },\n);',
  );
  expect(fix('supertest', "request(base)\n  .▸post('/charges')\n  .send(order);")).toBe(
    "request(base)\n  .post('/charges').timeout(5000)\n  .send(order);",
  );
});

test('options that a constant holds are edited there, once for all that use it', () => {
  const marked = 'const options = { host };\n▸request(options, done);\n▸request(options, done);';
  expect(fix('request', marked)).toBe(
    'const options = { host, timeout: 5000 };\nrequest(options, done);\nrequest(options, done);',
  );
  const shared = 'const options = { headers };\nexport const charge = () => ▸fetch(url, options);';
  expect(fix('fetch', shared)).toBe('left: "options" is shared by calls, and a signal serves only one');
  const own =
    'export function charge() {\n  const options: RequestInit = { headers };\n  return ▸fetch(url, options);\n}';
  expect(fix('fetch', own)).toContain('{ headers, signal: AbortSignal.timeout(5000) }');
});

test.each([
  ['axios', 'await ▸axios.get(url, options);', 'the options "options" are made elsewhere'],
  [
    'axios',
    'await ▸axios.get(url, { ...defaults });',
    'the options are spread from another object, which may hold one',
  ],
  ['axios', 'await ▸axios.get(...given);', 'the arguments are spread, so that their places are not known'],
  ['axios', 'let options = { headers };\nawait ▸axios.get(url, options);', 'the options "options" are made elsewhere'],
  [
    'axios',
    'const options: Charge = { headers };\nawait ▸axios.get(url, options);',
    'the type of "options" may not allow it',
  ],
  ['axios', 'await ▸axios.get(url, { timeout: limit });', '"timeout" is there already'],
  [
    'moleculer',
    "await ▸ctx.call('payment.charge', order);",
    'how a call of moleculer gets a limit is for a person to choose',
  ],
  [
    '@grpc/grpc-js',
    'await ▸charge(order);',
    'only calls with a callback that is written here have a place for options that is certain',
  ],
  ['axios', '▸const url = 1;', 'there is no call here that could be given an option'],
])('%s: %s is left to a person', (client, marked, reason) => {
  expect(fix(client, marked)).toBe(`left: ${reason}`);
});

test('a signal needs a Node.js and types that know it', () => {
  const left = 'left: the Node.js version or the types that package.json names may not know AbortSignal.timeout';
  expect(fix('fetch', '▸fetch(url);', '{ "engines": { "node": ">=16" } }')).toBe(left);
  expect(fix('fetch', '▸fetch(url);', '{ "devDependencies": { "@types/node": "^16.11.0" } }')).toBe(left);
  expect(fix('fetch', '▸fetch(url);', '{ "engines": { "node": "^18.12 || >=20" } }')).toContain('AbortSignal');
  expect(fix('fetch', '▸fetch(url);', 'no JSON')).toContain('AbortSignal');
});

test('the answer of a Nest client is piped, and the operator imported once', () => {
  const marked =
    "import { map } from 'rxjs';\nthis.a = ▸this.client.send('a', 1);\nthis.b = ▸this.client.send('b', 2);\n";
  expect(fix('@nestjs/microservices', marked)).toBe(
    "import { map, timeout } from 'rxjs';\nthis.a = this.client.send('a', 1).pipe(timeout(5000));\nthis.b = this.client.send('b', 2).pipe(timeout(5000));\n",
  );
  const without = "import { Injectable } from '@nestjs/common';\nthis.a = ▸this.client.send('a', 1);\n";
  expect(fix('@nestjs/microservices', without)).toContain("'@nestjs/common';\nimport { timeout } from 'rxjs';\n");
  const taken = "import { wait } from './wait';\nconst timeout = 3;\nthis.a = ▸this.client.send('a', 1);\n";
  expect(fix('@nestjs/microservices', taken)).toBe('left: the name "timeout" means something else in this file');
  expect(fix('@nestjs/microservices', without, '{ "dependencies": { "rxjs": "^6.0.0" } }')).toContain(
    'left: "timeout" of rxjs 7',
  );
});
