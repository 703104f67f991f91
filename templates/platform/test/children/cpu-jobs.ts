import { createHash } from 'node:crypto';
import { isMainThread } from 'node:worker_threads';
import { HttpProblem } from '../../src/problem.ts';

/** Jobs for the pool under test. */
export const jobs = {
  /** Keeps a CPU busy until somebody raises the flag: in the thread of the event loop, nobody ever would. */
  spin({ flag }: { flag: SharedArrayBuffer }): string {
    const raised = new Int32Array(flag);
    while (Atomics.load(raised, 0) === 0);
    return 'over';
  },
  digest: ({ text }: { text: string }) => createHash('sha256').update(text).digest('hex'),
  inMainThread: (_: object) => isMainThread,
  refuse(_: object): never {
    throw new HttpProblem(422, 'no such font', { extensions: { font: 'Comic' } });
  },
  fail(_: object): never {
    throw new TypeError('not a number');
  },
  end: (_: object) => process.exit(3),
  leak: (_: object) => () => 'a function stays where it is',
  async throwLater(_: object): Promise<void> {
    setImmediate(() => {
      throw new Error('later');
    });
    await new Promise(() => {});
  },
};
