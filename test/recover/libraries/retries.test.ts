import { describe, expect, test } from 'vitest';
import { onlyCall, recoverFiles, service } from '../../support/recover-files.ts';

/** How the only call in `text` is made again: `present 4 growing jitter, POST unsafe`; `×` for no known number of tries. */
async function retryIn(text: string): Promise<string> {
  const model = await recoverFiles({
    'orders/package.json': service('orders'),
    'orders/src/app.ts': `import express from 'express';\nexpress().listen(3000);\n${text}`,
  });
  const { method, policy } = onlyCall(model);
  const { state, repetition } = policy.retry;
  if (!repetition) return state;
  const { bound, tries, delay, jitter, changes } = repetition;
  const chance = { present: 'jitter', absent: 'no jitter', unknown: 'jitter?' }[jitter];
  return `${bound} ${tries ?? '×'} ${delay} ${chance}, ${method ?? '?'} ${changes}`;
}

const GET = `axios.get('http://payment/rates')`;
const POST = `axios.post('http://payment/charges', {})`;

describe.each<[string, string, readonly (readonly [string, string])[]]>([
  [
    'axios-retry',
    `import axios from 'axios'; import axiosRetry, { exponentialDelay, linearDelay, isRetryableError } from 'axios-retry';`,
    [
      [`axiosRetry(axios); ${GET};`, 'present 4 none no jitter, GET safe'],
      [
        `axiosRetry(axios, { retries: 2, retryDelay: exponentialDelay }); ${GET};`,
        'present 3 growing jitter, GET safe',
      ],
      [
        `axiosRetry(axios, { retryDelay: axiosRetry.exponentialDelay }); ${POST};`,
        'present 4 growing jitter, POST unknown',
      ],
      [`axiosRetry(axios, { retryDelay: linearDelay() }); ${GET};`, 'present 4 growing no jitter, GET safe'],
      [`axiosRetry(axios, { retryDelay: (n) => n * 500 }); ${GET};`, 'present 4 growing no jitter, GET safe'],
      [`axiosRetry(axios, { retryDelay: () => 500 }); ${GET};`, 'present 4 fixed no jitter, GET safe'],
      [
        `axiosRetry(axios, { retryDelay: (n) => 100 * 2 ** n * Math.random() }); ${GET};`,
        'present 4 growing jitter, GET safe',
      ],
      [`axiosRetry(axios, { retryCondition: () => true }); ${POST};`, 'present 4 none no jitter, POST unsafe'],
      [`axiosRetry(axios, { retryCondition: isRetryableError }); ${POST};`, 'present 4 none no jitter, POST unsafe'],
      [
        `axiosRetry(axios, { retryCondition: (e) => e.response?.status === 429 }); ${POST};`,
        'present 4 none no jitter, POST unknown',
      ],
      [`axiosRetry(axios, { retries: Infinity }); ${GET};`, 'absent × none no jitter, GET safe'],
      [`axiosRetry(axios, { retries: Number(process.env.RETRIES) }); ${GET};`, 'present × none no jitter, GET safe'],
      [`axiosRetry(axios.create(), {}); ${GET};`, 'absent'],
      [
        `import * as rax from 'retry-axios'; rax.attach(); axios.get('http://payment/rates', { raxConfig: { retry: 2 } });`,
        'present 3 growing no jitter, GET safe',
      ],
      [`import * as rax from 'retry-axios'; rax.attach(); ${GET};`, 'absent'],
    ],
  ],
  [
    'clients with an option',
    `import got from 'got'; import ky from 'ky'; import { ofetch } from 'ofetch'; import superagent from 'superagent'; import { RetryAgent, Agent, request } from 'undici';`,
    [
      [`got('http://payment/rates');`, 'present 3 growing jitter, GET safe'],
      [`got.post('http://payment/charges');`, 'absent'],
      [
        `got.post('http://payment/charges', { retry: { limit: 4, methods: ['POST'] } });`,
        'present 5 growing jitter, POST unsafe',
      ],
      [`got('http://payment/rates', { retry: { limit: 0 } });`, 'absent'],
      [
        `got('http://payment/rates', { retry: { limit: 4, calculateDelay: () => 0 } });`,
        'present 5 unknown jitter?, GET safe',
      ],
      [`ky.get('http://payment/rates', { retry: 4 });`, 'present 5 growing no jitter, GET safe'],
      [`ky.get('http://payment/rates', { retry: { limit: 4, jitter: true } });`, 'present 5 growing jitter, GET safe'],
      [`ofetch('http://payment/rates', { retry: 3 });`, 'present 4 none no jitter, GET safe'],
      [`ofetch('http://payment/rates', { retry: 3, retryDelay: 500 });`, 'present 4 fixed no jitter, GET safe'],
      [`superagent.post('http://payment/charges').retry(3);`, 'present 4 none no jitter, POST unsafe'],
      [
        `request('http://payment/rates', { dispatcher: new RetryAgent(new Agent(), { maxRetries: 2 }) });`,
        'present 3 growing no jitter, GET safe',
      ],
      [`fetch('http://payment/charges', { method: 'POST', retries: 5 });`, 'present 6 fixed no jitter, POST unsafe'],
    ],
  ],
  [
    'packages around the call',
    `import axios from 'axios'; import pRetry from 'p-retry'; import asyncRetry from 'async-retry'; import retry from 'retry'; import promiseRetry from 'promise-retry'; import { backOff } from 'exponential-backoff'; import { retry as tsRetry } from 'ts-retry-promise'; import { retry as policy, handleAll, handleType, wrap, timeout, ConstantBackoff, ExponentialBackoff } from 'cockatiel';`,
    [
      [`pRetry(() => ${GET});`, 'present 11 growing no jitter, GET safe'],
      [`pRetry(() => ${POST}, { retries: 2, randomize: true });`, 'present 3 growing jitter, POST unsafe'],
      [
        `pRetry(() => ${POST}, { shouldRetry: (e) => e.code === 'ECONNREFUSED' });`,
        'present 11 growing no jitter, POST unknown',
      ],
      [`pRetry(() => ${GET}, { forever: true });`, 'absent × growing no jitter, GET safe'],
      [`pRetry(() => ${GET}, { retries: 5, factor: 1 });`, 'present 6 fixed no jitter, GET safe'],
      [`pRetry(() => ${GET}, { retries: 5, minTimeout: 0 });`, 'present 6 none no jitter, GET safe'],
      [`asyncRetry(() => ${GET}, { retries: 3 });`, 'present 4 growing jitter, GET safe'],
      [`const rates = () => ${GET}; asyncRetry(rates, { retries: 3 });`, 'present 4 growing jitter, GET safe'],
      [
        `async function rates() { return ${GET}; } asyncRetry(async () => { await rates(); });`,
        'present 11 growing jitter, GET safe',
      ],
      [
        `const op = retry.operation({ retries: 3 }); op.attempt(async () => { await ${GET}; });`,
        'present 4 growing no jitter, GET safe',
      ],
      [`promiseRetry({ retries: 3 }, () => ${GET});`, 'present 4 growing no jitter, GET safe'],
      [`backOff(() => ${GET}, { numOfAttempts: 3, jitter: 'full' });`, 'present 3 growing jitter, GET safe'],
      [`backOff(() => ${POST});`, 'present 10 growing no jitter, POST unsafe'],
      [`tsRetry(() => ${GET}, { retries: 4 });`, 'present 5 fixed no jitter, GET safe'],
      [
        `tsRetry(() => ${GET}, { retries: 'INFINITELY', backoff: 'EXPONENTIAL' });`,
        'absent × growing no jitter, GET safe',
      ],
      [`policy(handleAll, { maxAttempts: 3 }).execute(() => ${POST});`, 'present 4 none no jitter, POST unsafe'],
      [
        `policy(handleType(Error), { maxAttempts: 3, backoff: new ExponentialBackoff() }).execute(() => ${POST});`,
        'present 4 growing jitter, POST unknown',
      ],
      [
        `wrap(timeout(500), policy(handleAll, { backoff: new ConstantBackoff(50) })).execute(() => ${GET});`,
        'absent × fixed no jitter, GET safe',
      ],
    ],
  ],
  [
    'rxjs',
    `import { HttpService } from '@nestjs/axios'; import { retry, retryWhen, timer } from 'rxjs'; class Rates { constructor(private readonly http: HttpService) {} of() { return this.http.get('http://payment/rates').pipe(OPERATOR); } }`,
    [
      ['retry(2)', 'present 3 none no jitter, GET safe'],
      ['retry()', 'absent × none no jitter, GET safe'],
      ['retry({ count: 3, delay: 1000 })', 'present 4 fixed no jitter, GET safe'],
      ['retry({ count: 3, delay: (_, n) => timer(100 * 2 ** n) })', 'present 4 growing no jitter, GET safe'],
      ['retryWhen((errors) => errors)', 'unknown × unknown jitter?, GET safe'],
    ],
  ],
])('%s', (_, imports, cases) => {
  test.each(cases)('%s', async (text, expected) => {
    const whole = imports.includes('OPERATOR') ? imports.replace('OPERATOR', text) : `${imports}\n${text}`;
    expect(await retryIn(whole)).toBe(expected);
  });
});

