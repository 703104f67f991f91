import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Redriven, RedriveOptions } from '../src/dead-letters.ts';
import { readRedriveOptions, redrive } from '../src/redrive.ts';

const letter = {
  type: 'order.created',
  id: 'event-1',
  attempts: 5,
  failedAt: '2026-01-01T00:00:00Z',
  error: 'Error: full',
};

afterEach(() => vi.restoreAllMocks());

function listen(stream: NodeJS.WriteStream): string[] {
  const lines: string[] = [];
  vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
}

describe('the command that brings dead letters back', () => {
  it('takes a channel, an event, an error, a limit, a pace and whether to look only', () => {
    expect(Object.values(readRedriveOptions([])).filter((value) => value !== undefined)).toEqual([]);
    const which = ['--channel', 'order.created', '--id', 'event-1', '--error', 'timeout'];
    const options = readRedriveOptions([...which, '--limit', '10', '--per-second', '5', '--dry-run']);
    const asked = { type: 'order.created', id: 'event-1', error: 'timeout', limit: 10, perSecond: 5, dryRun: true };
    expect(options).toEqual(asked);
  });

  it.each([[['--limit', '0']], [['--limit', 'ten']], [['--chanel', 'order.created']], [['order.created']]])(
    'ends with 2 and its usage on %j',
    (args) => {
      const lines = listen(process.stderr);
      const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
        throw new Error('ended');
      });
      expect(() => readRedriveOptions(args)).toThrow('ended');
      expect(exit).toHaveBeenCalledWith(2);
      expect(lines.join('')).toMatch(/usage: redrive/);
      expect(lines.join('')).not.toMatch(/ {4}at /);
    },
  );

  it('prints what became of each, and fails when some failed again', async () => {
    const lines = listen(process.stdout);
    const asked: RedriveOptions[] = [];
    const bus = (outcomes: Redriven['outcome'][]): { redrive(options?: RedriveOptions): Promise<Redriven[]> } => ({
      redrive: async (options = {}) => {
        asked.push(options);
        return outcomes.map((outcome) => ({ ...letter, outcome }));
      },
    });
    expect(await redrive(bus(['handled', 'found']), { limit: 2 })).toBe(0);
    expect(await redrive(bus(['failed']), {})).toBe(1);
    expect(asked).toEqual([{ limit: 2 }, {}]);
    expect(lines).toEqual([
      'handled order.created event-1\n',
      'found   order.created event-1, 5 attempts until 2026-01-01T00:00:00Z: Error: full\n',
      '2 dead letters\n',
      'failed  order.created event-1, 5 attempts until 2026-01-01T00:00:00Z: Error: full\n',
      '1 dead letter, 1 failed again\n',
    ]);
  });
});
