import { describe, expect, it } from 'vitest';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'enum computed',
    `import axios from 'axios';
     enum Urls { Base = 'http://payment:3001', Charges = Base + '/charges' }
     axios.get(Urls.Charges);
     const x: string = "";`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'const enum template',
    `import axios from 'axios';
     const enum Urls { Base = 'http://payment:3001' }
     axios.get(\`\${Urls.Base}/charges\`);
     const x: string = "";`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'url format',
    `import axios from 'axios';
     import url from 'url';
     axios.get(url.format({ protocol: 'http', hostname: 'payment', port: 3001, pathname: '/charges' }));`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'url resolve',
    `import axios from 'axios';
     import url from 'url';
     axios.get(url.resolve('http://payment:3001', '/charges'));`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'new URL toString',
    `import axios from 'axios';
     const u = new URL('/charges', 'http://payment:3001');
     axios.get(u.toString());`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'util.format',
    `import axios from 'axios';
     import util from 'util';
     axios.get(util.format('http://%s:%d/charges', 'payment', 3001));`,
    ['GET http://payment:3001/charges'],
  ],
  [
    '+=',
    `import axios from 'axios';
     let u = 'http://payment:3001';
     u += '/charges';
     axios.get(u);`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'join',
    `import axios from 'axios';
     axios.get(['http://payment:3001', 'charges'].join('/'));`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'concat',
    `import axios from 'axios';
     axios.get('http://payment:3001'.concat('/charges'));`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'replace',
    `import axios from 'axios';
     axios.get('http://HOST:3001/charges'.replace('HOST', 'payment'));`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'trim lower',
    `import axios from 'axios';
     axios.get(' HTTP://PAYMENT:3001/charges '.trim().toLowerCase());`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'querystring',
    `import axios from 'axios';
     import querystring from 'querystring';
     axios.get(\`http://payment:3001/charges?\${querystring.stringify({ a: 1 })}\`);`,
    ['GET http://payment:3001/charges?{…}'],
  ],
  [
    'destructured default',
    `import axios from 'axios';
     const { host = 'http://payment:3001' } = {};
     axios.get(host + "/charges");`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'rename',
    `import axios from 'axios';
     const cfg = { host: 'http://payment:3001' };
     const { host: h } = cfg;
     axios.get(h + "/charges");`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'freeze spread',
    `import axios from 'axios';
     const a = Object.freeze({ host: 'http://payment:3001' });
     const c = { path: '/x', ...a, path: '/charges' };
     axios.get(c.host + c.path);`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'satisfies',
    `import axios from 'axios';
     const c = { host: 'http://payment:3001/charges' } as const satisfies Record<string, string>;
     axios.get(c.host);`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'getter',
    `import axios from 'axios';
     class C { base = 'http://payment:3001';
     get url() { return this.base + '/charges';
     } }
     axios.get(new C().url);`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'static',
    `import axios from 'axios';
     class C { static base = 'http://payment:3001';
     static get url() { return C.base + '/charges';
     } }
     axios.get(C.url);`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'protected member',
    `import axios from 'axios';
     abstract class Base { protected abstract readonly base: string;
     get(p: string) { return axios.get(this.base + p);
     } } class Pay extends Base { protected readonly base = 'http://payment:3001';
     charges() { return this.get('/charges');
     } } new Pay().charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'abstract method',
    `import axios from 'axios';
     abstract class Base { protected abstract url(): string;
     run() { return axios.get(this.url());
     } } class Pay extends Base { protected url() { return 'http://payment:3001/charges';
     } } new Pay().run();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'set in sub ctor',
    `import axios from 'axios';
     class Base { protected base: string;
     get(p: string) { return axios.get(this.base + p);
     } } class Pay extends Base { constructor() { super();
     this.base = 'http://payment:3001';
     } charges() { return this.get('/charges');
     } } new Pay().charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'node-config',
    `import axios from 'axios';
     import config from 'config';
     axios.get(config.get('payment.url') + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'config/default.json': { payment: { url: 'http://payment:3001' } },
      'config/custom-environment-variables.json': { payment: { url: 'PAYMENT_URL' } },
    },
  ],
  [
    'node-config env',
    `import axios from 'axios';
     import config from 'config';
     axios.get(config.get('payment.url') + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'config/default.json': { payment: { url: 'http://localhost:3001' } },
      'config/production.json': { payment: { url: 'http://payment:3001' } },
    },
  ],
  [
    'node-config member',
    `import axios from 'axios';
     import config from 'config';
     axios.get(config.payment.url + '/charges');`,
    ['GET http://payment:3001/charges'],
    { 'config/default.js': `module.exports = { payment: { url: 'http://payment:3001' } };` },
  ],
  [
    'node-config custom env',
    `import axios from 'axios';
     import config from 'config';
     axios.get(config.get('payment.url') + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'config/default.json': { payment: { url: 'http://localhost:1' } },
      'config/custom-environment-variables.json': { payment: { url: 'PAYMENT_URL' } },
      '.env': `PAYMENT_URL=http://payment:3001
`,
    },
  ],
  [
    'convict',
    `import axios from 'axios';
     import convict from 'convict';
     const config = convict({ payment: { url: { format: String, default: 'http://payment:3001', env: 'PAYMENT_URL' } } });
     config.validate();
     axios.get(config.get('payment.url') + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'nconf',
    `import axios from 'axios';
     import nconf from 'nconf';
     nconf.argv().env().file({ file: 'config.json' });
     nconf.defaults({ payment: { url: 'http://payment:3001' } });
     axios.get(nconf.get('payment:url') + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'nconf env',
    `import axios from 'axios';
     import nconf from 'nconf';
     nconf.env();
     axios.get(nconf.get('PAYMENT_URL') + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      '.env': `PAYMENT_URL=http://payment:3001
`,
    },
  ],
  [
    'rc',
    `import axios from 'axios';
     import rc from 'rc';
     const conf = rc('shop', { payment: 'http://payment:3001' });
     axios.get(conf.payment + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'ConfigService',
    `import axios from 'axios';
     import { ConfigService, registerAs, ConfigModule } from '@nestjs/config';
     import { Injectable, Module } from '@nestjs/common';
     const payment = registerAs('payment', () => ({ url: process.env.PAYMENT_URL || 'http://payment:3001' }));
     @Injectable() export class S { constructor(private readonly c: ConfigService) {} a() { return axios.get(this.c.get<string>('payment.url') + '/charges');
     } b() { return axios.get(this.c.getOrThrow('payment.url', { infer: true }) + '/b');
     } d() { return axios.get(this.c.get('payment').url + '/d');
     } e() { return axios.get(this.c.get('NOPE', 'http://payment:3001') + '/e');
     } } @Module({ imports: [ConfigModule.forRoot({ load: [payment] })], providers: [S] }) export class M {}`,
    [
      'GET http://payment:3001/b',
      'GET http://payment:3001/charges',
      'GET http://payment:3001/d',
      'GET http://payment:3001/e',
    ],
  ],
  [
    'ConfigType',
    `import axios from 'axios';
     import { registerAs, ConfigType } from '@nestjs/config';
     import { Injectable, Inject } from '@nestjs/common';
     const payment = registerAs('payment', () => ({ url: 'http://payment:3001' }));
     @Injectable() export class S { constructor(@Inject(payment.KEY) private readonly c: ConfigType<typeof payment>) {} a() { return axios.get(this.c.url + '/charges');
     } }`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'load factory',
    `import axios from 'axios';
     import { ConfigModule, ConfigService } from '@nestjs/config';
     import { Injectable, Module } from '@nestjs/common';
     const configuration = () => ({ payment: { url: 'http://payment:3001' } });
     @Injectable() export class S { constructor(private readonly c: ConfigService) {} a() { const { url } = this.c.get('payment');
     return axios.get(url + '/charges');
     } } @Module({ imports: [ConfigModule.forRoot({ load: [configuration] })], providers: [S] }) export class M {}`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'joi',
    `import axios from 'axios';
     import Joi from 'joi';
     const schema = Joi.object({ PAYMENT_URL: Joi.string().default('http://payment:3001') }).unknown();
     const { value: env, error } = schema.validate(process.env);
     axios.get(env.PAYMENT_URL + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'envalid',
    `import axios from 'axios';
     import { cleanEnv, url } from 'envalid';
     const env = cleanEnv(process.env, { PAYMENT_URL: url({ default: 'http://payment:3001' }) });
     axios.get(env.PAYMENT_URL + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'env-var',
    `import axios from 'axios';
     import env from 'env-var';
     const u = env.get('PAYMENT_URL').default('http://payment:3001').asUrlString();
     axios.get(u + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'env-var from',
    `import axios from 'axios';
     import { from } from 'env-var';
     const env = from(process.env);
     const u = env.get('PAYMENT_URL').required().asString();
     axios.get(u + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      '.env': `PAYMENT_URL=http://payment:3001
`,
    },
  ],
  [
    'znv',
    `import axios from 'axios';
     import { parseEnv } from 'znv';
     import { z } from 'zod';
     const { PAYMENT_URL } = parseEnv(process.env, { PAYMENT_URL: z.string().default('http://payment:3001') });
     axios.get(PAYMENT_URL + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    't3',
    `import axios from 'axios';
     import { createEnv } from '@t3-oss/env-core';
     import { z } from 'zod';
     const env = createEnv({ server: { PAYMENT_URL: z.string().default('http://payment:3001') }, runtimeEnv: process.env });
     axios.get(env.PAYMENT_URL + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'dotenv parsed',
    `import axios from 'axios';
     import dotenv from 'dotenv';
     const env = dotenv.config();
     axios.get(env.parsed.PAYMENT_URL + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      '.env': `PAYMENT_URL=http://payment:3001
`,
    },
  ],
  [
    'map registry',
    `import axios from 'axios';
     const urls = new Map();
     urls.set('payment', 'http://payment:3001');
     urls.set('stock', 'http://stock:1');
     axios.get(urls.get('payment') + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'object registry',
    `import axios from 'axios';
     const urls = { payment: 'http://payment:3001' };
     const name = 'payment';
     axios.get(urls[name] + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'closure registry',
    `import axios from 'axios';
     const handlers = { pay: (p) => axios.get('http://payment:3001' + p) };
     handlers['pay']('/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'generator',
    `import axios from 'axios';
     function* urls() { yield 'http://payment:3001/charges';
     } for (const u of urls()) { axios.get(u);
     }`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'async generator',
    `import axios from 'axios';
     async function* urls() { yield { u: 'http://payment:3001/charges' };
     } for await (const { u } of urls()) { axios.get(u);
     }`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'imports #x',
    `import axios from 'axios';
     import { base } from '#config';
     axios.get(base + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'package.json': {
        name: 'orders',
        type: 'module',
        scripts: { start: 'node src/app.js' },
        dependencies: { express: '*', axios: '*' },
        imports: { '#config': './src/config.js' },
      },
      'src/config.js': `export const base = 'http://payment:3001';`,
    },
  ],
  [
    'imports # pattern',
    `import axios from 'axios';
     import { base } from '#lib/config.js';
     axios.get(base + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'package.json': {
        name: 'orders',
        type: 'module',
        scripts: { start: 'node src/app.js' },
        dependencies: { express: '*', axios: '*' },
        imports: { '#lib/*': { node: './src/lib/*', default: './src/x/*' } },
      },
      'src/lib/config.js': `export const base = 'http://payment:3001';`,
    },
  ],
  [
    'tsconfig extends paths',
    `import axios from 'axios';
     import { base } from '@cfg/config';
     const x: string = '';
     axios.get(base + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'tsconfig.json': { extends: './tsconfig.base.json' },
      'tsconfig.base.json': { compilerOptions: { baseUrl: '.', paths: { '@cfg/*': ['src/cfg/*'] } } },
      'src/cfg/config.ts': `export const base = 'http://payment:3001';`,
    },
  ],
  [
    'tsconfig references',
    `import axios from 'axios';
     import { base } from '@cfg/config';
     const x: string = '';
     axios.get(base + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.app.json': { compilerOptions: { baseUrl: '.', paths: { '@cfg/*': ['src/cfg/*'] } } },
      'src/cfg/config.ts': `export const base = 'http://payment:3001';`,
    },
  ],
  [
    'awilix',
    `import axios from 'axios';
     import { createContainer, asValue, asFunction, asClass } from 'awilix';
     const container = createContainer();
     class Pay { constructor({ base }) { this.base = base;
     } charges() { return axios.get(this.base + '/charges');
     } } container.register({ base: asValue('http://payment:3001'), pay: asClass(Pay).singleton(), orders: asFunction(({ pay }) => ({ place: () => pay.charges() })) });
     container.resolve('orders').place();
     const { base } = container.cradle;
     axios.get(base + '/b');`,
    ['GET http://payment:3001/b', 'GET http://payment:3001/charges'],
  ],
  [
    'awilix opts',
    `import axios from 'axios';
     import { createContainer, asValue, asFunction } from 'awilix';
     const container = createContainer({ injectionMode: 'PROXY' });
     container.register({ config: asValue({ url: 'http://payment:3001' }) });
     container.register('client', asFunction((cradle) => axios.create({ baseURL: cradle.config.url })));
     const client = container.resolve('client');
     client.get('/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'tsyringe',
    `import axios from 'axios';
     import { container, injectable, inject } from 'tsyringe';
     container.register('Base', { useValue: 'http://payment:3001' });
     @injectable() class Pay { constructor(@inject('Base') private base: string) {} charges() { return axios.get(this.base + '/charges');
     } } container.resolve(Pay).charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'inversify',
    `import axios from 'axios';
     import { Container, injectable, inject } from 'inversify';
     const TYPES = { Pay: Symbol.for('Pay'), Base: Symbol.for('Base') };
     interface Payments { charges(): any } @injectable() class Pay implements Payments { constructor(@inject(TYPES.Base) private base: string) {} charges() { return axios.get(this.base + '/charges');
     } } const c = new Container();
     c.bind<string>(TYPES.Base).toConstantValue('http://payment:3001');
     c.bind<Payments>(TYPES.Pay).to(Pay);
     const p = c.get<Payments>(TYPES.Pay);
     p.charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'typedi',
    `import axios from 'axios';
     import { Container, Service, Inject } from 'typedi';
     Container.set('base', 'http://payment:3001');
     @Service() class Pay { constructor(@Inject('base') private base: string) {} charges() { return axios.get(this.base + '/charges');
     } } Container.get(Pay).charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'fastify decorate',
    `import fastify from 'fastify';
     import axios from 'axios';
     const app = fastify();
     app.decorate('pay', axios.create({ baseURL: 'http://payment:3001' }));
     app.get('/x', async (req) => app.pay.get('/charges'));
     app.get('/y', async function (req) { return this.pay.get('/y');
     });
     app.listen({ port: 1 });`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'express locals',
    `import express from 'express';
     import axios from 'axios';
     const app = express();
     app.locals.pay = axios.create({ baseURL: 'http://payment:3001' });
     app.set('stock', axios.create({ baseURL: 'http://stock:3002' }));
     app.get('/x', (req, res) => { req.app.locals.pay.get('/charges');
     app.get('stock').get('/s');
     req.app.get('stock').get('/t');
     app.locals.pay.get('/u');
     });
     app.listen(1);`,
    [
      'GET http://payment:3001/charges',
      'GET http://payment:3001/u',
      'GET http://stock:3002/s',
      'GET http://stock:3002/t',
    ],
  ],
  [
    'koa context',
    `import Koa from 'koa';
     import axios from 'axios';
     const app = new Koa();
     app.context.pay = axios.create({ baseURL: 'http://payment:3001' });
     app.use(async (ctx, next) => { ctx.state.stock = axios.create({ baseURL: 'http://stock:3002' });
     await next();
     });
     app.use(async (ctx) => { await ctx.pay.get('/charges');
     await ctx.state.stock.get('/s');
     });
     app.listen(1);`,
    ['GET http://payment:3001/charges', 'GET http://stock:3002/s'],
  ],
  [
    'req attached',
    `import express from 'express';
     import axios from 'axios';
     const app = express();
     app.use((req, res, next) => { req.pay = axios.create({ baseURL: 'http://payment:3001' });
     res.locals.stock = axios.create({ baseURL: 'http://stock:3002' });
     next();
     });
     app.get('/x', (req, res) => { req.pay.get('/charges');
     res.locals.stock.get('/s');
     });
     app.listen(1);`,
    ['GET http://payment:3001/charges', 'GET http://stock:3002/s'],
  ],
  [
    'deep wrapper',
    `import axios from 'axios';
     const a = (u) => axios.get(u);
     const b = (u) => a(u);
     const c = (u) => b(u);
     const d = (u) => c(u);
     const e = (u) => d(u);
     e('http://payment:3001/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'recursion',
    `import axios from 'axios';
     async function get(u, n = 3) { try { return await axios.get(u);
     } catch (e) { return get(u, n - 1);
     } } get('http://payment:3001/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'workspace by source',
    `import axios from 'axios';
     import { base } from '@shop/config';
     axios.get(base + '/charges');`,
    ['GET http://payment:3001/charges'],
    {
      'package.json': {
        name: 'root',
        private: true,
        workspaces: ['packages/*', '.'],
        scripts: { start: 'node src/app.js' },
        dependencies: { express: '*', axios: '*', '@shop/config': '*' },
      },
      'packages/config/package.json': {
        name: '@shop/config',
        main: 'dist/index.js',
        exports: { '.': { import: './dist/index.js', types: './dist/index.d.ts' } },
      },
      'packages/config/src/index.ts': `export * from './values';`,
      'packages/config/src/values.ts': `export const base = 'http://payment:3001';`,
    },
  ],
  [
    'symbol keyed singleton',
    `import axios from 'axios';
     class Pay { static #i;
     static get instance() { return (this.#i ??= new Pay('http://payment:3001'));
     } constructor(b) { this.b = b;
     } charges() { return axios.get(this.b + '/charges');
     } } Pay.instance.charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'getInstance',
    `import axios from 'axios';
     class Pay { private static i: Pay;
     private constructor(private b: string) {} static getInstance() { if (!Pay.i) { Pay.i = new Pay('http://payment:3001');
     } return Pay.i;
     } charges() { return axios.get(this.b + '/charges');
     } } Pay.getInstance().charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'mixin',
    `import axios from 'axios';
     const WithPay = (Base) => class extends Base { charges() { return axios.get(this.url + '/charges');
     } };
     class A { url = 'http://payment:3001';
     } class B extends WithPay(A) {} new B().charges();`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'fromEntries',
    `import axios from 'axios';
     const urls = Object.fromEntries([['payment', 'http://payment:3001']]);
     axios.get(urls.payment + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'split env list',
    `import axios from 'axios';
     const hosts = (process.env.HOSTS || 'http://payment:3001,http://b').split(',');
     axios.get(hosts[0] + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
  [
    'ternary env',
    `import axios from 'axios';
     const base = process.env.NODE_ENV === 'production' ? 'http://payment:3001' : 'http://localhost:3001';
     axios.get(base + '/charges');`,
    ['GET http://localhost:3001/charges', 'GET http://payment:3001/charges'],
  ],
  [
    'config by env key',
    `import axios from 'axios';
     const all = { development: { base: 'http://payment:3001' } };
     const cfg = all[process.env.NODE_ENV || 'development'];
     axios.get(cfg.base + '/charges');`,
    ['GET http://payment:3001/charges'],
  ],
];

describe('values through', () => {
  it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
    expect(await saidBy(code, more, 'calls')).toEqual(expected);
  });
});
