import { describe, expect, test } from 'vitest';
import { resultOf } from '../../support/evaluate-files.ts';

const one = (text: string): readonly string[] => resultOf({ 'app.ts': text });

describe('texts', () => {
  test.each<[string, string, readonly string[]]>([
    ['a template string', "const h = 'payment'; export const result = `http://${h}:80/x`;", ['http://payment:80/x']],
    ['concatenation', "const h = 'payment'; export const result = 'http://' + h + '/x';", ['http://payment/x']],
    ['+=', "let u = 'http://payment'; u += '/x'; export const result = u;", ['http://payment/x']],
    ['a number in a text', 'const port = 3000 + 1; export const result = `:${port}`;', [':3001']],
    ['String.raw', 'export const result = String.raw`/x`;', ['/x']],
    ['concat', "export const result = 'http://payment'.concat('/x', '/y');", ['http://payment/x/y']],
    ['join', "export const result = ['http://payment', 'x'].join('/');", ['http://payment/x']],
    ['join with the default separator', "export const result = ['a', 'b'].join();", ['a,b']],
    ['replace', "export const result = '/orders/:id'.replace(':id', '42');", ['/orders/42']],
    ['toUpperCase', "export const result = 'post'.toUpperCase();", ['POST']],
    ['toLowerCase', "export const result = 'POST'.toLowerCase();", ['post']],
    ['trim', "export const result = ' a '.trim();", ['a']],
    ['a part that is not known', 'export const result = `/orders/${id()}/x`;', ['/orders/{}/x']],
    ['a conditional', "export const result = `http://${x ? 'a' : 'b'}`;", ['http://a', 'http://b']],
    ['a switch by object', "const hosts = { a: 'x', b: 'y' }; export const result = hosts[name];", ['x', 'y']],
    ['URL with a base', "export const result = new URL('/x', 'http://payment:80/');", ['http://payment:80/x']],
    ['URL with an absolute path', "export const result = new URL('/x', 'http://payment/api');", ['http://payment/x']],
    ['URL with a base not known', "export const result = new URL('x/y', base());", ['{}/x/y']],
    [
      'URL with a base that is empty',
      "export const result = new URL('x/y', process.env.X ?? '');",
      ['$X/x/y', '{}/x/y (default)'],
    ],
    ['URL with a longer base', "export const result = new URL('x', `${base()}/api/`);", ['{}/api/x']],
    ['href of a URL', "export const result = new URL('/x', 'http://payment').href;", ['http://payment/x']],
    ['URL to text', "export const result = new URL('http://payment/x').toString();", ['http://payment/x']],
    ['a URL in a template', "export const result = `${new URL('/x', 'http://payment')}`;", ['http://payment/x']],
    [
      'path.posix.join',
      "import path from 'node:path'; export const result = path.posix.join('/api', 'x');",
      ['/api/x'],
    ],
    [
      'url-join',
      "import urlJoin from 'url-join'; export const result = urlJoin('http://payment/', '/x');",
      ['http://payment/x'],
    ],
    ['encodeURIComponent', 'export const result = `/x/${encodeURIComponent(id)}`;', ['/x/{}']],
  ])('%s', (_name, text, expected) => expect(one(text)).toEqual(expected));
});

