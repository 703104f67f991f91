import { describe, expect, it } from 'vitest';
import { calls, endpoints, onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const ORDERS_API = `openapi: 3.0.3
info:
  title: Orders
servers:
  - url: https://orders.shop.example/api
paths:
  /orders:
    post:
      operationId: placeOrder
      description: |
        get: this is no operation
      responses: {}
  "/orders/{orderId}":
    parameters:
      - name: orderId
        in: path
    get:
      tags: [orders]
      operationId: orders_getOrder
    delete:
      summary: has no operationId
components:
  schemas:
    get:
      type: object
`;

// A service that answers the two operations, at port 3001.
const ORDERS: Files = {
  'orders/package.json': service('orders', 'express'),
  'orders/.env': 'PORT=3001\n',
  'orders/src/app.js': `const express = require('express');
    const app = express();
    app.post('/orders', (req, res) => res.send());
    app.get('/orders/:id', (req, res) => res.send());
    app.listen(process.env.PORT);`,
};

function web(dependencies: readonly string[], files: Files): Files {
  return {
    ...ORDERS,
    'web/package.json': { ...service('web', 'express', ...dependencies), type: 'module' },
    'web/.env': 'ORDERS_URL=http://localhost:3001\n',
    'web/src/server.js': `import express from 'express';
      express().listen(3000);`,
    ...files,
  };
}

describe('Zodios', () => {
  const API = `import { makeApi } from '@zodios/core';
    export const orders = makeApi([
      { method: 'post', path: '/orders', alias: 'placeOrder' },
      { method: 'get', path: '/orders/:id', alias: 'getOrder' },
    ]);`;

  it('calls what its aliases and paths stand for', async () => {
    const model = await recoverFiles(
      web(['@zodios/core'], {
        'web/src/api.js': API,
        'web/src/app.js': `import { Zodios } from '@zodios/core';
          import { orders } from './api.js';
          const client = new Zodios(process.env.ORDERS_URL, orders, { axiosConfig: { timeout: 800 } });
          export const place = (order) => client.placeOrder(order);
          export const show = (id) => client.get('/orders/:id', { params: { id } });
          export const other = () => client.use('plugin');`,
      }),
    );
    expect(calls(model)).toEqual([
      'web POST http://localhost:3001/orders → orders',
      'web GET http://localhost:3001/orders/:id → orders',
    ]);
    expect(model.calls.map((call) => call.toEndpoint)).toEqual(['orders POST /orders', 'orders GET /orders/:id']);
    expect(model.calls[0]?.policy.timeout).toMatchObject({ state: 'set', ms: 800 });
  });

  it('serves the routes of its routers, each under the prefix of the service that mounts it', async () => {
    const server = (prefix: string): string => `import { zodiosContext } from '@zodios/express';
      import { health } from 'health';
      import { orders } from './api.js';
      const ctx = zodiosContext();
      const router = ctx.router(orders);
      router.post('/orders', (req, res) => res.send()).get('/orders/:id', (req, res) => res.send());
      const app = ctx.app();
      app.use('/${prefix}', health(), router);
      app.listen(3000);`;
    const model = await recoverFiles({
      'health/package.json': { name: 'health', main: 'index.js' },
      'health/index.js': `import { zodiosRouter } from '@zodios/express';
        export const health = () => {
          const router = zodiosRouter([]);
          router.get('/status', (req, res) => res.send());
          return router;
        };`,
      'orders/package.json': service('orders', '@zodios/express', 'health'),
      'orders/src/api.js': API,
      'orders/src/app.js': server('v1'),
      'old/package.json': service('old', '@zodios/express', 'health'),
      'old/src/api.js': API,
      'old/src/app.js': server('v0'),
    });
    expect(endpoints(model)).toEqual([
      'old GET /v0/orders/:id',
      'old GET /v0/status',
      'old POST /v0/orders',
      'orders GET /v1/orders/:id',
      'orders GET /v1/status',
      'orders POST /v1/orders',
    ]);
  });
});

describe('clients that are generated when the project is built', () => {
  it('make the requests that the OpenAPI document of their name describes', async () => {
    const model = await recoverFiles(
      web(['clients'], {
        'clients/package.json': {
          name: 'clients',
          main: 'src/index.js',
          devDependencies: { 'openapi-zod-client': '*' },
        },
        'clients/open-api/ordersApi.yml': ORDERS_API,
        'clients/src/index.js': `export * as ordersApi from './generated/ordersApi.js';`,
        'web/src/app.js': `import { ordersApi } from 'clients';
          const client = ordersApi.createOrdersApiClient(process.env.ORDERS_URL);
          export const place = (order) => client.placeOrder(order);
          export const show = (id) => client.ordersGetOrder({ params: { id } });
          export const nothing = () => client.axios();`,
      }),
    );
    expect(calls(model)).toEqual([
      'web POST http://localhost:3001/orders → orders',
      'web GET http://localhost:3001/orders/:orderId → orders',
    ]);
    expect(model.calls[0]?.policy.timeout.state).toBe('unknown');
  });

  it.each<[string, string, Files]>([
    [
      'openapi-generator',
      `import { Configuration, OrdersApi } from './generated/orders';
       const api = new OrdersApi(new Configuration({ basePath: process.env.ORDERS_URL }));
       export const place = (order) => api.placeOrder({ order });`,
      {
        'web/package.json': script(
          'openapi-generator-cli generate -i specs/orders.yaml -g typescript-axios -o src/generated/orders',
        ),
      },
    ],
    [
      'openapi-generator with a base path alone',
      `import { OrdersApi } from './generated/orders';
       const api = new OrdersApi(undefined, process.env.ORDERS_URL);
       export const place = (order) => api.placeOrder({ order });`,
      {
        'web/openapitools.json': {
          'generator-cli': {
            generators: { orders: { inputSpec: './specs/orders.yaml', output: './src/generated/orders' } },
          },
        },
      },
    ],
    [
      'hey-api',
      `import { placeOrder } from './client';
       import { client } from './client/client.gen';
       client.setConfig({ baseUrl: process.env.ORDERS_URL });
       export const place = (order) => placeOrder({ body: order });`,
      { 'web/openapi-ts.config.ts': `export default { input: './specs/orders.yaml', output: 'src/client' };` },
    ],
    [
      'openapi-typescript-codegen',
      `import { OpenAPI, OrdersService } from './generated';
       OpenAPI.BASE = process.env.ORDERS_URL;
       export const place = (order) => OrdersService.placeOrder(order);`,
      { 'web/package.json': script('openapi --input ./specs/orders.yaml --output ./src/generated') },
    ],
  ])('%s', async (_name, code, files) => {
    const model = await recoverFiles(
      web([], { 'web/specs/orders.yaml': ORDERS_API, 'web/src/app.js': code, ...files }),
    );
    expect(calls(model)).toEqual(['web POST http://localhost:3001/orders → orders']);
  });

  it('go to the server of the document when nothing else is said', async () => {
    const model = await recoverFiles(
      web([], {
        'web/specs/orders.yaml': ORDERS_API,
        'web/orval.config.ts': `export default { orders: { input: './specs/orders.yaml', output: { target: 'src/gen/orders.ts' } } };`,
        'web/src/app.js': `import { placeOrder } from './gen/orders';
          export const place = (order) => placeOrder(order);`,
      }),
    );
    expect(onlyCall(model)).toMatchObject({ target: 'https://orders.shop.example/api/orders', toKind: 'external' });
  });

  it('are left alone when no document and no generator stands behind the missing module', async () => {
    const model = await recoverFiles(
      web([], {
        'web/docs/orders.yaml': ORDERS_API,
        'web/src/app.js': `import { placeOrder } from './lost/orders';
          export const place = (order) => placeOrder(order);`,
      }),
    );
    expect(model.calls).toEqual([]);
  });
});

function script(command: string): object {
  return { name: 'web', type: 'module', scripts: { start: 'node src/app.js', generate: command } };
}

it('a generated class that is kept in the repository makes its requests where its methods are called', async () => {
  const model = await recoverFiles(
    web(['axios'], {
      'web/src/api/base.ts': `/**
         * NOTE: This class is auto generated by OpenAPI Generator (https://openapi-generator.tech).
         */
        import globalAxios, { AxiosInstance } from 'axios';
        export const BASE_PATH = 'http://localhost'.replace(/\\/+$/, '');
        export class BaseAPI {
          protected configuration: Configuration | undefined;
          constructor(configuration?: Configuration, protected basePath: string = BASE_PATH, protected axios: AxiosInstance = globalAxios) {
            if (configuration) {
              this.configuration = configuration;
              this.basePath = configuration.basePath ?? basePath;
            }
          }
        }`,
      'web/src/api/configuration.ts': `export class Configuration {
          basePath?: string;
          constructor(param: { basePath?: string } = {}) { this.basePath = param.basePath; }
        }`,
      'web/src/api/api.ts': `import globalAxios, { AxiosInstance, RawAxiosRequestConfig } from 'axios';
        import { Configuration } from './configuration';
        import { BASE_PATH, BaseAPI } from './base';
        import { createRequestFunction, toPathString } from './common';
        export const OrdersApiAxiosParamCreator = function (configuration?: Configuration) {
          return {
            placeOrder: async (order: object, options: RawAxiosRequestConfig = {}) => {
              const localVarPath = \`/orders\`;
              const localVarUrlObj = new URL(localVarPath, 'https://example.com');
              const localVarRequestOptions = { method: 'POST', ...options };
              return { url: toPathString(localVarUrlObj), options: localVarRequestOptions };
            },
            cancelOrder: async (orderId: string, options: RawAxiosRequestConfig = {}) => {
              const localVarPath = \`/orders/{orderId}\`.replace('{orderId}', encodeURIComponent(orderId));
              const localVarRequestOptions = { method: 'DELETE', ...options };
              return { url: localVarPath, options: localVarRequestOptions };
            },
          };
        };
        export const OrdersApiFp = function (configuration?: Configuration) {
          const localVarAxiosParamCreator = OrdersApiAxiosParamCreator(configuration);
          return {
            async placeOrder(order: object, options?: RawAxiosRequestConfig) {
              const localVarAxiosArgs = await localVarAxiosParamCreator.placeOrder(order, options);
              return (axios, basePath) =>
                createRequestFunction(localVarAxiosArgs, globalAxios, BASE_PATH, configuration)(axios, basePath);
            },
          };
        };
        export class OrdersApi extends BaseAPI {
          public placeOrder(order: object, options?: RawAxiosRequestConfig) {
            return OrdersApiFp(this.configuration).placeOrder(order, options).then((request) => request(this.axios, this.basePath));
          }
        }`,
      'web/src/api/common.ts': `export const toPathString = (url: URL) => url.pathname + url.search + url.hash;
        export const createRequestFunction = function (axiosArgs, globalAxios, BASE_PATH, configuration) {
          return (axios = globalAxios, basePath = BASE_PATH) => {
            const axiosRequestArgs = { ...axiosArgs.options, url: (axios.defaults.baseURL ? '' : configuration?.basePath ?? basePath) + axiosArgs.url };
            return axios.request(axiosRequestArgs);
          };
        };`,
      'web/src/app.ts': `import { OrdersApi } from './api/api';
        import { Configuration } from './api/configuration';
        const api = new OrdersApi(new Configuration({ basePath: process.env.ORDERS_URL }));
        export const place = (order) => api.placeOrder(order);`,
    }),
  );
  expect(calls(model)).toEqual(['web POST http://localhost:3001/orders → orders']);
});

describe('ts-rest', () => {
  const CONTRACT = `import { initContract } from '@ts-rest/core';
    const c = initContract();
    export const contract = c.router({
      orders: c.router({
        place: { method: 'POST', path: '/orders' },
        show: { method: 'GET', path: \`/orders/:id\` },
      }),
      status: { method: 'GET', path: '/status' },
    }, { pathPrefix: '/v1' });`;

  it('calls and serves the routes of a contract', async () => {
    const model = await recoverFiles({
      'contract/package.json': { name: 'contract', main: 'index.js' },
      'contract/index.js': CONTRACT,
      'orders/package.json': service('orders', '@ts-rest/express', 'express', 'contract'),
      'orders/src/app.js': `import express from 'express';
        import { createExpressEndpoints, initServer } from '@ts-rest/express';
        import { contract } from 'contract';
        const s = initServer();
        const orders = s.router(contract.orders, {
          place: async ({ body }) => ({ status: 201, body }),
          show: async ({ params }) => ({ status: 200, body: params }),
        });
        const app = express();
        createExpressEndpoints(contract, s.router(contract, { orders, status: async () => ({ status: 200 }) }), app);
        app.listen(3001);`,
      'web/package.json': service('web', '@ts-rest/core', 'express', 'contract'),
      'web/src/app.js': `import express from 'express';
        import { initClient } from '@ts-rest/core';
        import { contract } from 'contract';
        const client = initClient(contract, { baseUrl: 'http://orders:3001' });
        export const place = (body) => client.orders.place({ body });
        const orders = initClient(contract.orders, { baseUrl: 'http://orders:3001' });
        export const show = (id) => orders.show({ params: { id } });
        express().listen(3000);`,
    });
    expect(endpoints(model)).toEqual(['orders GET /v1/orders/:id', 'orders GET /v1/status', 'orders POST /v1/orders']);
    expect(calls(model)).toEqual([
      'web POST http://orders:3001/v1/orders → orders',
      'web GET http://orders:3001/v1/orders/:id → orders',
    ]);
  });

  it('is served by controllers of Nest and plugins of Fastify', async () => {
    const model = await recoverFiles({
      'contract/package.json': { name: 'contract', main: 'index.js' },
      'contract/index.js': CONTRACT,
      'nest/package.json': service('nest', '@nestjs/core', '@ts-rest/nest', 'contract'),
      'nest/src/app.ts': `import { NestFactory } from '@nestjs/core';
        NestFactory.create(class Shop {}).then((app) => { app.setGlobalPrefix('api'); return app.listen(3000); });`,
      'nest/src/orders.controller.ts': `import { Controller } from '@nestjs/common';
        import { TsRestHandler, tsRestHandler } from '@ts-rest/nest';
        import { contract } from 'contract';
        @Controller()
        export class OrdersController {
          @TsRestHandler(contract.orders.show)
          show() {
            return tsRestHandler(contract.orders.show, async ({ params }) => ({ status: 200, body: params }));
          }
        }`,
      'fast/package.json': service('fast', 'fastify', '@ts-rest/fastify', 'contract'),
      'fast/src/app.js': `import fastify from 'fastify';
        import { initServer } from '@ts-rest/fastify';
        import { contract } from 'contract';
        const s = initServer();
        const router = s.router(contract.orders, { place: async () => ({}), show: async () => ({}) });
        const app = fastify();
        app.register(s.plugin(router));
        app.listen({ port: 3002 });`,
    });
    expect(endpoints(model)).toEqual([
      'fast GET /v1/orders/:id',
      'fast POST /v1/orders',
      'nest GET /api/v1/orders/:id',
    ]);
  });
});

it('openapi-fetch', async () => {
  const model = await recoverFiles(
    web(['openapi-fetch'], {
      'web/src/app.ts': `import createClient from 'openapi-fetch';
        import type { paths } from './orders';
        const client = createClient<paths>({ baseUrl: process.env.ORDERS_URL });
        export const place = (body) => client.POST('/orders', { body });
        export const show = (orderId) => client.GET('/orders/{orderId}', { params: { path: { orderId } } });`,
    }),
  );
  expect(calls(model)).toEqual([
    'web POST http://localhost:3001/orders → orders',
    'web GET http://localhost:3001/orders/:orderId → orders',
  ]);
});
