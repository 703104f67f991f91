import { afterEach, expect, test, vi } from 'vitest';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { reportError } from '../../src/cli/report-error.ts';

afterEach(() => void vi.restoreAllMocks());

async function report(text: string): Promise<{ status: number; stderr: string }> {
  let stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => Boolean((stderr += String(chunk))));
  try {
    parseBlueprint('shop/archwright.yaml', text);
  } catch (error) {
    return { status: await reportError(error), stderr };
  }
  throw new Error('the blueprint has no mistake');
}

test('prints every mistake of a blueprint with its place, in the order of the file', async () => {
  expect(await report('sevices: {}\ndefaults:\n  bus: kofka\n')).toEqual({
    status: 2,
    stderr: [
      'shop/archwright.yaml:1:1: error: "sevices" is not a key of the blueprint',
      ' 1 | sevices: {}',
      '   | ^^^^^^^',
      ' = help: did you mean "services"? its keys: system, defaults, services, libraries, decisions, advise, lint, templates',
      '',
      'shop/archwright.yaml:3:8: error: bus cannot be "kofka"',
      ' 3 |   bus: kofka',
      '   |        ^^^^^',
      ' = help: did you mean "kafka"? allowed: in-process, nats, rabbitmq, redis, kafka, sqs',
      '',
      '2 mistakes in shop/archwright.yaml.',
      '',
    ].join('\n'),
  });
});

test('prints a single mistake without a count', async () => {
  const { stderr } = await report('decisions: ../adr\n');
  expect(stderr).toMatch(/^shop\/archwright\.yaml:1:12: error: "\.\.\/adr" leads out of the project\n/);
  expect(stderr).not.toContain('mistakes');
});
