import { expect, test } from 'vitest';
import { missingDeadLetter } from '../../../src/lint/rules/missing-dead-letter.ts';
import type { Subscription } from '../../../src/model/system.ts';
import { at, shopModel } from '../../support/shop-model.ts';

const absent = { state: 'absent', evidence: [] } as const;
const unknown = { state: 'unknown', evidence: [] } as const;
const subscription = (channel: string, site: string, deadLetter: Subscription['deadLetter'] = absent): Subscription => {
  const rest = { durability: unknown, idempotence: unknown, changes: [] };
  return { service: 'mail', channel, deadLetter, ...rest, evidence: [at(site)] };
};

function messages(...subscriptions: readonly Subscription[]): readonly string[] {
  const channels = ['placed', 'paid'].map((name) => ({ id: name, broker: 'kafka', name }));
  const model = { ...shopModel({ services: { mail: {} }, calls: [] }), channels, subscriptions };
  return missingDeadLetter.run(model).map(({ at: site, message }) => `${site.line} ${message.split(' and has ')[0]}`);
}

test('one call that consumes several channels is one finding; what is not known is none', () => {
  const here = 'mail/src/worker.ts:3:1';
  expect(messages(subscription('placed', here), subscription('paid', here))).toEqual([
    '3 "mail" consumes "placed" and "paid"',
  ]);
  expect(messages(subscription('placed', here), subscription('paid', 'mail/src/worker.ts:9:1'))).toHaveLength(2);
  expect(messages(subscription('placed', here, unknown))).toEqual([]);
});

test('code by which several services consume is one finding', () => {
  const rest = { deadLetter: absent, durability: unknown, idempotence: unknown, changes: [] };
  const client = { ...at('libs/bus/index.ts:7:3'), note: 'the client is called here' };
  const through = (service: string, line: number): Subscription => {
    return { service, channel: 'placed', ...rest, evidence: [at(`${service}/src/worker.ts:${line}:1`), client] };
  };
  const lint = (...subscriptions: readonly Subscription[]) => {
    const channels = [{ id: 'placed', broker: 'kafka', name: 'placed' }];
    const model = shopModel({ services: { mail: {}, search: {} }, calls: [] });
    return missingDeadLetter.run({ ...model, channels, subscriptions });
  };
  const [report, ...others] = lint(through('mail', 3), through('search', 9));
  expect(others).toEqual([]);
  expect(report).toMatchObject({ at: { file: 'libs/bus/index.ts', line: 7 }, service: 'mail' });
  expect(report?.message).toMatch(/^"mail" and "search" consume 1 channel through this code, which has no place/);
  expect(report?.evidence?.map(({ file }) => file)).toEqual(['mail/src/worker.ts', 'search/src/worker.ts']);
  expect(lint(through('mail', 3)).map(({ at: site }) => site.file)).toEqual(['mail/src/worker.ts']);
});
