import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { stateMachineViews, type StateMachineView } from '../../src/scaffold/views/state-machine-view.ts';
import { StateError, StateMachine } from '../../templates/platform/src/state-machine.ts';

/** Who steps of the sagas here are taken by: an item each, created, removed and changed. */
const participants = ['inventory', 'payment', 'shipping', 'ledger'].map(
  (name) => `
  ${name}:
    owns: [${name}_rows]
    endpoints:
      - POST /${name}_rows as make
      - DELETE /${name}_rows/{id} as unmake
      - PUT /${name}_rows/{id} as settle`,
);

/** Every saga of up to four steps: each with or without undo, with a pivot anywhere or none. */
function sagas(): { name: string; steps: string[] }[] {
  const names = ['inventory', 'payment', 'shipping', 'ledger'];
  return [1, 2, 3, 4].flatMap((length) =>
    [...Array(length + 1).keys()].flatMap((pivot) =>
      [...Array(2 ** Math.min(pivot, length)).keys()].map((undone) => ({
        name: `saga-${length}-${pivot}-${undone}`,
        steps: names.slice(0, length).map((service, index) => {
          if (index === pivot) return `{ do: ${service}.make, pivot: true }`;
          if (index > pivot) return `${service}.settle`;
          return (undone >> index) & 1
            ? `{ do: ${service}.make, undo: ${service}.unmake, timeout: 1500ms }`
            : `${service}.make`;
        }),
      })),
    ),
  );
}

function machinesOf(all: readonly { name: string; steps: readonly string[] }[]): StateMachineView[] {
  const list = all.map(({ name, steps }) => `      ${name}: { style: step-functions, steps: [${steps.join(', ')}] }`);
  const blueprint = parseBlueprint(
    'archwright.yaml',
    `
system: { name: shop, shape: microservices }
services:
  orders:
    sagas:
${list.join('\n')}
${participants.join('')}
`,
  );
  return stateMachineViews(blueprint.services[0]?.sagas ?? []);
}

/** The steps that had an effect, in the order in which they had it; `-` undoes one. */
async function effects(machine: StateMachineView, failing: string, how: string, times = Infinity): Promise<string> {
  const log: string[] = [];
  let failures = 0;
  const run = new StateMachine(JSON.parse(machine.definition), {
    sleep: async () => {},
    invoke: async (_parameters, { state }) => {
      const fails = state === failing && failures++ < times;
      // Whoever hangs, or dies before the answer is out, has had the effect.
      if (!fails || how !== 'States.Http.StatusCode.409') log.push(state);
      if (fails) throw new StateError(how, 'told to');
    },
  });
  const input = { sagaId: 's', correlationId: 'c', traceparent: 't', input: { id: 's' } };
  const end = await run.run(input).catch((error: Error) => ({ state: error.name }));
  return [...log, (end as { state: string }).state].join('\n');
}

const machines = machinesOf(sagas());

describe('sagas as state machines', () => {
  test('are what the Amazon States Language allows', () => {
    expect(machines.length).toBe(56);
    for (const { name, definition } of machines) expect(validate(JSON.parse(definition)).errors, name).toEqual([]);
    expect(validate({ StartAt: 'Nowhere', States: {} }).isValid).toBe(false);
  });

  test.each(['States.Http.StatusCode.409', 'States.Http.StatusCode.500', 'States.Timeout', 'States.TaskFailed'])(
    'undo exactly what is owed, in reverse, whichever step meets %s',
    async (how) => {
      for (const machine of machines) {
        for (const [index, { state, pivot, forward }] of machine.steps.entries()) {
          const refused = how === 'States.Http.StatusCode.409';
          if (forward || (pivot && !refused)) continue;
          const before = machine.steps.slice(0, index).map((step) => step.state);
          const owed = machine.steps.slice(0, refused ? index : index + 1).flatMap(({ undo }) => undo?.state ?? []);
          expect(await effects(machine, state, how), `${machine.name}, ${state}`).toBe(
            [...before, ...(refused ? [] : [state]), ...owed.reverse(), 'COMPENSATED'].join('\n'),
          );
        }
      }
    },
  );

  test('go on behind the pivot until they succeed', async () => {
    for (const machine of machines)
      for (const { state, pivot, forward } of machine.steps) {
        if (!forward && !pivot) continue;
        const calls = machine.steps.flatMap((step) => Array<string>(step.state === state ? 8 : 1).fill(step.state));
        const taken = await effects(machine, state, 'States.Timeout', 7);
        expect(taken, machine.name).toBe([...calls, 'COMPLETED'].join('\n'));
      }
  });

  test('repeat with full jitter what passes by itself, and nothing else of a step that can be undone', () => {
    const [machine] = machinesOf([
      { name: 'buy', steps: ['{ do: inventory.make, undo: inventory.unmake }', 'payment.make'] },
    ]);
    const { States } = JSON.parse(machine?.definition ?? '');
    const [first, second] = [States['Step 1: inventory.make'], States['Undo 1: inventory.unmake']];
    expect(first.Retry).toMatchObject([{ MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' }]);
    expect(first.Retry[0].ErrorEquals).not.toContain('States.Timeout');
    expect(first.TimeoutSeconds).toBe(5);
    expect(second.Retry[1]).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 3, JitterStrategy: 'FULL' });
    expect(second.Parameters).toMatchObject({
      'ApiEndpoint.$': "States.Format('${InventoryUrl}/inventory_rows/{}', $.sagaId)",
      Authentication: { ConnectionArn: '${InventoryConnectionArn}' },
    });
  });
});

test('a step that takes longer than Step Functions waits is refused', () => {
  const steps = (timeout: string): string[] => [`{ do: payment.make, timeout: ${timeout} }`];
  expect(machinesOf([{ name: 'buy', steps: steps('60s') }])).toHaveLength(1);
  expect(() => machinesOf([{ name: 'buy', steps: steps('61s') }])).toThrow(
    'Step Functions gives a call no more than 60 seconds',
  );
});
