import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

async function deadLetterOf(queue: string, consume: string): Promise<string | undefined> {
  const model = await recoverFiles({
    'mail/package.json': service('mail', 'amqplib'),
    'mail/src/app.js': `const amqp = require('amqplib');
async function main() {
  const channel = await (await amqp.connect(process.env.AMQP_URL)).createChannel();
  await channel.assertQueue('mail', ${queue});
  await channel.consume('mail', ${consume});
}
main();
`,
  });
  return model.subscriptions[0]?.deadLetter.state;
}

const DEAD = "{ durable: true, arguments: { 'x-dead-letter-exchange': 'dead' } }";
const handler = (refusal: string): string =>
  `async (message) => { try { await send(message); channel.ack(message); } catch { ${refusal}; } }`;

test.each([
  ['sets aside what it refuses', DEAD, handler('channel.nack(message, false, false)'), 'present'],
  ['puts back what it refuses', DEAD, handler('channel.nack(message)'), 'absent'],
  ['rejects into the queue', DEAD, handler('channel.reject(message, true)'), 'absent'],
  [
    'puts back the first time only',
    DEAD,
    handler('message.fields.redelivered ? channel.reject(message, false) : channel.nack(message)'),
    'present',
  ],
  ['acknowledges on delivery', DEAD, `${handler('log()')}, { noAck: true }`, 'absent'],
  [
    'puts back into a queue that gives up',
    "{ arguments: { 'x-dead-letter-exchange': 'dead', 'x-queue-type': 'quorum' } }",
    handler('channel.nack(message)'),
    'present',
  ],
])('a consumer that %s', async (_, queue, consume, state) => {
  expect(await deadLetterOf(queue, consume)).toBe(state);
});
