// The same faults against services as `nest new`, `create-platformatic` and `archwright generate` make them: requests in
// flight at SIGTERM, restarts behind a load balancer, a dependency that is silent, gone, or fails, overload, probes.
//   node bench/platform/peers.mjs [WORDS]      prints a table (of the rows with these words); installs the generators from
//   npm into a temporary folder. PEERS='nest new' takes one of them
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { subjects } from './peers/subjects.mjs';
import { balance, PROBE_MS, PROBES_TO_FALL } from './support/balancer.mjs';
import { load } from './support/load.mjs';
import { quantile, round } from './support/part.mjs';
import { freePorts, start, statusOf, until } from './support/system.mjs';

const WAIT_MS = 15_000;
const JSON_TYPE = { 'content-type': 'application/json' };
const only = process.argv.slice(2).join(' ');
const rows = new Map();
const all = (await subjects()).filter(({ name }) => name.includes(process.env.PEERS ?? ''));
for (const subject of all) {
  console.error(`${subject.name}, ${subject.version}`);
  for (const [what, measure] of Object.entries({
    'requests in flight at SIGTERM': inFlight,
    'restarts under load, one replica at a time': rollingRestart,
    'a dependency that says nothing': silentDependency,
    'a dependency that is not there': deadDependency,
    'a dependency that fails once': failingOnce,
    'a dependency that fails for good': failingForGood,
    'five times the load it can take': overload,
    'probes of liveness and readiness': probes,
  })) {
    if (!what.includes(only)) continue;
    const told = await measure(subject);
    rows.set(what, [...(rows.get(what) ?? []), told]);
    console.error(`  ${what}: ${told.survives ? 'yes' : 'no'}, ${told.how}`);
  }
}
console.log(`| | ${all.map(({ name, version }) => `${name} (${version})`).join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(all.length)}`);
for (const [what, cells] of rows)
  console.log(
    `| ${what} | ${cells.map(({ survives, how }) => `${survives ? '**yes**' : 'no'}: ${how}`).join(' | ')} |`,
  );
process.exit();

async function inFlight(subject) {
  const { program, origin } = await started(subject);
  const asked = Array.from({ length: 20 }, () => statusOf(`${origin}/slow`, WAIT_MS));
  await sleep(300);
  program.child.kill('SIGTERM');
  const answered = (await Promise.all(asked)).filter((status) => status === 200).length;
  const code = await Promise.race([program.ended, sleep(WAIT_MS, 'none')]);
  await stopped(program);
  return { survives: answered === 20, how: `${answered} of 20 answered, exit ${code}` };
}

async function rollingRestart(subject) {
  const [front, ...ports] = await freePorts(3);
  // What the service of each has for this: ours is told how long its load balancer takes, as a deployment tells it.
  const env = { DRAIN_DELAY_MS: String(PROBE_MS * PROBES_TO_FALL * 3) };
  const replicas = await Promise.all(ports.map((port) => started(subject, { port, env })));
  const balancer = await balance(front, ports, subject.probe);
  const origin = `http://127.0.0.1:${front}`;
  await until(async () => (await statusOf(`${origin}/quotes`)) === 200, 'the balancer has found the replicas');
  const done = new AbortController();
  const loading = load({ origin, path: '/quotes', rate: 50, stop: done.signal });
  await sleep(2_000);
  for (let roll = 0; roll < 6; roll++) {
    const which = roll % 2;
    const { program } = replicas[which];
    program.child.kill('SIGTERM');
    await Promise.race([program.ended, sleep(WAIT_MS)]);
    await stopped(program);
    replicas[which] = await started(subject, { port: ports[which], env });
    await sleep(PROBE_MS * PROBES_TO_FALL * 2);
  }
  done.abort();
  const results = await loading;
  await balancer.close();
  for (const { program } of replicas) await stopped(program);
  const failed = results.filter(({ status }) => status !== 200);
  // A machine so busy that requests fail while nothing is restarted says nothing about restarts.
  const before = failed.filter(({ at }) => at < 2_000).length;
  const busy = before > 0 ? `, ${before} of them before the first` : '';
  return { survives: failed.length === 0, how: `${failed.length} of ${results.length} failed in 6 restarts${busy}` };
}

async function silentDependency(subject) {
  return withDependency(
    subject,
    () => undefined,
    async (origin) => {
      const begin = performance.now();
      const status = await statusOf(`${origin}/dependent`, WAIT_MS);
      const seconds = round((performance.now() - begin) / 1_000);
      return { survives: status > 0, how: status > 0 ? `${status} after ${seconds} s` : `no answer in ${seconds} s` };
    },
  );
}

