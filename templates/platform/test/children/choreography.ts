// One service of the shop whose sagas are choreographed, as a process that may be killed at any time: SERVICE is "orders",
// which starts sagas until COUNT are there, or one of the steps. SAGA names the saga, NATS_URL and DATABASE_URL say where.
import { pino } from 'pino';
import { NatsBus } from '../../src/bus-nats.ts';
import { openStore } from '../../src/store.ts';
import { HttpProblem } from '../../src/problem.ts';
import { openInitiator, openParticipant, type StepName } from '../support/choreography-shop.ts';

const { SERVICE = '', SAGA = '', SCHEMA = '', COUNT = '0', NATS_URL = '', DATABASE_URL = '' } = process.env;
const store = await openStore({ databaseUrl: DATABASE_URL, schema: SCHEMA });
const log = pino({ level: 'silent' });
const service = `${SERVICE}-${SAGA}`;
const bus = await NatsBus.connect({ url: NATS_URL, service, log, retryDelaysMs: [50, 200, 500, 1_000] });

if (SERVICE === 'orders') {
  const { sagas } = await openInitiator(store, bus, { saga: SAGA, timeoutMs: 2_000 });
  for (let order = 0; order < Number(COUNT); order++) {
    await sagas.start(SAGA, `order-${order}`, {});
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
} else {
  await openParticipant(store, bus, {
    saga: SAGA,
    step: SERVICE as StepName,
    after: async (id) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      // A fifth of the orders cannot be shipped: told by the saga's id, so that a repetition says the same.
      if (SERVICE === 'ship' && Number.parseInt(id.slice(0, 2), 16) % 5 === 0) throw new HttpProblem(409, 'too heavy');
    },
  });
}
