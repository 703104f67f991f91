import { testRewrites } from '../../support/rewrites.ts';
import { service } from '../../support/recover-files.ts';

const others = {
  'orders/package.json': service('orders', 'fastify'),
  'payment/package.json': service('payment', 'fastify'),
  'payment/src/app.ts': `import Fastify from 'fastify';
const app = Fastify();
app.post('/v1/charges', async () => ({}));
app.get('/v1/charges/:id', async () => ({}));
app.listen({ port: 3001 });
`,
};

const charge = `await fetch('http://payment:3001/v1/charges', {
    method: 'POST',
    body: JSON.stringify(request.body),
    signal: AbortSignal.timeout(1500),
  })`;
const status = 'await fetch(`http://payment:3001/v1/charges/${request.params.id}`)';

const app = (post: string, get: string, before = ''): string => `import Fastify from 'fastify';
${before}
const app = Fastify();
app.post('/orders', async (request) => {
  return ${post};
});
app.get('/orders/:id', async (request) => {
  return ${get};
});
app.listen({ port: 3000 });
`;
const base = app(charge, status);
const client = (body: string): string => `export class PaymentClient {
${body}
}
`;

testRewrites(
  others,
  { 'orders/src/app.ts': base },
  [
    'orders answers http GET /orders/:',
    'orders answers http POST /orders',
    'orders calls payment GET /v1/charges/: = payment GET /v1/charges/:, timeout default 300000, from orders GET /orders/:',
    'orders calls payment POST /v1/charges = payment POST /v1/charges, timeout set 1500, from orders POST /orders',
    'payment answers http GET /v1/charges/:',
    'payment answers http POST /v1/charges',
    'service orders service 3000',
    'service payment service 3001',
  ],
  [
    [
      'other names',
      {
        'orders/src/app.ts': base
          .replaceAll('app', 'server')
          .replaceAll('(request)', '(req)')
          .replaceAll('request.', 'req.'),
      },
    ],
    [
      'CommonJS',
      { 'orders/src/app.js': base.replace("import Fastify from 'fastify'", "const Fastify = require('fastify')") },
    ],
    ['a named import', { 'orders/src/app.ts': base.replace('import Fastify', 'import { fastify as Fastify }') }],
    [
      'a default that is called',
      {
        'orders/src/app.js': base
          .replace("import Fastify from 'fastify';", '')
          .replace('Fastify()', "require('fastify')({ logger: true })"),
      },
    ],
    ['globalThis', { 'orders/src/app.ts': base.replaceAll('await fetch', 'await globalThis.fetch') }],
    [
      'a name for fetch',
      {
        'orders/src/app.ts': app(
          charge.replace('fetch', 'http'),
          status.replace('fetch', 'http'),
          'const http = globalThis.fetch;',
        ),
      },
    ],
    [
      'a function around fetch',
      {
        'orders/src/app.ts': app(
          "await call('/v1/charges', { method: 'POST', signal: AbortSignal.timeout(1500) })",
          'await call(`/v1/charges/${request.params.id}`)',
          "async function call(path: string, init?: RequestInit) {\n  const response = await fetch('http://payment:3001' + path, init);\n  if (!response.ok) throw new Error(path);\n  return response.json();\n}",
        ),
      },
    ],
    [
      'a function with a default of options',
      {
        'orders/src/app.ts': app(
          "await call('/v1/charges', { method: 'POST', signal: AbortSignal.timeout(1500) })",
          'await call(`/v1/charges/${request.params.id}`)',
          "const call = async (path: string, { method = 'GET', ...rest }: RequestInit = {}) => fetch(`http://payment:3001${path}`, { method, ...rest });",
        ),
      },
    ],
    [
      'a function per verb',
      {
        'orders/src/app.ts': app(
          "await post('/v1/charges', request.body)",
          "await get('/v1/charges/' + request.params.id)",
          "const request_ = (method: string, path: string, options: object) => fetch(`http://payment:3001${path}`, { method, ...options });\nconst get = (path: string) => request_('GET', path, {});\nfunction post(path: string, body: unknown) { return request_('POST', path, { body: JSON.stringify(body), signal: AbortSignal.timeout(1500) }); }",
        ),
      },
    ],
    [
      'a class',
      {
        'orders/src/app.ts': app(
          'await payments.charge(request.body)',
          'await payments.find(request.params.id)',
          "import { PaymentClient } from './payment-client.js';\nconst payments = new PaymentClient('http://payment:3001');",
        ),
        'orders/src/payment-client.ts': client(
          "  constructor(private readonly base: string) {}\n  async charge(body: unknown) { return this.send('POST', '/v1/charges', { body: JSON.stringify(body), signal: AbortSignal.timeout(1500) }); }\n  find(id: string) { return this.send('GET', `/v1/charges/${id}`); }\n  private send(method: string, path: string, init: RequestInit = {}) { return fetch(this.base + path, { ...init, method }); }",
        ),
      },
    ],
    [
      'a class with fields of arrows',
      {
        'orders/src/app.ts': app(
          'await payments.charge(request.body)',
          'await payments.find(request.params.id)',
          "import { PaymentClient } from './payment-client.js';\nconst payments = new PaymentClient();",
        ),
        'orders/src/payment-client.ts': client(
          "  #base = new URL('http://payment:3001');\n  charge = (body: unknown) => fetch(new URL('/v1/charges', this.#base), { method: 'POST', signal: AbortSignal.timeout(1500) });\n  find = async (id: string) => { return fetch(new URL(`/v1/charges/${id}`, this.#base)); };",
        ),
      },
    ],
    [
      'an abstract class',
      {
        'orders/src/app.ts': app(
          'await payments.charge(request.body)',
          'await payments.find(request.params.id)',
          "import { PaymentClient } from './payment-client.js';\nconst payments = new PaymentClient();",
        ),
        'orders/src/http-client.ts':
          'export abstract class HttpClient {\n  protected abstract readonly host: string;\n  protected get base() { return `http://${this.host}:3001/v1`; }\n  protected send(path: string, init?: RequestInit) { return fetch(`${this.base}${path}`, init); }\n}\n',
        'orders/src/payment-client.ts':
          "import { HttpClient } from './http-client.js';\nexport class PaymentClient extends HttpClient {\n  protected readonly host = 'payment';\n  charge(body: unknown) { return this.send('/charges', { method: 'POST', signal: AbortSignal.timeout(1500) }); }\n  find(id: string) { return super.send('/charges/' + id); }\n}\n",
      },
    ],
    [
      'a factory',
      {
        'orders/src/app.ts': app(
          'await payments.charge(request.body)',
          'await payments.find(request.params.id)',
          "import { createClient } from './payment-client.js';\nconst payments = createClient({ baseUrl: 'http://payment:3001', timeout: 1500 });",
        ),
        'orders/src/payment-client.ts':
          'export function createClient({ baseUrl, timeout }: { baseUrl: string; timeout: number }) {\n  const url = (path: string) => `${baseUrl}/v1/${path}`;\n  return {\n    charge: (body: unknown) => fetch(url("charges"), { method: "POST", signal: AbortSignal.timeout(timeout) }),\n    async find(id: string) { return fetch(url(`charges/${id}`)); },\n  };\n}\n',
      },
    ],
    [
      'plugins',
      {
        'orders/src/app.ts':
          "import Fastify from 'fastify';\nimport orders from './orders.js';\nconst app = Fastify();\napp.register(orders, { prefix: '/orders' });\napp.listen({ port: 3000 });\n",
        'orders/src/orders.ts': `import type { FastifyInstance } from 'fastify';\nexport default async function orders(fastify: FastifyInstance) {\n  fastify.post('/', async (request) => ${charge});\n  fastify.route({ method: 'GET', url: '/:id', handler: async (request) => ${status} });\n}\n`,
      },
    ],
    [
      'handlers in a class',
      {
        'orders/src/app.ts': `import Fastify from 'fastify';\nclass Orders {\n  create = async (request) => { return ${charge}; };\n  async find(request) { return ${status}; }\n}\nconst orders = new Orders();\nconst app = Fastify();\napp.post('/orders', orders.create);\napp.get('/orders/:id', (request) => orders.find(request));\napp.listen({ port: 3000 });\n`,
      },
    ],
    [
      'an environment that was checked',
      {
        'orders/src/app.ts': app(
          charge.replace("'http://payment:3001/v1/charges'", '`${env.PAYMENT_URL}/v1/charges`'),
          status.replace('http://payment:3001', '${env.PAYMENT_URL}'),
          "import { env } from './env.js';",
        ),
        'orders/src/env.ts':
          "import { z } from 'zod';\nexport const env = z.object({ PAYMENT_URL: z.string().url().default('http://payment:3001') }).parse(process.env);\n",
      },
    ],
    [
      'an enum of paths',
      {
        'orders/src/app.ts': app(
          charge.replace("'http://payment:3001/v1/charges'", 'Payment.Base + Payment.Charges'),
          status.replace('http://payment:3001/v1/charges/', '${Payment.Base}${Payment.Charges}/'),
          "enum Payment { Base = 'http://payment:3001', Charges = '/v1/charges' }",
        ),
      },
    ],
    [
      'paths of tsconfig',
      {
        'orders/src/app.ts': app(
          'await charge(request.body)',
          'await find(request.params.id)',
          "import { charge, find } from '@clients/payment';",
        ),
        'orders/src/clients/payment/index.ts': "export * from './charges';\nexport { find } from './find';\n",
        'orders/src/clients/payment/charges.ts':
          "export const charge = (body: unknown) => fetch('http://payment:3001/v1/charges', { method: 'POST', signal: AbortSignal.timeout(1500) });\n",
        'orders/src/clients/payment/find.ts':
          'export const find = (id: string) => fetch(`http://payment:3001/v1/charges/${id}`);\n',
      },
      { 'orders/tsconfig.json': { compilerOptions: { baseUrl: '.', paths: { '@clients/*': ['src/clients/*'] } } } },
    ],
    [
      'a workspace package',
      {
        'orders/src/app.ts': app(
          'await charge(request.body)',
          'await find(request.params.id)',
          "import { charge, find } from '@shop/payment-client';",
        ),
        'libs/payment-client/src/index.ts':
          "const BASE = 'http://payment:3001/v1/charges';\nexport const charge = (body: unknown) => fetch(BASE, { method: 'POST', signal: AbortSignal.timeout(1500) });\nexport const find = (id: string) => fetch(`${BASE}/${id}`);\n",
      },
      {
        'libs/payment-client/package.json': {
          name: '@shop/payment-client',
          main: 'dist/index.js',
          types: 'dist/index.d.ts',
        },
      },
    ],
    [
      'then',
      {
        'orders/src/app.ts': app(
          `${charge.replace('await ', '')}.then((response) => response.json())`,
          `${status.replace('await ', '')}.then((response) => response.json()).catch(() => null)`,
        ).replaceAll('async ', ''),
      },
    ],
    [
      'Request objects',
      {
        'orders/src/app.ts': base.replace(
          /await fetch\('http[^]*?\}\)/,
          "await fetch(new Request('http://payment:3001/v1/charges', { method: 'POST', signal: AbortSignal.timeout(1500) }))",
        ),
      },
    ],
  ],
);