describe('numbers and choices', () => {
  test.each<[string, string, readonly string[]]>([
    ['arithmetic', 'const second = 1000; export const result = 30 * second;', ['30000']],
    ['a numeric separator', 'export const result = 10_000;', ['10000']],
    ['a negative number', 'export const result = -1;', ['-1']],
    ['Number of a text', "export const result = Number('5000');", ['5000']],
    ['parseInt with a base', "export const result = parseInt('5000', 10);", ['5000']],
    ['unary plus', "export const result = +'5000';", ['5000']],
    ['?? of a known value', "const a = 'x'; export const result = a ?? 'y';", ['x']],
    [
      '|| of what a package gave',
      "import settings from 'electron-settings'; export const result = settings.get('url') || 'y';",
      ['electron-settings:get()', 'y (default)'],
    ],
    ['|| of an empty text', "export const result = '' || 'y';", ['y (default)']],
    ['|| of null', "export const result = null || 'y';", ['y (default)']],
    ['?? of 0 keeps 0', 'export const result = 0 ?? 5;', ['0']],
    ['&& gives the right side', "export const result = ready && 'y';", ['y']],
    [
      'a string enum',
      "enum Topic { Created = 'order.created' } export const result = Topic.Created;",
      ['order.created'],
    ],
    ['a number enum', 'enum Level { Low, High = 5, Max } export const result = Level.Max;', ['6']],
    [
      'a const object',
      "const Topic = { Created: 'order.created' } as const; export const result = Topic.Created;",
      ['order.created'],
    ],
    [
      'Object.freeze',
      "const Topic = Object.freeze({ Created: 'order.created' }); export const result = Topic.Created;",
      ['order.created'],
    ],
    [
      'satisfies',
      "const config = { host: 'payment' } satisfies Config; export const result = config.host;",
      ['payment'],
    ],
    [
      'optional chaining',
      "const config = { a: { host: 'payment' } }; export const result = config?.a?.host;",
      ['payment'],
    ],
    [
      'Object.assign',
      "const config = Object.assign({}, { host: 'a' }, { port: 1 }); export const result = config.host;",
      ['a'],
    ],
    [
      'a Map',
      "const hosts = new Map([['payment', 'http://payment']]); export const result = hosts.get('payment');",
      ['http://payment'],
    ],
  ])('%s', (_name, text, expected) => expect(one(text)).toEqual(expected));
});

describe('across files', () => {
  const config = "export const host = 'payment'; export default { port: 80 };";
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a named import',
      { 'app.ts': "import { host } from './config'; export const result = host;", 'config.ts': config },
      ['payment'],
    ],
    [
      'an alias',
      { 'app.ts': "import { host as h } from './config'; export const result = h;", 'config.ts': config },
      ['payment'],
    ],
    [
      'a default import',
      { 'app.ts': "import config from './config'; export const result = config.port;", 'config.ts': config },
      ['80'],
    ],
    [
      'a namespace import',
      { 'app.ts': "import * as config from './config'; export const result = config.host;", 'config.ts': config },
      ['payment'],
    ],
    ['a re-export', { 'app.ts': "export { host as result } from './config';", 'config.ts': config }, ['payment']],
    [
      'a star re-export',
      {
        'app.ts': "import { host } from './all'; export const result = host;",
        'all.ts': "export * from './config';",
        'config.ts': config,
      },
      ['payment'],
    ],
    [
      'a namespace re-export',
      {
        'app.ts': "import { config } from './all'; export const result = config.host;",
        'all.ts': "export * as config from './config';",
        'config.ts': config,
      },
      ['payment'],
    ],
    [
      'a default that is re-exported by name',
      {
        'app.ts': "import { config } from './all'; export const result = config.port;",
        'all.ts': "export { default as config } from './config';",
        'config.ts': config,
      },
      ['80'],
    ],
    [
      'an import that is exported again',
      {
        'app.ts': "import { host } from './all'; export const result = host;",
        'all.ts': "import { host } from './config'; export { host };",
        'config.ts': config,
      },
      ['payment'],
    ],
    [
      'two stars, one of which has it',
      {
        'app.ts': "import { host } from './all'; export const result = host;",
        'all.ts': "export * from './other'; export * from './config';",
        'other.ts': 'export const x = 1;',
        'config.ts': config,
      },
      ['payment'],
    ],
    [
      'an own export before a star',
      {
        'app.ts': "import { host } from './all'; export const result = host;",
        'all.ts': "export * from './config'; export const host = 'own';",
        'config.ts': config,
      },
      ['own'],
    ],
    [
      'a circle of stars',
      {
        'app.ts': "import { host } from './a'; export const result = host;",
        'a.ts': "export * from './b';",
        'b.ts': "export * from './a'; export const host = 'payment';",
      },
      ['payment'],
    ],
    [
      'JSON',
      {
        'app.ts': "import config from './config.json'; export const result = config.payment.host;",
        'config.json': '{ "payment": { "host": "payment" } }',
      },
      ['payment'],
    ],
    [
      'JSON by require',
      {
        'app.js': "exports.result = require('./config').payment.host;",
        'config.json': '{ "payment": { "host": "payment" } }',
      },
      ['payment'],
    ],
    [
      'import … = require',
      {
        'app.ts': "import config = require('./config'); export const result = config.host;",
        'config.ts': "export = { host: 'payment' };",
      },
      ['payment'],
    ],
    [
      'a config per environment',
      {
        'app.ts': "import { config } from './config'; export const result = config.host;",
        'config.ts':
          "const all = { dev: { host: 'a' }, prod: { host: 'b' } }; export const config = all[process.env.NODE_ENV || 'dev'];",
      },
      ['a', 'b'],
    ],
    [
      'a function elsewhere',
      {
        'app.ts': "import { url } from './url'; export const result = url('payment', 80);",
        'url.ts': 'export function url(host: string, port: number) { return `http://${host}:${port}`; }',
      },
      ['http://payment:80'],
    ],
    [
      'a class elsewhere',
      {
        'app.ts': "import { Config } from './config'; export const result = new Config().get();",
        'config.ts': "import { Base } from './base'; export class Config extends Base {}",
        'base.ts': "export class Base { get() { return 'payment'; } }",
      },
      ['payment'],
    ],
    [
      'a singleton',
      {
        'app.ts': "import config from './config'; export const result = config.host;",
        'config.ts': "class Config { host = 'payment'; } export default new Config();",
      },
      ['payment'],
    ],
    [
      'a static getInstance',
      {
        'app.ts': "import { Config } from './config'; export const result = Config.getInstance().host;",
        'config.ts':
          "export class Config { private static instance: Config; host = 'payment'; static getInstance() { if (!Config.instance) Config.instance = new Config(); return Config.instance; } }",
      },
      ['payment'],
    ],
    [
      'an object that is filled elsewhere',
      {
        'app.ts': "import { config } from './config'; import './fill'; export const result = config.host;",
        'config.ts': 'export const config: any = {};',
        'fill.ts': "import { config } from './config'; config.host = 'payment';",
      },
      ['payment'],
    ],
  ])('%s', (_name, files, expected) => expect(resultOf(files)).toEqual(expected));
});

