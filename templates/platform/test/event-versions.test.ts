import { expect, it } from 'vitest';
import { z } from 'zod';
import { createEvent, NoEvent, parseEvent, readData, upcaster, type Upcasters } from '../src/bus.ts';

const first = z.looseObject({ id: z.string(), total: z.number() });
const second = z.looseObject({ id: z.string(), cents: z.number() });
const third = z.looseObject({ id: z.string(), price: z.object({ cents: z.number(), currency: z.string() }) });
const older: Upcasters = {
  1: upcaster(first, ({ total, ...rest }): z.input<typeof second> => ({ ...rest, cents: total * 100 })),
  2: upcaster(second, ({ cents, ...rest }): z.input<typeof third> => ({ ...rest, price: { cents, currency: 'EUR' } })),
};
const read = (version: number | undefined, data: unknown): unknown => {
  const event = createEvent('orders', 'order.created', data, version === undefined ? {} : { version });
  return readData(third, parseEvent(JSON.stringify(event)), { version: 3, older });
};

it('carries a version other than the first', () => {
  expect(createEvent('orders', 'order.created', {}, { version: 2 }).dataversion).toBe(2);
  for (const event of [createEvent('orders', 'order.created', {}), createEvent('orders', 'x', {}, { version: 1 })])
    expect(event).not.toHaveProperty('dataversion');
});

it('reads every version that it has an upcaster for, each in turn, with what nobody knows of', () => {
  const price = { cents: 700, currency: 'EUR' };
  expect(read(undefined, { id: '7', total: 7, note: 'new' })).toEqual({ id: '7', price, note: 'new' });
  expect(read(2, { id: '7', cents: 700 })).toEqual({ id: '7', price });
  expect(read(3, { id: '7', price: { cents: 1, currency: 'USD' } })).toMatchObject({ price: { currency: 'USD' } });
});

it('sets aside, with the reason, what is newer, older than any upcaster, or not what its version says', () => {
  expect(() => read(4, { id: '7' })).toThrow(NoEvent);
  expect(() => read(4, { id: '7' })).toThrow('the data of "order.created" cannot be read: version 4 is not read here');
  expect(() => read(2, { id: '7', total: 7 })).toThrow(/cannot be read: [^]*cents/);
  const event = createEvent('orders', 'order.created', { id: '7', total: 7 });
  expect(() => readData(second, event, { version: 2 })).toThrow('version 1 is not read here, 2 is');
  expect(() => readData(second, { ...event, dataversion: 2 })).toThrow('version 2 is not read here, 1 is');
  for (const dataversion of [0, -1, 1.5, Number.NaN])
    expect(() => readData(second, { ...event, dataversion }, { version: 2, older })).toThrow('is not read here');
});
