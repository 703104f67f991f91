import { expect, test } from 'vitest';
import { endpoints, recoverFiles, type Files } from '../../support/recover-files.ts';

const handlers: Files = {
  'orders/package.json': { name: 'orders', dependencies: { '@types/aws-lambda': '*' } },
  'orders/src/handlers/list-orders.ts': `export const handler = async () => ({ statusCode: 200 });\n`,
  'orders/src/handlers/get-order.ts': `export const handler = async () => ({ statusCode: 200 });\n`,
  'orders/src/handlers/on-paid.ts': `export const handler = async (event) => event.Records.length;\n`,
  'orders/infrastructure/package.json': { name: 'infrastructure', dependencies: { 'aws-cdk-lib': '*' } },
};

const construct = (name: string, entry: string): string =>
  `new NodejsFunction(this, '${name}', { handler: 'handler', entry: path.join(__dirname, '../src/handlers/${entry}.ts') })`;

test('routes of a REST API of the AWS CDK are endpoints of the handlers that it hands them to', async () => {
  const model = await recoverFiles({
    ...handlers,
    'orders/infrastructure/cdk.json': { app: 'npx tsx stack.ts' },
    'orders/infrastructure/stack.ts': `import path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
export class OrdersStack extends cdk.Stack {
  private readonly list: NodejsFunction;
  constructor(scope, id) {
    super(scope, id);
    this.list = ${construct('List', 'list-orders')};
    const get = ${construct('Get', 'get-order')};
    const api = new apigateway.RestApi(this, 'Api', {});
    const orders = api.root.addResource('orders');
    orders.addMethod('GET', new apigateway.LambdaIntegration(this.list));
    orders.addResource('{id}').addMethod('ANY', new apigateway.LambdaIntegration(get));
    const paid = new sqs.Queue(this, 'Paid', { queueName: 'paid-orders' });
    const onPaid = ${construct('OnPaid', 'on-paid')};
    onPaid.addEventSource(new SqsEventSource(paid, { batchSize: 10 }));
  }
}
`,
  });
  expect(endpoints(model)).toEqual(['ALL /orders/:id', 'GET /orders']);
  expect(model.endpoints.map((one) => one.evidence[0]?.file)).toEqual([
    'orders/src/handlers/get-order.ts',
    'orders/src/handlers/list-orders.ts',
  ]);
  expect(model.subscriptions.map((one) => `${one.channel} ${one.evidence[0]?.file}`)).toEqual([
    'sqs:paid-orders orders/src/handlers/on-paid.ts',
  ]);
});

test('routes of an HTTP API and topics that a function subscribes to', async () => {
  const model = await recoverFiles({
    ...handlers,
    'orders/infrastructure/cdk.json': { app: 'npx tsx stack.ts' },
    'orders/infrastructure/stack.ts': `import path from 'node:path';
import { Stack, aws_sns as sns } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
export class OrdersStack extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const list = ${construct('List', 'list-orders')};
    const api = new HttpApi(this, 'Api');
    api.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.HEAD], integration: new HttpLambdaIntegration('List', list) });
    const paid = new sns.Topic(this, 'OrderPaid');
    paid.addSubscription(new LambdaSubscription(${construct('OnPaid', 'on-paid')}));
  }
}
`,
  });
  expect(endpoints(model)).toEqual(['GET /orders', 'HEAD /orders']);
  expect(model.subscriptions.map((one) => one.channel)).toEqual(['sns:OrderPaid']);
});

test('an API of which no function is known has no endpoint here', async () => {
  const model = await recoverFiles({
    ...handlers,
    'orders/infrastructure/stack.ts': `import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
export class OrdersStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id);
    new apigateway.RestApi(this, 'Api', {}).root.addResource('orders').addMethod('GET', new apigateway.LambdaIntegration(props.list));
    props.router.addMethod('GET', () => 1);
  }
}
`,
  });
  expect(model.endpoints).toEqual([]);
});
