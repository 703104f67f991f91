import { describe, expect, test } from 'vitest';
import { calls, recoverFiles, service, type Files } from '../../support/recover-files.ts';

/** Calls in `text`: method, target, where to, and state of the timeout. */
async function callsIn(text: string, more: Files = {}): Promise<string[]> {
  const model = await recoverFiles({
    'payment/package.json': service('payment', 'express'),
    'payment/src/app.js': `const app = require('express')(); app.get('/charges', h); app.post('/charges', h); app.put('/charges/:id', h); app.listen(3000);`,
    'orders/package.json': service('orders', 'express'),
    'orders/src/app.js': '',
    'orders/src/app.ts': `import express from 'express';\nimport Fastify from 'fastify';\nconst app = express(); app.listen(3000);\nconst fastify = Fastify(); fastify.listen({ port: 1 });\n${text}`,
    ...more,
  });
  return model.calls.map(
    (call, i) =>
      `${calls(model)[i]?.replace('orders ', '') ?? ''} ${call.policy.timeout.state}${call.policy.timeout.ms === null ? '' : ` ${call.policy.timeout.ms}`}`,
  );
}

const CASES: Record<string, [string, readonly (readonly [text: string, expected: readonly string[]])[]]> = {
  proxies: [
    `import { createProxyMiddleware, fixRequestBody } from 'http-proxy-middleware'; import proxy from 'express-http-proxy'; import httpProxy from 'http-proxy'; import fastifyProxy from '@fastify/http-proxy'; import replyFrom from '@fastify/reply-from'; import koaProxy from 'koa-proxies'; import fastGateway from 'fast-gateway'; import fastProxy from 'fast-proxy'; import koaBetter from 'koa-better-http-proxy';`,
    [
      [
        `app.use('/charges', createProxyMiddleware({ target: 'http://payment', changeOrigin: true }));`,
        ['ALL http://payment → payment absent'],
      ],
      [
        `app.use(createProxyMiddleware('/charges', { target: 'http://payment', proxyTimeout: 5 }));`,
        ['ALL http://payment/charges → payment set 5'],
      ],
      [
        `app.use(createProxyMiddleware({ pathFilter: ['/charges'], target: 'http://payment', timeout: 5 }));`,
        ['ALL http://payment/charges → payment set 5'],
      ],
      [
        `app.use(createProxyMiddleware({ target: 'http://x.com', router: { '/charges': 'http://payment' } }));`,
        ['ALL http://payment/charges → payment absent', 'ALL http://x.com → (external) absent'],
      ],
      [
        `app.use(require('http-proxy-middleware')('/charges', { target: 'http://payment' }));`,
        ['ALL http://payment/charges → payment absent'],
      ],
      [
        `const table = { '/charges': 'http://payment' }; for (const [path, target] of Object.entries(table)) app.use(path, createProxyMiddleware({ target }));`,
        ['ALL http://payment → payment absent'],
      ],
      [
        `app.use('/charges', proxy('http://payment', { timeout: 5, proxyReqPathResolver: (req) => '/x' }));`,
        ['ALL http://payment → payment set 5'],
      ],
      [`app.use('/charges', proxy('payment:3000'));`, ['ALL payment:3000 → payment absent']],
      [`app.use('/charges', proxy(() => 'http://payment'));`, ['ALL http://payment → payment absent']],
      [
        `const p = httpProxy.createProxyServer({ target: 'http://payment' }); app.use((req, res) => p.web(req, res));`,
        ['ALL http://payment → payment absent'],
      ],
      [
        `const p = httpProxy.createProxyServer(); app.all('/charges', (req, res) => p.web(req, res, { target: 'http://payment', proxyTimeout: 5 }));`,
        ['ALL http://payment → payment set 5'],
      ],
      [
        `const p = httpProxy.createProxyServer({ proxyTimeout: 5 }); app.all('/charges', (req, res) => { p.web(req, res, { target: 'http://payment' }); });`,
        ['ALL http://payment → payment set 5'],
      ],
      [
        `fastify.register(fastifyProxy, { upstream: 'http://payment', prefix: '/charges', http2: false });`,
        ['ALL http://payment → payment default 300000'],
      ],
      [
        `fastify.register(replyFrom, { base: 'http://payment', http2: true });`,
        ['ALL http://payment → payment default 10000'],
      ],
      [
        `fastify.register(fastifyProxy, { upstream: 'http://payment', undici: { headersTimeout: 5 } });`,
        ['ALL http://payment → payment set 5'],
      ],
      [
        `fastify.register(replyFrom, { base: 'http://payment' }); fastify.get('/x', (req, reply) => reply.from('/charges'));`,
        ['ALL http://payment → payment default 300000'],
      ],
      [
        `fastGateway({ routes: [{ prefix: '/charges', target: 'http://payment' }, { prefix: '/x', target: 'http://x.com' }] }).start(1);`,
        ['ALL http://payment → payment unknown', 'ALL http://x.com → (external) unknown'],
      ],
      [`const { proxy: fp } = fastProxy({ base: 'http://payment' });`, ['ALL http://payment → payment default 300000']],
      [`koaProxy('/charges', { target: 'http://payment' });`, ['ALL http://payment/charges → payment absent']],
    ],
  ],
  'clients with a language of their own': [
    `import { GraphQLClient, request, gql } from 'graphql-request'; import { ApolloClient, HttpLink, InMemoryCache, createHttpLink } from '@apollo/client/core'; import soap from 'soap'; import { createClient as urql } from '@urql/core'; import { IntrospectAndCompose, RemoteGraphQLDataSource, ApolloGateway } from '@apollo/gateway'; import { RESTDataSource } from '@apollo/datasource-rest';`,
    [
      [`request('http://payment/graphql', gql\`{ a }\`);`, ['POST http://payment/graphql → payment default 300000']],
      [
        `request({ url: 'http://payment/graphql', document: q, signal: AbortSignal.timeout(5) });`,
        ['POST http://payment/graphql → payment set 5'],
      ],
      [
        `const client = new GraphQLClient('http://payment/graphql', { headers: {} }); client.request(q);`,
        ['POST http://payment/graphql → payment default 300000'],
      ],
      [
        `const client = new GraphQLClient('http://payment/graphql'); client.rawRequest(q);`,
        ['POST http://payment/graphql → payment default 300000'],
      ],
      [
        `const client = new ApolloClient({ uri: 'http://payment/graphql', cache: new InMemoryCache() }); client.query({ query: q });`,
        ['POST http://payment/graphql → payment default 300000'],
      ],
      [
        `const client = new ApolloClient({ link: new HttpLink({ uri: 'http://payment/graphql' }) }); client.mutate({ mutation: q });`,
        ['POST http://payment/graphql → payment default 300000'],
      ],
      [
        `const link = createHttpLink({ uri: 'http://payment/graphql', fetchOptions: { signal: AbortSignal.timeout(5) } }); new ApolloClient({ link }).query({ query: q });`,
        ['POST http://payment/graphql → payment set 5'],
      ],
      [
        `const client = urql({ url: 'http://payment/graphql' }); client.query(q, {}).toPromise();`,
        ['POST http://payment/graphql → payment default 300000'],
      ],
      [
        `const gateway = new ApolloGateway({ supergraphSdl: new IntrospectAndCompose({ subgraphs: [{ name: 'payment', url: 'http://payment/graphql' }] }) });`,
        ['POST http://payment/graphql → payment default 300000'],
      ],
      [
        `const gateway = new ApolloGateway({ serviceList: [{ name: 'payment', url: 'http://payment/graphql' }] });`,
        ['POST http://payment/graphql → payment default 300000'],
      ],
      [
        `class Payments extends RESTDataSource { baseURL = 'http://payment/'; list() { return this.get('charges'); } place() { return this.post('charges', { body: {} }); } }`,
        ['GET http://payment/charges → payment default 300000', 'POST http://payment/charges → payment default 300000'],
      ],
      [
        `const client = await soap.createClientAsync('http://payment/charges?wsdl'); await client.ChargeAsync({});`,
        ['GET http://payment/charges?wsdl → payment absent', 'POST http://payment/charges?wsdl → payment absent'],
      ],
    ],
  ],
  'sidecars and registries': [
    `import { DaprClient, HttpMethod } from '@dapr/dapr'; import axios from 'axios'; import Consul from 'consul'; import { Eureka } from 'eureka-js-client';`,
    [
      [
        `axios.get('http://localhost:3500/v1.0/invoke/payment/method/charges', { timeout: 5 });`,
        ['GET http://localhost:3500/v1.0/invoke/payment/method/charges → payment set 5'],
      ],
      [
        `const port = process.env.DAPR_HTTP_PORT ?? 3500; fetch(\`http://localhost:\${port}/v1.0/invoke/payment/method/charges\`, { method: 'POST' });`,
        ['POST http://localhost:3500/v1.0/invoke/payment/method/charges → payment default 300000'],
      ],
      [
        `const client = new DaprClient({ daprHost: 'x', daprPort: '3500' }); await client.invoker.invoke('payment', '/charges', HttpMethod.POST, {});`,
        ['POST http://payment/charges → payment unknown'],
      ],
      [
        `const consul = new Consul(); const nodes = await consul.catalog.service.nodes('payment'); const { ServiceAddress, ServicePort } = nodes[0]; axios.get(\`http://\${ServiceAddress}:\${ServicePort}/charges\`);`,
        ['GET http://payment:{…}/charges → payment absent'],
      ],
      [
        `const consul = require('consul')(); const found = await consul.health.service({ service: 'payment', passing: true }); const { Address, Port } = found[0].Service; axios.get('http://' + Address + ':' + Port + '/charges');`,
        ['GET http://payment:{…}/charges → payment absent'],
      ],
      [
        `const eureka = new Eureka({}); const [instance] = eureka.getInstancesByAppId('PAYMENT'); axios.get(\`http://\${instance.hostName}:\${instance.port.$}/charges\`);`,
        ['GET http://payment:{…}/charges → payment absent'],
      ],
    ],
  ],
  guards: [
    `import axios from 'axios'; import CircuitBreaker from 'opossum'; import { timeout, handleAll, retry, wrap, circuitBreaker, ConsecutiveBreaker } from 'cockatiel'; import retryAsync from 'async-retry'; import pRetry from 'p-retry';`,
    [
      [
        `const policy = wrap(retry(handleAll, { maxAttempts: 3 }), timeout(500, 'aggressive')); policy.execute(() => axios.get('http://payment/charges'));`,
        ['GET http://payment/charges → payment set 500'],
      ],
      [
        `const t = timeout(500, 'cooperative'); t.execute(({ signal }) => axios.get('http://payment/charges', { signal }));`,
        ['GET http://payment/charges → payment set 500'],
      ],
      [
        `const breaker = new CircuitBreaker(charge, { timeout: 3 }); async function charge() { return axios.get('http://payment/charges'); } breaker.fire();`,
        ['GET http://payment/charges → payment set 3'],
      ],
    ],
  ],
};

describe.each(Object.entries(CASES))('%s', (_name, [imports, cases]) => {
  test.each(cases)('%s', async (text, expected) =>
    expect((await callsIn(`${imports}\n${text}`)).sort()).toEqual(expected),
  );
});
