// R12: one trace id from the gateway through a saga's steps, the outbox, the broker and the consumer, for every request that
// was accepted, also when the service between them is killed and started again.
//   node bench/platform/traces.mjs [--short]      1,000 requests and 5 kills, or 60 and 1
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, finish, hasProgram, isShort, skip } from './support/part.mjs';
import { builtSystem, freePorts, start, startService, until } from './support/system.mjs';

const REQUESTS = isShort ? 60 : 1_000;
const KILLS = isShort ? 1 : 5;
const AT_ONCE = 8;
const blueprint = `
system: { name: shop, shape: microservices }
defaults: { bus: nats, database: postgres }
services:
  orders:
    owns: [orders]
    endpoints:
      - POST /orders: { as: placeOrder, starts: place-order, publishes: [order.created] }
    publishes: [order.created]
    sagas:
      place-order:
        steps: [{ do: inventory.reserve, undo: inventory.release, timeout: 60s }]
  inventory:
    owns: [reservations]
    endpoints: [POST /reservations as reserve, POST /reservations/release as release]
  notification: { kind: worker, subscribes: [order.created] }
  web: { kind: gateway, routes: { /api/orders: orders } }
`;
// Where a trace has to be seen: the service, and what it writes then.
const SEEN = { orders: '"order placed"', inventory: '"stock reserved"', notification: '"event handled"' };

if (hasProgram('nats-server')) await prove();
else skip('R12', 'there is no nats-server here');
process.exit();

async function prove() {
  const says = (text) => (source) =>
    source.replace('deps.store.transaction(async (tx) => {\n', `$&    deps.log.info(${text});\n`);
  const root = await builtSystem(blueprint, {
    'services/orders/src/handlers/place-order.ts': says("'order placed'"),
    'services/inventory/src/handlers/reserve.ts': says("'stock reserved'"),
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'proof-traces-'));
  const [broker, ...ports] = await freePorts(5);
  const nats = start(folder, 'nats-server', ['-a', '127.0.0.1', '-p', String(broker), '-js', '-sd', folder]);
  await until(() => answers(broker), 'NATS listens', { stop: nats });
  const names = ['inventory', 'orders', 'notification', 'web'];
  const port = Object.fromEntries(names.map((name, index) => [name, ports[index]]));
  const env = (name) => ({
    DATA_DIR: path.join(folder, name),
    BUS_URL: `nats://127.0.0.1:${broker}`,
    INVENTORY_URL: `http://127.0.0.1:${port.inventory}`,
    ORDERS_URL: `http://127.0.0.1:${port.orders}`,
    LOG_LEVEL: 'info',
  });
  const processes = [];
  const run = async (name) => {
    const program = await startService(root, name, port[name], env(name));
    processes.push({ name, program });
    return program;
  };
  let orders;
  for (const name of names) {
    const program = await run(name);
    if (name === 'orders') orders = program;
  }

  const accepted = new Set();
  let sent = 0;
  let killed = 0;
  const place = async () => {
    while (sent < REQUESTS) {
      const number = sent++;
      // Repeated, as whoever got no answer does, under one key and in one trace.
      const trace = randomBytes(16).toString('hex');
      while (!(await placeOrder(port.web, trace, `order-${number}`))) await sleep(100);
      accepted.add(trace);
    }
  };
  const kill = async () => {
    for (; killed < KILLS; killed++) {
      const next = (REQUESTS / (KILLS + 1)) * (killed + 1);
      await until(() => accepted.size >= next, 'orders are accepted', { timeoutMs: 600_000 });
      orders.child.kill('SIGKILL');
      await orders.ended;
      orders = await run('orders');
    }
  };
  await Promise.all([kill(), ...Array.from({ length: AT_ONCE }, place)]);

  const missing = (name) => {
    const seen = tracesIn(processes, name, SEEN[name]);
    const placed = tracesIn(processes, 'orders', SEEN.orders);
    return [...accepted].filter((id) => ![...(seen.get(id) ?? [])].some((trace) => placed.get(id)?.has(trace)));
  };
  const whole = () => Object.keys(SEEN).every((name) => missing(name).length === 0);
  await until(whole, 'every trace is whole', { timeoutMs: 120_000, everyMs: 250 }).catch(() => {});
  const broken = new Set(Object.keys(SEEN).flatMap(missing));
  for (const name of Object.keys(SEEN))
    if (missing(name).length > 0) console.log(`${name} lacks ${missing(name).length}`);
  for (const { program } of processes) program.child.kill('SIGKILL');
  nats.child.kill('SIGKILL');
  await nats.ended;
  rmSync(folder, { recursive: true, force: true });
  finish(
    'R12',
    { requests: accepted.size, kills: killed, broken: broken.size },
    accepted.size === REQUESTS && broken.size === 0,
  );
}

async function placeOrder(port, trace, key) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/orders`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        // The gateway begins the trace; by this its requests are told apart.
        'x-correlation-id': trace,
      },
      body: JSON.stringify({ sku: 'tea', quantity: 1 }),
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Correlation id → trace ids of the lines with this text, of every process that the service has had. */
function tracesIn(processes, service, text) {
  const found = new Map();
  const lines = processes.filter(({ name }) => name === service).flatMap(({ program }) => program.output.split('\n'));
  for (const line of lines.filter((each) => each.includes(text))) {
    const [, id] = /"correlationId":"([^"]+)"/.exec(line) ?? [];
    const [, trace] = /"trace_id":"([0-9a-f]+)"/.exec(line) ?? [];
    if (trace !== undefined) found.set(id, (found.get(id) ?? new Set()).add(trace));
  }
  return found;
}