describe('functions that are handed around', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'bind',
      "function url(host, path) { return host + path; } const payment = url.bind(null, 'http://payment'); export const result = payment('/x');",
      ['http://payment/x'],
    ],
    [
      'call',
      "function url(path) { return 'http://payment' + path; } export const result = url.call(null, '/x');",
      ['http://payment/x'],
    ],
    [
      'apply',
      "function url(a, b) { return a + b; } export const result = url.apply(null, ['http://payment', '/x']);",
      ['http://payment/x'],
    ],
    [
      'a curried function',
      'const url = (h) => (p) => `http://${h}${p}`; export const result = url("payment")("/x");',
      ['http://payment/x'],
    ],
    [
      'a factory of an object of functions',
      "const make = (base) => ({ get: (p) => base + p }); export const result = make('http://payment').get('/x');",
      ['http://payment/x'],
    ],
    ['a promise', "const load = () => Promise.resolve('payment'); export const result = await load();", ['payment']],
    [
      'then',
      "const load = () => Promise.resolve('payment'); export const result = await load().then((h) => `http://${h}`);",
      ['http://payment'],
    ],
    [
      'new Promise',
      "const load = () => new Promise((resolve) => { resolve('payment'); }); export const result = await load();",
      ['payment'],
    ],
    ['Promise.all', "const [a, b] = await Promise.all([one(), 'payment']); export const result = b;", ['payment']],
    [
      'mutual recursion',
      "function a(n) { return n ? b(n) : 'payment'; } function b(n) { return a(n - 1); } export const result = a(2);",
      ['payment'],
    ],
    [
      'a callback',
      "function load(done) { done('payment'); } let got; load((h) => { got = h; }); export const result = got;",
      ['payment'],
    ],
    ['an array item', "const hosts = ['a', 'b']; export const result = hosts[1];", ['b']],
  ])('%s', (_name, text, expected) => expect(one(text)).toEqual(expected));
});

