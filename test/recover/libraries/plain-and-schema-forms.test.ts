import { expect, test } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const CASES: readonly (readonly [name: string, files: Files, expected: readonly string[]])[] = [
  [
    'http: conditions on URL and method',
    {
      'src/app.js': `const http = require('http');
        http.createServer((req, res) => {
          if (req.url === '/health') return res.end('ok');
          if (req.method === 'POST' && req.url === '/orders') return place(req, res);
          if (req.url.startsWith('/files/')) return res.end();
          res.statusCode = 404; res.end();
        }).listen(3000);`,
    },
    ['ALL /health', 'POST /orders'],
  ],
  [
    'http: a switch',
    {
      'src/app.js': `import { createServer } from 'node:http';
        const server = createServer(async (request, response) => {
          const { method, url } = request;
          switch (url) { case '/orders': return list(); case '/carts': { return 1; } default: response.end(); }
        }); server.listen(3000);`,
    },
    ['ALL /carts', 'ALL /orders'],
  ],
  [
    'http: the path of a parsed URL',
    {
      'src/app.js': `import http from 'node:http'; import url from 'url';
        const handler = (req, res) => { const { pathname } = new URL(req.url, 'http://x'); const parsed = url.parse(req.url, true);
          if (req.method === 'GET') { if (pathname === '/a') return res.end(); }
          if (parsed.pathname === '/b' && req.method === 'PUT') res.end(); };
        http.createServer({}, handler).listen(3000);`,
    },
    ['GET /a', 'PUT /b'],
  ],
  [
    'tRPC: merged, nested, exported procedures',
    {
      'src/app.js': '',
      'src/trpc.ts': `import { initTRPC } from '@trpc/server'; const t = initTRPC.context().create({}); export const router = t.router; export const publicProcedure = t.procedure; export const mergeRouters = t.mergeRouters; export const protectedProcedure = t.procedure.use(auth);`,
      'src/orders.ts': `import { router, publicProcedure, protectedProcedure } from './trpc'; export const ordersRouter = router({ list: publicProcedure.input(x).output(y).query(() => []), place: protectedProcedure.mutation(() => {}), watch: publicProcedure.subscription(() => {}) });`,
      'src/main.ts': `import { router, mergeRouters, publicProcedure } from './trpc'; import { ordersRouter } from './orders'; import { createExpressMiddleware } from '@trpc/server/adapters/express'; import express from 'express';
        const health = router({ health: publicProcedure.query(() => 'ok') }); const appRouter = mergeRouters(health, router({ orders: ordersRouter, inner: { x: publicProcedure.query(() => 1) } }));
        express().use('/trpc', createExpressMiddleware({ router: appRouter })).listen(3000);`,
    },
    ['rpc health', 'rpc inner.x', 'rpc orders.list', 'rpc orders.place', 'rpc orders.watch'],
  ],
  [
    'GraphQL: Apollo 2 with SDL and resolvers of several files',
    {
      'src/app.js': `const { ApolloServer, gql } = require('apollo-server'); const { merge } = require('lodash'); const orders = require('./orders');
        const typeDefs = gql\`type Query { carts: [Cart] }\`; const resolvers = { Query: { carts: () => [] } };
        new ApolloServer({ typeDefs, resolvers: merge(resolvers, orders.resolvers) }).listen(4000);`,
      'src/orders.js': `exports.resolvers = { Query: { orders: async () => [] }, Mutation: { placeOrder() {} }, Order: { id: 1 } };`,
    },
    ['mutation placeOrder', 'query carts', 'query orders'],
  ],
  [
    'GraphQL: Yoga, executable schema, arrays',
    {
      'src/app.js': `import { createYoga, createSchema } from 'graphql-yoga'; import { createServer } from 'node:http'; import { mergeResolvers } from '@graphql-tools/merge'; import { loadFilesSync } from '@graphql-tools/load-files';
        const a = { Query: { a: () => 1 } }; const b = { Mutation: { b: () => 1 } };
        const yoga = createYoga({ schema: createSchema({ typeDefs: '', resolvers: [a, b] }) }); createServer(yoga).listen(4000);`,
    },
    ['mutation b', 'query a'],
  ],
  [
    'GraphQL: mergeResolvers, makeExecutableSchema, buildSubgraphSchema, mercurius',
    {
      'src/app.js': `import { ApolloServer } from '@apollo/server'; import { buildSubgraphSchema } from '@apollo/subgraph'; import { makeExecutableSchema } from '@graphql-tools/schema'; import { mergeResolvers } from '@graphql-tools/merge'; import mercurius from 'mercurius'; import Fastify from 'fastify';
        const resolvers = mergeResolvers([{ Query: { a: () => 1 } }, { Mutation: { b: { resolve: () => 1 } } }]);
        new ApolloServer({ schema: makeExecutableSchema({ typeDefs, resolvers }) }); new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers: { Query: { c: () => 1 } } }) });
        const app = Fastify(); app.register(mercurius, { schema: \`type Query { d: Int }\`, resolvers: { Query: { d: () => 1 } } }); app.register(mercurius, { schema: '', loaders: {} }); app.listen({ port: 1 });`,
    },
    ['mutation b', 'query a', 'query c', 'query d'],
  ],
  [
    'GraphQL: express-graphql with buildSchema and a root value; code-first objects',
    {
      'src/app.js': `const express = require('express'); const { graphqlHTTP } = require('express-graphql'); const { buildSchema, GraphQLObjectType, GraphQLSchema } = require('graphql');
        const schema = buildSchema(\`type Query { hello(name: String): String, orders: [Order] } type Mutation { place(id: ID!): Order } type Order { id: ID }\`);
        const query = new GraphQLObjectType({ name: 'Query', fields: { parcel: { type: X, resolve: () => 1 } } });
        const other = new GraphQLSchema({ query, mutation: new GraphQLObjectType({ name: 'M', fields: () => ({ send: { type: X, resolve() {} } }) }) });
        const app = express(); app.use('/graphql', graphqlHTTP({ schema, rootValue: { hello: () => 1 } })); app.listen(4000);`,
    },
    ['mutation place', 'mutation send', 'query hello', 'query orders', 'query parcel'],
  ],
  [
    'GraphQL: type-graphql and Nest resolvers',
    {
      'src/app.js': `require('http').createServer(() => {}).listen(3000);`,
      'src/a.ts': `import { Resolver, Query, Mutation, Subscription, FieldResolver } from 'type-graphql'; @Resolver(Order) export class A { @Query(() => [Order]) orders() {} @Mutation((returns) => Order, { name: 'place' }) x() {} @FieldResolver() y() {} }`,
      'src/b.ts': `import { Resolver, Query, Mutation, Subscription, ResolveField, ResolveReference } from '@nestjs/graphql'; @Resolver('Cart') export class B { @Query('cart') getCart() {} @Mutation() addItem() {} @Subscription(() => X) added() {} @ResolveReference() r() {} }`,
    },
    ['mutation addItem', 'mutation place', 'query cart', 'query orders', 'subscription added'],
  ],
  [
    'Feathers: options, classes with bases, hooks',
    {
      'src/app.js': `import { feathers } from '@feathersjs/feathers'; import { koa, rest } from '@feathersjs/koa'; import { KnexService } from '@feathersjs/knex'; import { users } from './users.js';
        class Orders extends KnexService {} const app = koa(feathers()); app.configure(rest()); app.use('orders', new Orders({})); app.configure(users); app.listen(3030);`,
      'src/users.js': `class Users { async find() {} async remove() {} } export const path = 'users'; export const users = (app) => { app.use(path, new Users(), { methods: ['find'] }); };`,
    },
    [
      'DELETE /orders/:id',
      'GET /orders',
      'GET /orders/:id',
      'GET /users',
      'PATCH /orders/:id',
      'POST /orders',
      'PUT /orders/:id',
    ],
  ],
];

test.each(CASES)('%s', async (_name, files, expected) => {
  const model = await recoverFiles({ 'package.json': service('shop', 'express'), ...files });
  expect(endpoints(model).sort()).toEqual(expected);
});