const sleep = 'const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));';

test.each([
  [
    'for (let i = 0; i < 5; i++) { try { return await CALL; } catch { await sleep(1000); } }',
    'present 5 fixed no jitter, GET safe',
  ],
  [
    'for (let i = 1; i <= 5; i++) { try { return await CALL; } catch { await sleep(100 * i); } }',
    'present 5 growing no jitter, GET safe',
  ],
  [
    'for (let i = 1; i <= 5; i++) { try { return await CALL; } catch { const ms = 2 ** i * Math.random(); await sleep(ms); } }',
    'present 5 growing jitter, GET safe',
  ],
  [
    'let ms = 100; for (let i = 0; i < 5; i++) { try { return await CALL; } catch { await sleep(ms); ms *= 2; } }',
    'present 5 growing no jitter, GET safe',
  ],
  [
    'for (let i = 0; i < 5; i++) { try { const res = await CALL; if (res.ok) return res; } catch {} }',
    'present 5 none no jitter, GET safe',
  ],
  [
    'for (let i = 0; i < 5; i++) { try { return await CALL; } catch { await backoff(i); } }',
    'present 5 growing jitter?, GET safe',
  ],
  [
    'let done = false; while (!done) { try { await CALL; done = true; } catch { await sleep(10); } }',
    'absent × fixed no jitter, GET safe',
  ],
  [
    'while (true) { try { return await CALL; } catch (e) { if (e.status === 404) throw e; } }',
    'present × none no jitter, GET safe',
  ],
  [
    'let left = 3; while (true) { try { return await CALL; } catch (e) { if (--left <= 0) throw e; } }',
    'present 3 none no jitter, GET safe',
  ],
  [
    'while (true) { try { return await CALL; } catch (e) { await sleep(e.headers["retry-after"]); } }',
    'absent × unknown jitter?, GET safe',
  ],
  ['while (true) { try { await CALL; } catch {} await sleep(10); }', 'absent'],
  ['while (true) { try { const page = await CALL; if (page.last) break; } catch {} }', 'absent'],
  ['for (const host of hosts) { try { return await CALL; } catch {} }', 'absent'],
  [
    'for (let i = 0; i < hosts.length; i++) { try { return await axios.get("http://payment/rates", hosts[i]); } catch {} }',
    'absent',
  ],
  ['for (let i = 0; i < 5; i++) { try { return await CALL; } catch (e) { throw e; } }', 'absent'],
  ['try { return await CALL; } catch { return rate(hosts); }', 'absent × none no jitter, GET safe'],
  [
    'try { return await CALL; } catch { if (hosts.n > 0) return rate(hosts.n - 1); }',
    'unknown × none no jitter, GET safe',
  ],
  ['try { return await CALL; } catch (e) { if (e.status === 401) return rate(hosts); }', 'absent'],
  ['try { return await CALL; } catch { return rate({ ...hosts, mode: "old" }); }', 'absent'],
])('a loop by hand: %s', async (body, expected) => {
  const text = `import axios from 'axios'; import { backoff } from './backoff'; ${sleep}
export async function rate(hosts: any) { ${body.replace('CALL', GET)} }`;
  expect(await retryIn(text)).toBe(expected);
});

