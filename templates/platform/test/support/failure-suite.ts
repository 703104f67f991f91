import { expect, it } from 'vitest';
import { readData, type EventBus, type EventEnvelope } from '../../src/bus.ts';
import { currentContext } from '../../src/context.ts';
import type { BusUnderTest } from './bus-suite.ts';
import { until } from './upstream.ts';

/** What every event bus must do with events that cannot be handled. */
export function failureSuite(bus: BusUnderTest): void {
  it('waits longer after each failure, and handles other events meanwhile', async () => {
    const type = bus.unique('growing');
    const service = await bus.open(bus.unique('tax'), { retryDelaysMs: [300, 900] });
    const tries: number[] = [];
    const handled: unknown[] = [];
    await service.subscribe(type, async (event) => {
      if (event.data !== 'late') return void handled.push(event.data);
      if (tries.push(performance.now()) < 3) throw new Error('the rates are not there yet');
      handled.push('late');
    });
    for (let number = 0; number < 12; number++)
      await service.publish(type, 'late', { id: bus.unique(`late-${number}`) });
    await until(() => tries.length >= 12, 'each of them failed once');
    await service.publish(type, 'other');
    await until(() => handled.includes('other'), 'the other event was handled');
    expect(tries.length, 'the other event did not wait for their retries').toBeLessThan(24);
    await until(() => handled.length > 10, 'those that failed were handled');
    await service.close();
  });

  it('sets an event aside after five failures, and goes on with the others', async () => {
    const type = bus.unique('poison');
    const service = await bus.open(bus.unique('shipping'));
    let failures = 0;
    const handled: unknown[] = [];
    await service.subscribe(type, async (event) => {
      if (event.data !== 'poison') return void handled.push(event.data);
      failures++;
      throw new Error('cannot be handled');
    });
    const id = bus.unique('poison-event');
    await service.publish(type, 'poison', { id });
    await service.publish(type, 'parcel');
    await until(() => handled.length === 1, 'the other event was handled');
    await until(async () => (await service.redrive({ dryRun: true })).length === 1, 'the event was set aside');
    expect(failures).toBe(5);
    expect(handled).toEqual(['parcel']);
    const [letter] = await service.redrive({ dryRun: true });
    expect(letter).toMatchObject({ type, id, attempts: 5, outcome: 'found' });
    expect(letter?.error).toContain('cannot be handled');
    expect(new Date(letter?.failedAt ?? '').toISOString()).toBe(letter?.failedAt);
    await service.close();
  });

  it('ends a handler at its deadline, tries its event again, and goes on with others meanwhile', async () => {
    const type = bus.unique('hanging');
    const service = await bus.open(bus.unique('slow-mail'), { retryDelaysMs: [20], handlerTimeoutMs: 300 });
    const ended: unknown[] = [];
    const handled: unknown[] = [];
    let tries = 0;
    await service.subscribe(type, async ({ data }) => {
      if (data === 'letter' || (data === 'once' && tries++ > 0)) return void handled.push(data);
      const { signal, deadline = 0 } = currentContext() ?? {};
      expect(deadline - Date.now()).toBeLessThanOrEqual(300);
      signal?.addEventListener('abort', () => ended.push(data));
      await new Promise(() => {});
    });
    const id = bus.unique('hangs-for-ever');
    await service.publish(type, 'for ever', { id });
    await service.publish(type, 'once');
    await service.publish(type, 'letter');
    await until(() => handled.length === 2, 'what hung once and what did not were handled');
    await until(async () => (await service.redrive({ dryRun: true })).length === 1, 'what hangs was set aside');
    expect(await service.redrive({ dryRun: true })).toMatchObject([
      { id, attempts: 2, error: expect.stringMatching(/HandlerTimeout: .*did not end within 300 ms/) },
    ]);
    expect(ended.sort()).toEqual(['for ever', 'for ever', 'once']);
    await service.close();
  });

  it('takes it for an outage when every handler fails: tries one at a time, sets nothing aside', async () => {
    const type = bus.unique('outage-of-handlers');
    const service = await bus.open(bus.unique('pricing'), { retryDelaysMs: [20, 40], outageAfter: 6 });
    let out = true;
    let [running, mostAtOnce, tries] = [0, 0, 0];
    const handled = new Set<string>();
    // They fail together, however long publishing takes.
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    await service.subscribe(type, async ({ id }) => {
      await begun;
      tries++;
      mostAtOnce = Math.max(mostAtOnce, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      if (out) throw new Error('the database is away');
      handled.add(id);
    });
    for (let number = 0; number < 12; number++) await service.publish(type, {});
    begin();
    await until(() => tries >= 6 && running === 0, 'the outage has begun');
    [mostAtOnce, tries] = [0, 0];
    await until(() => tries >= 2, 'it was tried again');
    // Together they would have been tried dozens of times by now, and all been set aside.
    expect(tries).toBeLessThan(6);
    expect(mostAtOnce).toBe(1);
    expect(await service.redrive({ dryRun: true })).toEqual([]);
    out = false;
    await until(() => handled.size === 12, 'all were handled in the end');
    expect(await service.redrive({ dryRun: true })).toEqual([]);
    await service.close();
  });

  it('brings dead letters back to the service that set them aside: all, one type, one event, or so many', async () => {
    const [first, second] = [bus.unique('redriven'), bus.unique('redriven-too')];
    const name = bus.unique('archive');
    const service = await bus.open(name, { retryDelaysMs: [] });
    const neighbour = await bus.open(bus.unique('neighbour'), { retryDelaysMs: [] });
    let broken = true;
    const handled: string[] = [];
    const handle = async ({ id }: EventEnvelope): Promise<void> => {
      if (broken) throw new Error('the disk is full');
      handled.push(id);
    };
    const elsewhere: string[] = [];
    await neighbour.subscribe(first, async ({ id }) => void elsewhere.push(id));
    await service.subscribe(first, handle);
    await service.subscribe(second, handle);
    const ids = ['a', 'b', 'c', 'd'].map((letter) => bus.unique(letter));
    for (const id of ids) {
      await service.publish(id === ids[3] ? second : first, {}, { id });
      const parked = ids.indexOf(id) + 1;
      await until(async () => (await service.redrive({ dryRun: true })).length === parked, `${id} was set aside`);
    }
    const redriven = async (options: Parameters<EventBus['redrive']>[0]): Promise<string[]> =>
      (await service.redrive(options)).map(({ id, outcome }) => `${id} ${outcome}`);
    expect(await redriven({ limit: 1 })).toEqual([expect.stringMatching(/ failed$/)]);
    broken = false;
    expect(await redriven({ type: second, dryRun: true })).toEqual([`${ids[3]} found`]);
    expect(await redriven({ error: 'the disk is empty' })).toEqual([]);
    expect(await redriven({ error: 'disk is full', limit: 1, dryRun: true })).toHaveLength(1);
    expect(await redriven({ id: ids[1] })).toEqual([`${ids[1]} handled`]);
    expect(await redriven({ type: first, limit: 1 })).toEqual([expect.stringMatching(/ handled$/)]);
    await service.close();
    // As a command does it: a process that only knows who handles what.
    const command = await bus.open(name, { consume: false });
    await command.subscribe(first, handle);
    await command.subscribe(second, handle);
    const begun = performance.now();
    expect(await command.redrive({ perSecond: 10 })).toHaveLength(2);
    expect(performance.now() - begun, 'two at ten in a second').toBeGreaterThan(190);
    expect(await command.redrive()).toEqual([]);
    expect(handled.sort()).toEqual(ids);
    expect(elsewhere.sort()).toEqual(ids.slice(0, 3));
    await command.close();
    await neighbour.close();
  });

  it.skipIf(!bus.sendText)('sets aside at once what is no event', async () => {
    const type = bus.unique('garbage');
    const service = await bus.open(bus.unique('reader'), { retryDelaysMs: [60_000] });
    await service.subscribe(type, async () => {});
    await bus.sendText?.(type, 'not { JSON');
    await until(async () => (await service.redrive({ dryRun: true })).length === 1, 'it was set aside');
    expect(await service.redrive()).toMatchObject([{ id: '', attempts: 1, outcome: 'failed' }]);
    await service.close();
  });

  it('sets aside at once an event that its handler cannot read', async () => {
    const type = bus.unique('unreadable');
    const service = await bus.open(bus.unique('translator'), { retryDelaysMs: [60_000] });
    const schema = {
      parse(): never {
        throw new Error('"id" is missing');
      },
    };
    await service.subscribe(type, async (event) => void readData(schema, event));
    await service.publish(type, {});
    await until(async () => (await service.redrive({ dryRun: true })).length === 1, 'it was set aside');
    const [letter] = await service.redrive({ dryRun: true });
    expect(letter?.error).toContain('"id" is missing');
    await service.close();
  });
}
