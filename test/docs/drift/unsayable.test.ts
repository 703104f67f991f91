import { describe, expect, test } from 'vitest';
import { parseBlueprint } from '../../../src/blueprint/read-blueprint.ts';
import { declaredModel } from '../../../src/blueprint/declared-model.ts';
import { syncBlueprint } from '../../../src/blueprint/sync/sync-blueprint.ts';
import { findDrift } from '../../../src/docs/drift/find-drift.ts';
import type { Channel, Publication, SystemModel } from '../../../src/model/system.ts';
import { SENT } from '../../support/sound-messaging.ts';
import { at, endpoint, service, system } from '../shop-model.ts';

const blueprint = (more = ''): string => `system: { name: shop, shape: microservices }
defaults: { bus: nats }
services:
  orders:
    existing: true
    path: orders
    port: 3000
    endpoints: [POST /orders]
    publishes: [order.placed${more}]
`;

function code(channels: readonly Channel[]): SystemModel {
  const sent = ({ id }: Channel): Publication => ({
    service: 'orders',
    channel: id,
    ...SENT,
    evidence: [at('orders/src/tell.ts', 7)],
  });
  return system({
    services: [service('orders')],
    endpoints: [endpoint('orders', 'POST', '/orders'), endpoint('orders', 'ALL', '/*')],
    channels,
    publications: channels.map(sent),
  });
}

const placed = { id: 'nats:order.placed', broker: 'nats', name: 'order.placed' };
const jobs = { id: 'redis:mails', broker: 'redis', name: 'mails' };
const driftOf = (text: string, observed: SystemModel) =>
  findDrift(declaredModel(parseBlueprint('archwright.yaml', text)), observed);

describe('what a blueprint has no words for is told, and is no drift', () => {
  test('an endpoint for every method, and a queue of jobs beside the bus', () => {
    const { items, undecided } = driftOf(blueprint(), code([placed, jobs]));
    expect(items).toEqual([]);
    expect(undecided.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'ALL /: a blueprint declares HTTP endpoints with one method, and this answers all of them',
      'mails: it goes over redis, and a blueprint has one bus: nats',
    ]);
  });

  test('a system that left its bus has drifted', () => {
    const moved = { ...placed, id: 'redis:order.placed', broker: 'redis' };
    const { items } = driftOf(blueprint(), code([moved, jobs]));
    expect(items.map(({ kind, what }) => `${kind} ${what}`)).toEqual(['bus order.placed', 'publication mails']);
  });
});

test('a sync leaves the bus of the system where some events still go over it', () => {
  const observed = code([placed, jobs]);
  const declared = blueprint(', mails');
  const synced = syncBlueprint('archwright.yaml', declared, observed, (now) => findDrift(now, observed));
  expect(synced.text).toBe(declared);
  expect(synced.left.map(({ why }) => why)).toEqual(['other events go over nats, and a blueprint has one bus']);
});
