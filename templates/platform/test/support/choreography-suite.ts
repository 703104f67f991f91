import { afterEach, beforeAll, expect, it } from 'vitest';
import type { EventBus, EventEnvelope } from '../../src/bus.ts';
import { runWithContext } from '../../src/context.ts';
import type { Store } from '../../src/store.ts';
import {
  effectsOf,
  openInitiator,
  openParticipant,
  prepareStore,
  refuse,
  sagaEvent,
  STEPS,
  type StepBehaviour,
  type StepName,
} from './choreography-shop.ts';
import { until } from './upstream.ts';

export interface ChoreographySuite {
  readonly open: () => Promise<Store>;
  /** The bus of one service. */
  readonly connect: (service: string) => Promise<EventBus>;
  readonly unique: (name: string) => string;
  /** The broker itself drops a copy that comes soon. */
  readonly dropsCopies?: boolean;
}

interface Scenario {
  readonly before?: Partial<Record<StepName, StepBehaviour>>;
  readonly after?: Partial<Record<StepName, StepBehaviour>>;
  readonly clock?: () => number;
  readonly without?: StepName;
}

/** What choreographed sagas must do on every store and bus. */
export function choreographySuite({ open, connect, unique, dropsCopies = false }: ChoreographySuite): void {
  let store: Store;
  const running: { close(): Promise<void> }[] = [];
  let heard: EventEnvelope[] = [];
  let count = 0;
  beforeAll(async () => {
    store = await open();
    await prepareStore(store);
  });
  afterEach(async () => {
    for (const part of running.splice(0).reverse()) await part.close();
    heard = [];
  });

  async function participant(saga: string, step: StepName, scenario: Scenario): Promise<void> {
    const [before, after] = [scenario.before?.[step], scenario.after?.[step]];
    const bus = await connect(`${step}-${saga}`);
    running.push(await openParticipant(store, bus, { saga, step, ...(before && { before }), ...(after && { after }) }));
  }

  /** The shop with its services, and somebody who listens to everything and sends as well. */
  async function shop(scenario: Scenario = {}) {
    const saga = unique(`checkout-${++count}`);
    const observer = await connect(`observer-${saga}`);
    running.push({ close: () => observer.close() });
    const words = STEPS.flatMap((step) => [`${step}-done`, `${step}-refused`, `${step}-undone`]);
    for (const word of ['started', 'timed-out', ...words])
      await observer.subscribe(`${saga}.${word}`, async (event) => void heard.push(event));
    for (const step of STEPS) if (step !== scenario.without) await participant(saga, step, scenario);
    const { clock } = scenario;
    const initiator = await openInitiator(store, await connect(`orders-${saga}`), { saga, ...(clock && { clock }) });
    running.push(initiator);
    return {
      saga,
      observer,
      ...initiator,
      start: async (key = 'order') => (await initiator.sagas.start(saga, key, {})).id,
    };
  }

  it('takes the steps in their order, once, whatever comes twice; one correlation spans all', async () => {
    const { saga, sagas, start, ended, observer } = await shop();
    const context = { correlationId: 'request-7', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    const id = await runWithContext(context, () => start());
    expect(await start(), 'one key is one saga').toBe(id);
    expect(await ended('order')).toBe('COMPLETED');
    await until(() => heard.length === 4, 'all was heard');
    for (const event of [...heard]) await observer.send(event);
    // The same fact under another id: as after the inbox forgot it.
    await observer.send(sagaEvent(`${saga}.started`, id));
    await until(() => heard.length === (dropsCopies ? 5 : 9), 'the copies were heard');
    expect(await effectsOf(store, id)).toBe('reserve charge ship');
    expect(new Set(heard.slice(0, 4).map(({ correlationid }) => correlationid))).toEqual(new Set(['request-7']));
    expect(await sagas.find(saga, 'order')).toMatchObject({ state: 'COMPLETED', step: 3 });
  });

  it.each([
    ['reserve', ''],
    ['charge', 'reserve -reserve'],
    ['ship', 'reserve charge -charge -reserve'],
  ] as const)('undoes what was done before %s was refused, the last one first', async (step, effects) => {
    // What a refused step wrote before is rolled back.
    const { start, ended } = await shop({ after: { [step]: refuse } });
    const id = await start();
    expect(await ended('order')).toBe('COMPENSATED');
    expect(await effectsOf(store, id)).toBe(effects);
  });

  it('tries again what fails otherwise', async () => {
    let failures = 2;
    const fail: StepBehaviour = async () => {
      if (failures-- > 0) throw new Error('the database is away');
    };
    const { start, ended } = await shop({ after: { charge: fail } });
    const id = await start();
    expect(await ended('order')).toBe('COMPLETED');
    expect(await effectsOf(store, id)).toBe('reserve charge ship');
  });

  it('compensates when a step is late, also one that answers afterwards', async () => {
    let now = 1_000;
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { saga, sagas, start, ended } = await shop({ clock: () => now, without: 'charge' });
    const id = await start();
    await until(async () => (await sagas.find(saga, 'order'))?.step === 1, 'the first step is done');
    now += 59_000;
    expect(await sagas.timeOut()).toBe(0);
    now += 2_000;
    await until(() => heard.some(({ type }) => type === `${saga}.ship-undone`), 'the compensation began');
    expect(await sagas.check()).toBe('1 under way');
    now += 600_000;
    await expect(sagas.check(), 'nobody undoes the charge').rejects.toThrow('not compensated in time');
    expect(await sagas.figures()).toMatchObject({ open: 1, stuck: 1, oldestMs: expect.toSatisfy((ms) => ms >= 0) });
    // The service of the late step is back: on a broker it finds both events, here it is sent them again.
    await participant(saga, 'charge', { before: { charge: () => gate } });
    const bus = await connect(`again-${saga}`);
    running.push({ close: () => bus.close() });
    for (const event of heard.filter(({ type }) => /reserve-done|ship-undone/.test(type)))
      await bus.send({ ...event, id: `${event.id}:again` });
    release();
    expect(await ended('order')).toBe('COMPENSATED');
    expect(['reserve -reserve', 'reserve charge -charge -reserve']).toContain(await effectsOf(store, id));
    await bus.send(sagaEvent(`${saga}.reserve-done`, id));
    await until(() => heard.some(({ type }) => type === `${saga}.charge-refused`), 'the late original was refused');
    expect(await effectsOf(store, id)).toMatch(/^reserve (charge -charge )?-reserve$/);
  });

  it('leaves nothing half done when refusals, timeouts, failures and copies meet', async () => {
    const dice = (sides: number): boolean => Math.floor(Math.random() * sides) === 0;
    const chance: StepBehaviour = async () => {
      if (dice(8)) throw new Error('failed');
      if (dice(12)) await refuse('', undefined as never);
      if (dice(8)) await new Promise((resolve) => setTimeout(resolve, 30));
    };
    const everywhere = { reserve: chance, charge: chance, ship: chance };
    let skew = 0;
    const { sagas, ended, observer, start } = await shop({
      before: everywhere,
      after: everywhere,
      clock: () => Date.now() + skew,
    });
    const keys = Array.from({ length: 30 }, (_, index) => `order-${index}`);
    const ids = await Promise.all(keys.map((key) => start(key)));
    // Everything that is under way at this moment is late, now and once more.
    setTimeout(() => (skew = 120_000), 60);
    setTimeout(() => (skew = 240_000), 160);
    const copies = setInterval(() => {
      const event = heard[Math.floor(Math.random() * heard.length)];
      if (event) void observer.send(event);
    }, 5);
    const states = await Promise.all(keys.map((key) => ended(key)));
    clearInterval(copies);
    const all = await Promise.all(ids.map((id) => effectsOf(store, id)));
    const allowed = {
      COMPLETED: /^reserve charge ship$/,
      COMPENSATED: /^(|reserve (charge (ship -ship )?-charge )?-reserve)$/,
    };
    const wrong = all.filter((effects, index) => !allowed[states[index] as keyof typeof allowed].test(effects));
    expect(wrong).toEqual([]);
    expect(await sagas.check()).toBe('0 under way');
  });
}
