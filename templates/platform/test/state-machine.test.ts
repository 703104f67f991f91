import { describe, expect, test } from 'vitest';
import { StateError, StateMachine, type StateMachineDefinition } from '../src/state-machine.ts';
import { resolvePayload, setAt } from '../src/state-machine-data.ts';

const task = { Type: 'Task', Resource: 'arn:aws:states:::http:invoke' };

function machineOf(state: object, invoke: (attempt: number) => unknown, waits: number[] = []): StateMachine {
  const States: StateMachineDefinition['States'] = {
    Work: { ...task, ...state, Next: 'End' },
    Caught: { Type: 'Pass', End: true },
    End: { Type: 'Pass', End: true },
  };
  let attempt = 0;
  return new StateMachine(
    { StartAt: 'Work', States },
    { sleep: async (ms) => void waits.push(ms), invoke: async () => invoke(++attempt) },
  );
}

const fail = (name: string) => (): never => {
  throw new StateError(name, 'told to');
};

describe('a state machine', () => {
  test('waits as its retrier says, and each retrier counts for itself', async () => {
    const waits: number[] = [];
    const Retry = [
      { ErrorEquals: ['A'], IntervalSeconds: 1, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 5 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 1 },
    ];
    const names = ['A', 'B', 'A', 'A'];
    const machine = machineOf(
      { Retry },
      (attempt) => {
        const name = names[attempt - 1];
        if (name !== undefined) fail(name)();
        return 'done';
      },
      waits,
    );
    expect(await machine.run({})).toBe('done');
    expect(waits).toEqual([1_000, 2_000, 3_000, 5_000]);
  });

  test('waits at random up to that with full jitter', async () => {
    const waits: number[] = [];
    const Retry = [{ ErrorEquals: ['A'], IntervalSeconds: 8, BackoffRate: 1, MaxAttempts: 50, JitterStrategy: 'FULL' }];
    await expect(machineOf({ Retry }, fail('A'), waits).run({})).rejects.toThrow('told to');
    expect(waits).toHaveLength(50);
    expect(Math.max(...waits)).toBeLessThanOrEqual(8_000);
    expect(new Set(waits).size).toBeGreaterThan(40);
  });

  test('does not repeat what a first retrier with no attempts fits', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 9 },
    ];
    const waits: number[] = [];
    await expect(machineOf({ Retry }, fail('A'), waits).run({})).rejects.toMatchObject({ name: 'A' });
    expect(waits).toEqual([]);
  });

  test('catches by name, first fit, and keeps what went wrong where the catcher says', async () => {
    const Catch = [
      { ErrorEquals: ['A'], ResultPath: '$.a', Next: 'Caught' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failed.step2', Next: 'Caught' },
    ];
    expect(await machineOf({ Catch }, fail('B')).run({ x: 1, failed: { step1: 1 } })).toEqual({
      x: 1,
      failed: { step1: 1, step2: { Error: 'B', Cause: 'told to' } },
    });
    const plain = machineOf({ Catch }, () => {
      throw new Error('a defect');
    });
    expect(await plain.run({})).toMatchObject({ failed: { step2: { Error: 'States.TaskFailed' } } });
  });

  test('ends a task that takes longer than its time with States.Timeout', async () => {
    const machine = machineOf({ TimeoutSeconds: 0.01 }, () => new Promise(() => {}));
    await expect(machine.run({})).rejects.toMatchObject({ name: 'States.Timeout' });
  });

  test('drops a result whose path is null, and takes one that has none as everything', async () => {
    expect(await machineOf({ ResultPath: null }, () => 'x').run({ a: 1 })).toEqual({ a: 1 });
    expect(await machineOf({}, () => 'x').run({ a: 1 })).toBe('x');
  });

  test('says which state or function it does not know', async () => {
    const machine = new StateMachine({ StartAt: 'M', States: { M: { Type: 'Map' } } }, { invoke: async () => {} });
    await expect(machine.run({})).rejects.toThrow('states of type "Map" are not known here');
    expect(() => resolvePayload({ 'a.$': 'States.UUID()' }, {})).toThrow('States.UUID is not known here');
    expect(() => resolvePayload({ 'a.$': '$.missing' }, {})).toThrow('there is nothing at "$.missing"');
  });
});

test('payloads are resolved however deep their references stand', () => {
  const data = { id: 'x', input: { a: [1] }, 'odd{}': 1 };
  const template = { list: [{ 'b.$': '$.input.a' }], 'c.$': "States.Format('it\\'s {}/{}', $.id, $.id)", d: '$.id' };
  expect(resolvePayload(template, data)).toEqual({ list: [{ b: [1] }], c: "it's x/x", d: '$.id' });
  expect(resolvePayload({ 'e.$': 'States.JsonToString($.input)' }, data)).toEqual({ e: '{"a":[1]}' });
  expect(setAt({ a: 1 }, '$.b.c', 2)).toEqual({ a: 1, b: { c: 2 } });
});