describe('configuration', () => {
  test.each<[string, string, readonly string[]]>([
    ['process.env', 'export const result = process.env.PAYMENT_URL;', ['$PAYMENT_URL']],
    ['process.env by text', "export const result = process.env['PAYMENT_URL'];", ['$PAYMENT_URL']],
    [
      'destructured process.env',
      'const { PAYMENT_URL } = process.env; export const result = PAYMENT_URL;',
      ['$PAYMENT_URL'],
    ],
    [
      'import { env } from process',
      "import { env } from 'node:process'; export const result = env.PAYMENT_URL;",
      ['$PAYMENT_URL'],
    ],
    [
      'with a default',
      "export const result = process.env.PAYMENT_URL || 'http://payment';",
      ['$PAYMENT_URL', 'http://payment (default)'],
    ],
    [
      'with a default in the pattern',
      "const { URL: u = 'http://payment' } = process.env; export const result = u;",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'a conditional on itself',
      "export const result = process.env.URL ? process.env.URL : 'http://payment';",
      ['$URL', 'http://payment'],
    ],
    [
      'a helper',
      "const env = (name, fallback) => process.env[name] ?? fallback; export const result = env('URL', 'http://payment');",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'a helper that throws',
      "function need(name: string): string { const value = process.env[name]; if (!value) throw new Error(name); return value; } export const result = need('URL');",
      ['$URL'],
    ],
    [
      'zod',
      "import { z } from 'zod'; const env = z.object({ URL: z.string().url().default('http://payment') }).parse(process.env); export const result = env.URL;",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'zod, safely',
      "import { z } from 'zod'; const schema = z.object({ URL: z.string() }); const parsed = schema.safeParse(process.env); export const result = parsed.data.URL;",
      ['$URL'],
    ],
    [
      'zod with other names',
      "import { z } from 'zod'; const schema = z.object({ url: z.string() }); const env = schema.parse({ url: process.env.PAYMENT_URL }); export const result = env.url;",
      ['$PAYMENT_URL'],
    ],
    [
      'envalid',
      "import { cleanEnv, str } from 'envalid'; const env = cleanEnv(process.env, { URL: str({ default: 'http://payment' }) }); export const result = env.URL;",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'joi',
      "import Joi from 'joi'; const { value } = Joi.object({ URL: Joi.string().default('http://payment') }).validate(process.env); export const result = value.URL;",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'joi with keys',
      "const Joi = require('joi'); const schema = Joi.object().keys({ URL: Joi.string().required() }).unknown(); const { value: env } = schema.validate(process.env); exports.result = env.URL;",
      ['$URL'],
    ],
    [
      'env-var',
      "import env from 'env-var'; export const result = env.get('URL').default('http://payment').asString();",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'env-var, required',
      "import * as env from 'env-var'; export const result = env.get('URL').required().asUrlString();",
      ['$URL'],
    ],
    [
      't3-env',
      "import { createEnv } from '@t3-oss/env-core'; const env = createEnv({ server: { URL: z.string() }, runtimeEnv: process.env }); export const result = env.URL;",
      ['$URL'],
    ],
    [
      'convict',
      "import convict from 'convict'; const config = convict({ payment: { url: { doc: '', format: String, default: 'http://payment', env: 'URL' } } }); export const result = config.get('payment.url');",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'ConfigService by type',
      "import { ConfigService } from '@nestjs/config'; class Api { constructor(private config: ConfigService) {} url() { return this.config.get('URL'); } } export const result = new Api().url();",
      ['$URL'],
    ],
    [
      'ConfigService with a default',
      "import { ConfigService } from '@nestjs/config'; class Api { constructor(private readonly config: ConfigService) {} url() { return this.config.get<string>('URL', 'http://payment'); } } export const result = new Api().url();",
      ['$URL', 'http://payment (default)'],
    ],
    [
      'registerAs',
      "import { ConfigService, registerAs } from '@nestjs/config'; export const payment = registerAs('payment', () => ({ url: process.env.PAYMENT_URL })); class Api { constructor(private config: ConfigService) {} url() { return this.config.getOrThrow('payment.url'); } } export const result = new Api().url();",
      ['$PAYMENT_URL'],
    ],
    [
      'ConfigModule.forRoot with load',
      "import { ConfigService, ConfigModule } from '@nestjs/config'; const load = () => ({ payment: { url: process.env.PAYMENT_URL } }); ConfigModule.forRoot({ load: [load] }); class Api { constructor(private config: ConfigService) {} url() { return this.config.get('payment.url'); } } export const result = new Api().url();",
      ['$PAYMENT_URL'],
    ],
  ])('%s', (_name, text, expected) => expect(one(text)).toEqual(expected));

  test('node-config: the nearest config folder', () => {
    const app = "const config = require('config'); exports.result = config.get('payment.url');";
    expect(
      resultOf({
        'orders/src/app.js': app,
        'orders/config/default.json': '{ "payment": { "url": "http://payment" } }',
        'config/default.json': '{ "payment": { "url": "http://other" } }',
      }),
    ).toEqual(['http://payment (default)']);
    expect(
      resultOf({ 'src/app.js': app, 'config/default.js': 'module.exports = { payment: { url: process.env.URL } };' }),
    ).toEqual(['$URL']);
  });
});