test('a helper that tries again what it is given', async () => {
  const text = `import axios from 'axios';
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) { try { return await work(); } catch (error) { if (i === 3) throw error; } }
}
export const charge = () => again(() => ${POST});`;
  expect(await retryIn(text)).toBe('present 3 none no jitter, POST unsafe');
});

test('what has an idempotency key may be sent twice', async () => {
  const text = `import axios from 'axios'; import pRetry from 'p-retry';
pRetry(() => axios.post('http://payment/charges', {}, { headers: { 'Idempotency-Key': '1' } }));`;
  expect(await retryIn(text)).toBe('present 11 growing no jitter, POST unknown');
});

describe('a loop around a function whose client is guarded', () => {
  const forEver = (rates: string): string =>
    `${rates}\nasync function quote() { while (true) { try { const found = await ratesOf(); return found; } catch {} } }\nquote();`;

  test('is found behind a breaker', async () => {
    const rates = `import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel'; import axios from 'axios';
const policy = circuitBreaker(handleAll, { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(5) });
const ratesOf = () => policy.execute(() => ${GET});`;
    expect(await retryIn(forEver(rates))).toBe('absent × none no jitter, GET safe');
  });

  test('counts together with what the client does by itself', async () => {
    const rates = `import axios from 'axios'; import axiosRetry, { exponentialDelay } from 'axios-retry';
axiosRetry(axios, { retries: 2, retryDelay: exponentialDelay });
async function ratesOf() { return ${GET}; }`;
    expect(await retryIn(forEver(rates))).toMatch(/^absent × none/);
  });
});
