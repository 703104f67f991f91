import { describe, expect, test } from 'vitest';
import { fact, inventoryOf, pkg, servicesOf, unitAt } from './shop.ts';

describe('functions', () => {
  test('AWS SAM: functions belong to the packages of their handlers; routes, queues and variables are told by the template', () => {
    const inventory = inventoryOf({
      'template.yaml': `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs20.x, Environment: { Variables: { QUEUE: !Ref OrdersQueue } } } }
Resources:
  Create:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: orders/dist/
      Handler: create.handler
      Events:
        Post: { Type: HttpApi, Properties: { Path: "/orders/{id}", Method: post } }
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: billing/
      Handler: app.run
      Events: { Queue: { Type: SQS, Properties: { Queue: !GetAtt OrdersQueue.Arn } } }
  Report: { Type: AWS::Serverless::Function, Properties: { CodeUri: report/, Handler: app.run, Runtime: python3.12 } }
  OrdersQueue: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }
`,
      'orders/package.json': pkg('orders'),
      'orders/src/create.ts': '',
      'billing/package.json': pkg('billing'),
      'billing/app.js': '',
      'report/app.py': '',
    });
    expect(servicesOf(inventory, [])).toEqual(['billing function javascript', 'orders function typescript']);
    expect(unitAt(inventory, 'orders').environment).toMatchObject([{ name: 'QUEUE', value: 'orders' }]);
    expect(inventory.manifests.processes[0]?.events).toMatchObject([
      { handler: 'orders/src/create', name: 'handler', kind: 'http', method: 'POST', target: '/orders/:id' },
      { handler: 'billing/app', name: 'run', kind: 'event', broker: 'sqs', target: 'orders' },
    ]);
  });

  test('a template without a package makes one unit of its folder', () => {
    const inventory = inventoryOf({
      'stock/template.yml':
        'Resources:\n  Count: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: count.handler } }\n',
      'stock/src/count.mjs': '',
    });
    expect(servicesOf(inventory, [])).toEqual(['stock function javascript']);
  });

  test('AWS CDK: entries of functions that a stack builds, seen from the project', () => {
    const inventory = inventoryOf({
      'cdk.json': '{ "app": "ts-node bin/shop.ts" }',
      'package.json': pkg('shop', { dependencies: { 'aws-cdk-lib': '2' } }),
      'lib/stack.ts': `import * as path from 'path';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
export class Shop extends Stack {
  constructor(scope) {
    super(scope);
    new NodejsFunction(this, 'orders', { entry: path.join(__dirname, '../functions/orders.ts') });
    new NodejsFunction(this, 'stock', { entry: \`functions/\${name}.ts\` });
  }
}
`,
      'functions/orders.ts': '',
      'functions/stock.ts': '',
    });
    expect(unitAt(inventory, '.')).toMatchObject({ kind: 'function', entryFiles: ['functions/orders.ts'] });
  });

  test('serverless.ts: functions of other modules, handlers placed by __dirname', () => {
    const inventory = inventoryOf({
      'package.json': pkg('shop'),
      'serverless.ts': `import type { AWS } from '@serverless/typescript';
import pay from '@functions/pay';
const configuration: AWS = {
  service: 'payment',
  provider: { name: 'aws', environment: { TABLE: 'charges', KEY: process.env.KEY } },
  functions: { pay, refund: { handler: 'src/refund.main', events: [{ sqs: { arn: 'refunds' } }] } },
};
module.exports = configuration;
`,
      'src/functions/pay/index.ts':
        "import { handlerPath } from '@libs/resolve';\nexport default { handler: `${handlerPath(__dirname)}/handler.main`, events: [{ http: { method: 'post', path: 'charges' } }] };\n",
      'src/functions/pay/handler.ts': '',
      'src/refund.ts': '',
    });
    expect(servicesOf(inventory, [])).toEqual(['. function typescript']);
    expect(unitAt(inventory, '.')).toMatchObject({
      entryFiles: ['src/functions/pay/handler.ts', 'src/refund.ts'],
      environment: [
        { name: 'TABLE', value: 'charges' },
        { name: 'KEY', value: null },
      ],
    });
    expect(inventory.manifests.processes[0]?.events.map(({ target }) => target)).toEqual(['/charges', 'refunds']);
  });

  test('serverless.yml: functions of included files; a file that includes itself ends', () => {
    const inventory = inventoryOf({
      'package.json': pkg('shop'),
      'serverless.yml': 'service: shop\nprovider: { name: aws }\nfunctions:\n  - ${file(functions/stock.yml)}\n',
      'functions/stock.yml': 'count: { handler: src/count.run }\nagain: ${file(stock.yml)}\n',
      'src/count.js': '',
      'loop/serverless.yml': 'provider: { name: aws }\nfunctions: ${file(serverless.yml)}\n',
    });
    expect(unitAt(inventory, '.').entryFiles).toEqual(['src/count.js']);
  });
});

