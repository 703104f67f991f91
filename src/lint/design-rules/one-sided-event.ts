import type { Publication, SystemModel } from '../../model/system.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { defineRule, type Report } from '../rule.ts';
import { otherSites } from '../sites.ts';
import { quoteList } from '../wording.ts';

/** Reports declared events that only one side knows of. */
export const oneSidedEvent = defineRule({
  name: 'one-sided-event',
  group: 'core',
  severity: 'warning',
  scope: 'blueprint',
  summary: 'An event that is consumed and published by nobody; the other way round it is a hint.',
  why: 'A handler of an event that nobody publishes never runs, and nobody notices: mostly the name is written in two ways. An event that nobody consumes costs an outbox and a place in the broker for nothing.',
  fix: 'Write the name as the other side does, add the side that is missing, or remove the event. Name events of other systems under "allow".',
  limits: ['Events that only pass inside one service: views of its own tables.', 'Alerts of sagas.'],
  options: {
    allow: {
      type: 'text-list',
      default: [],
      description: 'Events whose other side lies outside of the system.',
    },
  },
  examples: {
    bad: `services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { publishes: [order.created] }]
    publishes: [order.created]
  mailing:
    kind: worker
    subscribes: [order.create]`,
    good: `services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { publishes: [order.created] }]
    publishes: [order.created]
  mailing:
    kind: worker
    subscribes: [order.created]`,
  },
  references: ['https://microservices.io/patterns/data/event-driven-architecture.html'],
  evidence: 'related',
  *check(model, { allow }, { design }) {
    if (!design) return;
    const ends = (uses: readonly Publication[]): ReadonlySet<string> => new Set(uses.map(({ channel }) => channel));
    const [sent, taken] = [ends(model.publications), ends(model.subscriptions)];
    const names = new Map(model.channels.map(({ id, name }) => [id, name]));
    const isMeant = (name: string): boolean => !allow.includes(name) && !/\bsaga\.alert\b/.test(name);
    for (const { id, name } of model.channels.filter((channel) => isMeant(channel.name))) {
      if (taken.has(id) && !sent.has(id)) {
        const free = [...sent].filter((other) => !taken.has(other)).map((other) => names.get(other) ?? '');
        const near = didYouMean(name, free);
        const hint = near === undefined ? '' : `; "${near}" is published and consumed by nobody: is that the same?`;
        yield* report(model, id, model.subscriptions, `consumes "${name}", which nobody publishes${hint}`);
      }
      // One that is nearly the name of a consumed one is told with that.
      if (sent.has(id) && !taken.has(id)) {
        const wanted = [...taken].filter((other) => !sent.has(other)).map((other) => names.get(other) ?? '');
        if (wanted.some((other) => didYouMean(other, [name]) !== undefined)) continue;
        yield* report(model, id, model.publications, `publishes "${name}", which nobody consumes`, 'info');
      }
    }
  },
});

function* report(
  { services }: SystemModel,
  channel: string,
  uses: readonly Publication[],
  deed: string,
  severity?: 'info',
): Generator<Report> {
  const own = uses.filter((use) => use.channel === channel);
  const sites = own.flatMap(({ evidence }) => evidence);
  const [at] = sites;
  if (!at) return;
  const names = own.map(({ service }) => services.find(({ id }) => id === service)?.name ?? service);
  yield {
    at,
    service: own[0]?.service ?? '',
    message: `${quoteList([...new Set(names)])} ${deed}`,
    evidence: otherSites(sites, at),
    ...(severity && { severity }),
  };
}
