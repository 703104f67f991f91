import { expect, it } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const system = (jobs: string, use: string) =>
  recoverFiles({
    'package.json': service('mail', 'express', 'bullmq'),
    'src/index.ts': `import express from 'express';
import { Queue } from 'bullmq';
${jobs}
const app = express();
app.post('/mails', async (req, res) => { ${use} res.end(); });
app.listen(3000);`,
  });

it.each([
  [
    'reads a static field',
    `class Jobs {
  private static readonly queue = new Queue('mails');
  static add(id: string) { return this.queue.add('send', { id }); }
}`,
  ],
  [
    'reads one inside a callback',
    `class Jobs {
  private static readonly queue = new Queue('mails');
  static add(id: string) { return [id].map((one) => this.queue.add('send', { one })); }
}`,
  ],
  [
    'reads what another static method has put aside',
    `class Jobs {
  private static readonly queues = new Map<string, Queue>();
  static start() { this.queues.set('eu', new Queue('mails')); }
  static add(id: string) { return this.queues.get('eu')?.add('send', { id }); }
}
Jobs.start();`,
  ],
])('`this` in a static method is the class: it %s', async (_name, jobs) => {
  const model = await system(jobs, "await Jobs.add('1');");
  expect(model.publications.map(({ channel }) => channel)).toEqual(['redis:mails']);
});

it('`this` in a method that is not static is no class', async () => {
  const jobs = `class Jobs {
  private static readonly queue = new Queue('mails');
  private readonly queue = new Queue('own-mails');
  add(id: string) { return this.queue.add('send', { id }); }
}`;
  const model = await system(jobs, "await new Jobs().add('1');");
  expect(model.publications.map(({ channel }) => channel)).toEqual(['redis:own-mails']);
});
