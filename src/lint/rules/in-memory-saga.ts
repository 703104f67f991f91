import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey } from '../sites.ts';

/** Reports state of a workflow that lives in a map, a list or a timer of the process. */
export const inMemorySaga = defineRule({
  name: 'in-memory-saga',
  group: 'advice',
  severity: 'info',
  summary: 'A workflow whose state lives in a map, a list or a timer of the process.',
  why: 'The state is gone when the process is: with each deployment, crash or scaling down, orders stay half done and nobody goes on with them. With two instances the reply reaches the one that knows nothing of the order.',
  fix: 'Write the state of each workflow into the store of the service before the next step is started, and read it from there when the reply comes. Let a timeout be a column that a job looks at, a delayed message, or the timer of a workflow engine.',
  limits: [
    'Caches, registries of connections and clients, rate limits, metrics, and other maps that say by their name what passes.',
    'What belongs to one open request: promises, callbacks, responses, sockets.',
    'Maps that are written and read by handlers of requests alone, or by one and the same handler.',
    'Timers shorter than a second, those that set themselves again, and those that retry, flush or tidy up.',
    'State in plain objects, and maps that are handed from file to file.',
  ],
  options: {},
  examples: {
    bad: "const pendingOrders = new Map();\n\napp.post('/orders', async (req, res) => {\n  pendingOrders.set(req.body.id, req.body);\n  channel.sendToQueue('stock.reserve', toBuffer(req.body));\n  res.sendStatus(202);\n});\n\nawait channel.consume('stock.reserved', async (message) => {\n  const order = pendingOrders.get(idOf(message));\n  channel.sendToQueue('payment.charge', toBuffer(order));\n});",
    good: "app.post('/orders', async (req, res) => {\n  await db.query('INSERT INTO order_sagas (id, state, payload) VALUES ($1, $2, $3)', [req.body.id, 'reserving', req.body]);\n  channel.sendToQueue('stock.reserve', toBuffer(req.body));\n  res.sendStatus(202);\n});\n\nawait channel.consume('stock.reserved', async (message) => {\n  const { rows } = await db.query('SELECT payload FROM order_sagas WHERE id = $1', [idOf(message)]);\n  channel.sendToQueue('payment.charge', toBuffer(rows[0].payload));\n});",
    systems: { bad: 'invalid-map', good: 'valid-stored-state' },
  },
  references: ['https://microservices.io/patterns/data/saga.html', 'https://12factor.net/processes'],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const seen = new Set<string>();
    for (const { service, kind, name, evidence } of model.processStates) {
      const [at, ...more] = evidence;
      if (!at || seen.has(siteKey(at))) continue;
      seen.add(siteKey(at));
      const what =
        kind === 'timer'
          ? 'makes a later step by a timer of the process'
          : `keeps the state of a workflow in "${name}", in the memory of the process, until a message goes on with it`;
      yield {
        at,
        service,
        message: `"${nameOf(service)}" ${what}: it is lost when the process ends`,
        evidence: otherSites(more, at),
      };
    }
  },
});
