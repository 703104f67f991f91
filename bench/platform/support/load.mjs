// Load at a fixed rate. A request is due when its time has come, whatever became of those before it: the time that a slow
// server makes it wait is part of its latency.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/**
 * Sends `rate` requests a second to `origin` + `path` until `stop` aborts. Gives a list of `{ at, ms, status }`: when each
 * was due (ms from the beginning), how long it took from then on, and its status (0: no answer, with the error's code).
 */
export async function load({
  origin,
  path,
  method = 'GET',
  headers,
  body,
  rate,
  connections = 50,
  timeoutMs = 10_000,
  stop,
}) {
  const pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const begin = performance.now();
  const results = [];
  const waiting = new Set();
  for (let sent = 0; !stop.aborted;) {
    const due = Math.floor(((performance.now() - begin) / 1_000) * rate);
    for (; sent < due; sent++) {
      const request = { path, method, headers: headers?.(sent), body: body?.(sent) };
      const call = send(pool, request, begin, (sent / rate) * 1_000, results).finally(() => waiting.delete(call));
      waiting.add(call);
    }
    await sleep(1);
  }
  await Promise.all(waiting);
  await pool.destroy();
  return results;
}

async function send(pool, request, begin, at, results) {
  const result = { at, ms: 0, status: 0 };
  try {
    const response = await pool.request(request);
    await response.body.dump();
    result.status = response.statusCode;
  } catch (error) {
    result.error = error.code ?? error.message;
  }
  result.ms = performance.now() - begin - at;
  results.push(result);
}