async function deadDependency(subject) {
  const { program, origin } = await started(subject, { env: { PRICES_URL: 'http://127.0.0.1:9' } });
  const statuses = await manyTimes(60, () => statusOf(`${origin}/dependent`, WAIT_MS));
  const others = await statusOf(`${origin}/quotes`);
  await stopped(program);
  // Of a failure of its own making nobody can tell whose it is.
  return { survives: others === 200 && !statuses.includes(0) && !statuses.includes(500), how: tally(statuses) };
}

async function failingOnce(subject) {
  const answer = (response, count) => response.writeHead(count === 1 ? 503 : 200, JSON_TYPE).end('{}');
  return withDependency(subject, answer, async (origin, seen) => {
    const status = await statusOf(`${origin}/dependent`, WAIT_MS);
    return { survives: status === 200, how: `${status} after ${seen()} ${seen() === 1 ? 'call' : 'calls'}` };
  });
}

async function failingForGood(subject) {
  const answer = (response) => response.writeHead(503, JSON_TYPE).end('{}');
  return withDependency(subject, answer, async (origin, seen) => {
    const statuses = await manyTimes(200, () => statusOf(`${origin}/dependent`, WAIT_MS));
    return { survives: seen() < 100, how: `200 requests were ${seen()} calls; ${tally(statuses)}` };
  });
}

async function overload(subject) {
  const { program, origin } = await started(subject);
  const options = { origin, path: '/scarce', connections: 2_000, timeoutMs: 30_000 };
  await load({ ...options, rate: 50, stop: AbortSignal.timeout(2_000) });
  const calm = await load({ ...options, rate: 75, stop: AbortSignal.timeout(4_000) });
  const over = await load({ ...options, rate: 500, stop: AbortSignal.timeout(8_000) });
  await stopped(program);
  const p99 = (results) =>
    quantile(
      results.filter(({ status }) => status === 200).map(({ ms }) => ms),
      0.99,
    );
  const turnedAway = over.filter(({ status }) => status === 503).length;
  const lost = over.filter(({ status }) => status !== 200 && status !== 503).length;
  const late = over.filter(({ status, ms }) => status === 200 && ms > 5_000).length;
  return {
    survives: lost === 0 && late === 0,
    how: `p99 of the served ${round(p99(calm), 0)} ms → ${round(p99(over), 0)} ms, ${late} served after more than 5 s, ${turnedAway} turned away, ${lost} unanswered`,
  };
}

async function probes(subject) {
  const { program, origin } = await started(subject);
  const paths = [
    '/health/live',
    '/health/ready',
    '/health',
    '/healthz',
    '/livez',
    '/readyz',
    '/live',
    '/ready',
    '/status',
  ];
  const answered = [];
  for (const path of paths) if ((await statusOf(`${origin}${path}`)) === 200) answered.push(path);
  await stopped(program);
  return { survives: answered.length >= 2, how: answered.length > 0 ? answered.join(', ') : 'none of the usual paths' };
}

/** The service on a port, when it answers. */
async function started(subject, { port, env } = {}) {
  const [free] = port === undefined ? await freePorts(1) : [port];
  const all = { NODE_ENV: 'production', PRICES_URL: 'http://127.0.0.1:9', ...subject.env, ...env, PORT: String(free) };
  const program = start(subject.cwd, subject.node, subject.args, all);
  const origin = `http://127.0.0.1:${free}`;
  const isUp = async () => (await statusOf(`${origin}${subject.probe}`)) === 200;
  await until(isUp, () => `"${subject.name}" answers; it said:\n${program.output}`, { stop: program, everyMs: 100 });
  return { program, origin };
}

async function stopped(program) {
  program.child.kill('SIGKILL');
  await program.ended;
}

/** A dependency that answers as told (not at all when `answer` does nothing), and a service that calls it. */
async function withDependency(subject, answer, measure) {
  let calls = 0;
  const server = createServer((_, response) => answer(response, ++calls)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { program, origin } = await started(subject, {
    env: { PRICES_URL: `http://127.0.0.1:${server.address().port}` },
  });
  try {
    return await measure(origin, () => calls);
  } finally {
    await stopped(program);
    server.closeAllConnections();
    server.close();
  }
}

async function manyTimes(count, ask) {
  const results = [];
  for (let index = 0; index < count; index++) results.push(await ask());
  return results;
}

/** `503 × 58, 502 × 2` */
function tally(statuses) {
  const counts = groups(statuses);
  return [...counts].map(([status, list]) => `${status || 'no answer'} × ${list.length}`).join(', ');
}

function groups(values) {
  const found = new Map();
  for (const value of values) found.set(value, [...(found.get(value) ?? []), value]);
  return found;
}
