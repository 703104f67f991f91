import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey, withNote } from '../sites.ts';

/** Reports functions that change the service's store and publish, so that a crash in between loses one of the two. */
export const dualWrite = defineRule({
  name: 'dual-write',
  group: 'core',
  severity: 'warning',
  summary: "A function that writes the service's own datastore and publishes to a broker, without an outbox.",
  why: 'No transaction spans both. When the process dies or the broker refuses in between, the order is stored and nobody hears of it, or everybody hears of an order that was never stored. It happens rarely, and is found by customers.',
  fix: 'Write the event into an outbox table in the transaction that changes the data, and let a relay publish it afterwards (or read the change from the database log, as Debezium does).',
  limits: [
    'Services that write an outbox table.',
    'Emitters inside the process, answers of remote procedures, writes to caches and search indexes.',
    'Publications inside a transaction of the broker, of Redis pub/sub (which keeps nothing), and to channels named for analytics or metrics.',
    'A write and a publication that are reached by one and the same call, such as a dispatcher.',
    'A write and a publication of which only one is made, and what is published because something failed.',
    'Notes of what was done (audit tables, logs), and jobs that repeat by the clock.',
  ],
  options: {},
  examples: {
    bad: `await db.query('INSERT INTO orders (id) VALUES ($1)', [order.id]);
channel.publish('shop', 'order.placed', event);`,
    good: `await transaction(db, async (tx) => {
  await tx.query('INSERT INTO orders (id) VALUES ($1)', [order.id]);
  await tx.query('INSERT INTO outbox (subject, body) VALUES ($1, $2)', ['order.placed', event]);
});`,
  },
  references: [
    'https://microservices.io/patterns/data/transactional-outbox.html',
    'https://debezium.io/documentation/reference/stable/transformations/outbox-event-router.html',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const seen = new Set<string>();
    for (const { service, publications, writes, evidence } of model.dualWrites) {
      const [at, ...more] = publications;
      // Shared code is one place to mend, however many services run it.
      if (!at || seen.has(siteKey(at))) continue;
      seen.add(siteKey(at));
      const name = /"(.+)"/.exec(evidence[0]?.note ?? '')?.[1];
      yield {
        at,
        service,
        message: `${name === undefined ? 'a function' : `"${name}"`} of "${nameOf(service)}" writes its datastore and publishes here, and a crash in between loses one of the two`,
        evidence: otherSites([...writes, ...more.map((site) => withNote(site, 'publishes too'))], at),
      };
    }
  },
});