describe('injection', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'by type',
      "class Config { host = 'payment'; } class Api { constructor(private config: Config) {} get() { return this.config.host; } } export const result = new Api().get();",
      ['payment'],
    ],
    [
      'by interface',
      "interface Config { host: string } class Real implements Config { host = 'payment'; } class Api { constructor(private config: Config) {} get() { return this.config.host; } } export const result = new Api().get();",
      ['payment'],
    ],
    [
      'by token, useValue',
      "import { Inject } from '@nestjs/common'; const providers = [{ provide: 'HOST', useValue: 'payment' }]; class Api { constructor(@Inject('HOST') private host: string) {} get() { return this.host; } } declare const api: Api; export const result = api.get();",
      ['payment'],
    ],
    [
      'by token, useFactory',
      "import { Inject } from '@nestjs/common'; const HOST = Symbol('HOST'); const providers = [{ provide: HOST, useFactory: () => 'payment' }]; class Api { constructor(@Inject(HOST) private host: string) {} get() { return this.host; } } declare const api: Api; export const result = api.get();",
      ['payment'],
    ],
    [
      'by token, useClass',
      "import { Inject } from '@nestjs/common'; class Real { host = 'payment'; } const providers = [{ provide: 'CONFIG', useClass: Real }]; class Api { constructor(@Inject('CONFIG') private config) {} get() { return this.config.host; } } declare const api: Api; export const result = api.get();",
      ['payment'],
    ],
    [
      'into a field',
      "import { Inject } from '@nestjs/common'; const providers = [{ provide: 'HOST', useValue: 'payment' }]; class Api { @Inject('HOST') host: string; get() { return this.host; } } export const result = new Api().get();",
      ['payment'],
    ],
    [
      'tsyringe',
      "import { container, inject } from 'tsyringe'; class Real { host = 'payment'; } container.register('Config', { useClass: Real }); class Api { constructor(@inject('Config') private config) {} get() { return this.config.host; } } declare const api: Api; export const result = api.get();",
      ['payment'],
    ],
    [
      'by hand',
      "class Api { constructor(private deps: { host: string }) {} get() { return this.deps.host; } } export const result = new Api({ host: 'payment' }).get();",
      ['payment'],
    ],
    [
      'by hand, destructured',
      "class Api { constructor({ host }) { this.host = host; } get() { return this.host; } } export const result = new Api({ host: 'payment' }).get();",
      ['payment'],
    ],
  ])('%s', (_name, text, expected) => expect(one(text)).toEqual(expected));
});

test('a class that makes itself anew from what it holds does not keep the linker busy', () => {
  const text = `class Price {
  constructor(value, currency) {
    this.value = value;
    this.currency = currency;
  }
  set plain(amount) {
    const next = new Price(amount, this.value);
    this.value = next.value;
  }
  set exact(amount) {
    const next = new Price(this.value, amount);
    this.value = next.value;
  }
  get text() {
    return this.value;
  }
}
export const result = new Price('4', 'EUR').text;`;
  expect(one(text)).toContain('4');
});
