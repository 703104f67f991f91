import { expect, test } from 'vitest';
import { recoverFiles } from '../../support/recover-files.ts';

const files = (queue: string, event: string) => ({
  'package.json': { name: 'orders', dependencies: { '@aws-sdk/client-sqs': '3' } },
  'serverless.yml': `service: orders
provider:
  name: aws
  environment:
    QUEUE_URL: ${queue}
functions:
  place: { handler: src/place.handler, events: [{ httpApi: { path: /orders, method: post } }] }
  process: { handler: src/process.handler, events: [{ sqs: { arn: ${event} } }] }
resources:
  Resources:
    OrderQueue: { Type: AWS::SQS::Queue, Properties: { QueueName: new-orders } }
`,
  'src/place.js': `const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const sqs = new SQSClient({});
exports.handler = async (event) => sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.body }));
`,
  'src/process.js': 'exports.handler = async (event) => event.Records.length;\n',
});

test.each([
  ['!Ref OrderQueue', '!GetAtt OrderQueue.Arn'],
  ['{ Ref: OrderQueue }', '{ "Fn::GetAtt": [OrderQueue, Arn] }'],
  ['https://sqs.eu-west-1.amazonaws.com/1/new-orders', 'arn:aws:sqs:eu-west-1:1:new-orders'],
])('a queue has its own name however serverless.yml refers to it: %s, %s', async (queue, event) => {
  const { publications, subscriptions } = await recoverFiles(files(queue, event));
  expect(publications.map(({ channel }) => channel)).toEqual(['sqs:new-orders']);
  expect(subscriptions.map(({ channel }) => channel)).toEqual(['sqs:new-orders']);
});