describe('what runs a folder', () => {
  test('Dapr: apps of dapr.yaml, of annotations and of sidecars are reached by their ids', () => {
    const start = { scripts: { start: 'node app.js' } };
    const inventory = inventoryOf({
      'dapr.yaml':
        'version: 1\napps:\n  - appID: order-app\n    appDirPath: ./orders\n    appPort: 3000\n    command: [npm, start]\n  - appDirPath: ./mail\n    appID: mailer\n    command: [go, run, .]\n',
      'orders/package.json': pkg('orders', start),
      'orders/app.js': '',
      'mail/go.mod': 'module mail\n',
      'stock/package.json': pkg('stock', start),
      'stock/app.js': '',
      'deploy/stock.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: stock }\nspec: { template: { metadata: { annotations: { dapr.io/app-id: stock-app } }, spec: { containers: [{ name: stock, image: shop/stock }] } } }\n',
      'payment/package.json': pkg('payment', start),
      'payment/app.js': '',
      'compose.yaml':
        'services:\n  payment: { build: payment }\n  sidecar: { image: daprio/daprd, command: ["./daprd", "--app-id", "pay-app"], network_mode: "service:payment" }\n',
      'payment/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "app.js"]\n',
    });
    expect(unitAt(inventory, 'orders')).toMatchObject({ hostNames: ['order-app', 'orders'], ports: [3000] });
    expect(unitAt(inventory, 'stock').hostNames).toContain('stock-app');
    expect(unitAt(inventory, 'payment').hostNames).toContain('pay-app');
    expect(servicesOf(inventory, [])).toEqual([
      'mail service go',
      'orders service javascript',
      'payment worker javascript',
      'stock worker javascript',
    ]);
  });

  test.each<[string, string]>([
    [
      'render.yaml',
      'services:\n  - { type: worker, name: jobs, runtime: node, rootDir: jobs, startCommand: node run.js }\n',
    ],
    ['jobs/app.yaml', 'runtime: nodejs20\nenv_variables: { MODE: night }\n'],
    ['jobs/fly.toml', 'app = "shop-jobs"\n[build]\n'],
    ['jobs/railway.json', '{ "deploy": { "startCommand": "node run.js" } }'],
    ['jobs/Procfile', 'worker: node run.js\n'],
    [
      'ecosystem.config.ts',
      "export default { apps: ['jobs'].map((name) => ({ name, cwd: `./${name}`, script: 'run.js' })) };\n",
    ],
    [
      'ecosystem.config.js',
      "const path = require('path');\nmodule.exports = { apps: [{ script: path.join(__dirname, 'jobs', 'run.js') }] };\n",
    ],
  ])('%s', (file, text) => {
    const inventory = inventoryOf({ [file]: text, 'jobs/package.json': pkg('jobs'), 'jobs/run.js': '' });
    expect(servicesOf(inventory, [])).toEqual(['jobs worker javascript']);
  });

  test('vercel.json: files that it builds are functions, an application that listens is a service', () => {
    const files = {
      'vercel.json': '{ "builds": [{ "src": "api/orders.js", "use": "@vercel/node" }] }',
      'package.json': pkg('shop'),
      'api/orders.js': '',
    };
    expect(servicesOf(inventoryOf(files), [])).toEqual(['. function javascript']);
    expect(servicesOf(inventoryOf(files), [fact('api/orders.js', 'listens')])).toEqual(['. service javascript']);
  });

  test('frameworks that start a server need no call that listens', () => {
    const inventory = inventoryOf({
      'cms/package.json': pkg('cms', { scripts: { start: 'strapi start' } }),
      'cms/src/index.js': '',
      'shop/package.json': pkg('shop', { scripts: { start: 'dotenv -e ../.env -- next start' } }),
      'shop/pages/index.js': '',
    });
    expect(servicesOf(inventory, [])).toEqual(['cms service javascript', 'shop frontend javascript']);
  });

  test('Tilt and skaffold build images that Kubernetes runs', () => {
    const workload = (image: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${image}-depl }\nspec: { template: { spec: { containers: [{ name: main, image: "registry.shop.io/${image}" }] } } }\n`;
    const inventory = inventoryOf({
      Tiltfile: "docker_build('registry.shop.io/a', './services/orders', dockerfile='services/orders/Dockerfile')\n",
      'skaffold.yaml':
        'build:\n  artifacts:\n    - image: registry.shop.io/b\n      sync: { manual: [{ src: "**/*.js", dest: . }] }\n      context: services/stock\n',
      'k8s/a.yaml': workload('a'),
      'k8s/b.yaml': workload('b'),
      'services/orders/package.json': pkg('orders'),
      'services/orders/index.js': '',
      'services/orders/Dockerfile': 'FROM node:20\nCOPY . .\n',
      'services/stock/package.json': pkg('stock'),
      'services/stock/index.js': '',
    });
    expect(unitAt(inventory, 'services/orders').deployedBy).toContain('k8s/a.yaml');
    expect(unitAt(inventory, 'services/stock').deployedBy).toContain('k8s/b.yaml');
  });
});
