import { describe, expect, test } from 'vitest';
import { calls, onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const PAYMENT: Files = {
  'payment/package.json': { name: 'payment' },
  'payment/src/charge.js': 'module.exports.handler = async () => ({});',
  'payment/serverless.yml': `service: payment
provider:
  name: aws
functions:
  charge:
    handler: src/charge.handler
  refund:
    name: \${self:service}-\${opt:stage, 'dev'}-give-back
    handler: src/charge.handler
stepFunctions:
  stateMachines:
    settle:
      name: \${self:service}-settlement
`,
};

async function orders(text: string, more: Files = PAYMENT): Promise<string> {
  const model = await recoverFiles({
    'orders/package.json': service('orders', 'express', 'aws-sdk', '@aws-sdk/client-lambda', '@aws-sdk/client-sfn'),
    'orders/src/app.js': `const app = require('express')();
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
const { SFNClient, StartExecutionCommand } = require('@aws-sdk/client-sfn');
const AWS = require('aws-sdk');
app.post('/orders', async (req, res) => { ${text} });
app.listen(3000);`,
    ...more,
  });
  const { timeout } = onlyCall(model).policy;
  return `${calls(model).join()} ${timeout.state} ${timeout.ms ?? ''}`.trim();
}

describe('functions that are invoked by name', () => {
  const invoke = (name: string): string =>
    `await new LambdaClient({}).send(new InvokeCommand({ FunctionName: ${name}, Payload: '{}' }));`;

  test.each([
    ["'payment-dev-charge'", 'lambda:payment-dev-charge → payment'],
    ['`payment-${process.env.STAGE}-charge`', 'lambda:payment-{env.STAGE}-charge → payment'],
    ["'payment-prod-give-back'", 'lambda:payment-prod-give-back → payment'],
    [
      "'arn:aws:lambda:eu-west-1:1:function:payment-dev-charge:live'",
      'lambda:arn:aws:lambda:eu-west-1:1:function:payment-dev-charge:live → payment',
    ],
    ["'billing-dev-charge'", 'lambda:billing-dev-charge → (unresolved)'],
    ['process.env.UNTOLD', 'lambda:{env.UNTOLD} → (unresolved)'],
    ['`${process.env.SERVICE}-${process.env.STAGE}`', 'lambda:{env.SERVICE}-{env.STAGE} → (unresolved)'],
  ])('%s', async (name, expected) => {
    expect(await orders(invoke(name))).toBe(`orders ? ${expected} absent`);
  });

  test('by the older SDK, which gives up by itself', async () => {
    const text = (options: string): string =>
      `await new AWS.Lambda(${options}).invoke({ FunctionName: 'payment-dev-charge' }).promise();`;
    expect(await orders(text(''))).toBe('orders ? lambda:payment-dev-charge → payment default 120000');
    const set = await orders(text('{ httpOptions: { timeout: 2000 } }'));
    expect(set).toBe('orders ? lambda:payment-dev-charge → payment set 2000');
  });

  test('with a deadline of the client or of the call', async () => {
    const of = (options: string, more: string): string =>
      `await new LambdaClient(${options}).send(new InvokeCommand({ FunctionName: 'payment-dev-charge' })${more});`;
    const handler = await orders(of('{ requestHandler: { requestTimeout: 900 } }', ''));
    expect(handler).toBe('orders ? lambda:payment-dev-charge → payment set 900');
    const signal = await orders(of('{}', ', { abortSignal: AbortSignal.timeout(5) }'));
    expect(signal).toContain('→ payment set');
  });

  test('two services with one name are neither', async () => {
    const second = Object.entries(PAYMENT).map(([path, text]) => [path.replace('payment/', 'refunds/'), text]);
    const text = await orders(invoke("'payment-dev-charge'"), { ...PAYMENT, ...Object.fromEntries(second) });
    expect(text).toBe('orders ? lambda:payment-dev-charge → (unresolved) absent');
  });
});

test('a state machine is of the service whose deployment makes it', async () => {
  const text = `await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:eu:1:stateMachine:payment-settlement' }));`;
  expect(await orders(text)).toContain('payment-settlement → payment');
});

test('a template of SAM knows functions by their ids and names', async () => {
  const model = await recoverFiles({
    'template.yaml': `Resources:
  CreateOrder:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: orders/
      Handler: app.handler
      Runtime: nodejs20.x
      Environment:
        Variables:
          CHARGE: !Ref ChargeFunction
  ChargeFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: charge-card
      CodeUri: payment/
      Handler: app.handler
      Runtime: nodejs20.x
`,
    'orders/package.json': { name: 'orders', dependencies: { 'aws-sdk': '2' } },
    'orders/app.js': `const AWS = require('aws-sdk'); const lambda = require('aws-xray-sdk').captureAWSClient(new AWS.Lambda());
exports.handler = async () => {
  await lambda.invoke({ FunctionName: process.env.CHARGE }).promise();
  await lambda.invoke({ FunctionName: 'charge-card' }).promise();
};`,
    'payment/package.json': { name: 'payment' },
    'payment/app.js': 'exports.handler = async () => ({});',
  });
  expect(calls(model)).toEqual(['orders ? lambda:ChargeFunction → payment', 'orders ? lambda:charge-card → payment']);
});
