import { describe, expect, test } from 'vitest';
import type { PackageEntry } from '../../../src/recover/link/resolve-module.ts';
import { resultOf } from '../../support/evaluate-files.ts';

const one = (text: string): readonly string[] => resultOf({ 'app.js': text });

const pkg = (dir: string, name: string, ...entries: readonly string[]): PackageEntry => ({ dir, name, entries });

describe('settings that shared code loads for its process', () => {
  const loader = `const path = require('path');
const fs = require('fs');
const exists = (file) => { if (file && fs.existsSync(file)) return file; return null; };
const found = exists(path.join(process.cwd(), 'config/settings.js'));
let settings;
if (found) { settings = require(found); } else { settings = {}; }
module.exports = settings;
`;
  const shop = (result: string): Record<string, string> => ({
    'orders/app.js': result,
    'orders/config/settings.js': "module.exports = { payment: { url: 'http://payment:3001' } };",
    'invoices/config/settings.js': "module.exports = { payment: { url: 'http://other:3002' } };",
    'settings/index.js': loader,
  });
  const packages = [
    pkg('orders', 'orders'),
    pkg('invoices', 'invoices'),
    pkg('settings', '@shop/settings', 'index.js'),
  ];

  test('a package gets its own, not those of its neighbours', () => {
    const app = "const settings = require('@shop/settings'); exports.result = settings.payment.url;";
    expect(resultOf(shop(app), packages)).toEqual(['http://payment:3001']);
  });

  test('an import by default gets it too', () => {
    const app = "import settings from '@shop/settings'; export const result = settings.payment.url;";
    expect(resultOf(shop(app), packages)).toEqual(['http://payment:3001']);
  });

  test('a package without settings gets no single one', () => {
    const files = { 'mail/app.js': "exports.result = require('@shop/settings').payment.url;", ...shop('') };
    expect(resultOf(files, [...packages, pkg('mail', 'mail')])).toHaveLength(2);
  });
});

describe('modules of computed paths', () => {
  const app = (path: string): string => `exports.result = require(${path}).url;`;
  const production = { 'env/production.js': "exports.url = 'http://payment';" };
  const development = { 'env/development.js': "exports.url = 'http://localhost:3001';" };

  test.each([
    ['a template', '`./env/${process.env.NODE_ENV}`'],
    ['a concatenation with an ending', "'./env/' + process.env.NODE_ENV + '.js'"],
    ['the folder of the file', "require('path').join(__dirname, 'env', process.env.NODE_ENV)"],
  ])('%s means the file for production', (_name, path) =>
    expect(resultOf({ 'app.js': app(path), ...development, ...production })).toEqual(['http://payment']),
  );

  test('without one for production, the one for development', () =>
    expect(resultOf({ 'app.js': app('`./env/${mode}`'), ...development })).toEqual(['http://localhost:3001']));

  test('a path of which more is unknown means nothing', () =>
    expect(resultOf({ 'app.js': app('`./${dir}/${mode}`'), ...production })).not.toContain('http://payment'));
});

describe('objects that packages lay over each other', () => {
  const two = "const a = { x: { host: 'a', port: '1' } }; const b = { x: { host: 'b' } };";
  test.each<[string, string, readonly string[]]>([
    ['merge is deep', `const _ = require('lodash'); ${two} exports.result = _.merge({}, a, b).x.port;`, ['1']],
    ['the last wins in it', `const _ = require('lodash'); ${two} exports.result = _.merge({}, a, b).x.host;`, ['b']],
    ['assign is not deep', `const _ = require('lodash'); ${two} exports.result = _.assign({}, a, b).x.port;`, []],
    [
      'the first wins in defaults',
      `const _ = require('lodash'); ${two} exports.result = _.defaults(b, a).x.host;`,
      ['b'],
    ],
    ['deepmerge', `const merge = require('deepmerge'); ${two} exports.result = merge(a, b).x.port;`, ['1']],
    ['omit', `const _ = require('lodash'); ${two} exports.result = _.omit(a, ['x']).x;`, []],
    ['omit leaves the rest', `const _ = require('lodash'); exports.result = _.omit({ y: '2' }, ['x']).y;`, ['2']],
    ['pick', `const _ = require('lodash'); exports.result = _.pick({ x: '1', y: '2' }, 'x').y;`, []],
    ['get', `const _ = require('lodash'); ${two} exports.result = _.get(a, 'x.host');`, ['a']],
    ['get with a list', `const get = require('lodash').get; ${two} exports.result = get(a, ['x', 'port']);`, ['1']],
  ])('%s', (_name, text, expected) => expect(one(text)).toEqual(expected));
});

describe('URLs that are changed after they were made', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a path',
      "const u = new URL('http://payment:80/old'); u.pathname = '/charges'; exports.result = u;",
      ['http://payment:80/charges'],
    ],
    [
      'a path without a slash',
      "const u = new URL('http://payment'); u.pathname = 'charges'; exports.result = u.href;",
      ['http://payment/charges'],
    ],
    [
      'either of two paths',
      "const u = new URL('http://payment'); if (x) { u.pathname = '/a'; } else { u.pathname = '/b'; } exports.result = u;",
      ['http://payment/a', 'http://payment/b'],
    ],
    [
      'a configured host',
      "const u = new URL(process.env.PAYMENT + '/x'); u.pathname = '/charges'; exports.result = u;",
      ['$PAYMENT/charges'],
    ],
    [
      'a path that is made longer',
      "const u = new URL('http://payment:80'); u.pathname = `/charges/${id}`; if (x) { u.pathname += '/refunds'; } exports.result = u;",
      ['http://payment:80/charges/{}/refunds'],
    ],
    [
      'a path behind a host alone',
      "const u = new URL(process.env.PAYMENT); u.pathname += 'charges'; exports.result = u;",
      ['$PAYMENT/charges'],
    ],
    [
      'a query says nothing of the path',
      "const u = new URL('http://payment/x'); u.search = 'a=1'; exports.result = u;",
      ['http://payment/x'],
    ],
  ])('%s', (_name, text, expected) => expect(one(text)).toEqual(expected));
});

describe('members of computed names', () => {
  test('a cache by name', () =>
    expect(
      one(
        "const urls = {}; function of(name) { if (!urls[name]) { urls[name] = 'http://' + name; } return urls[name]; } exports.result = of('payment');",
      ),
    ).toEqual(['http://payment']));

  test.each([
    [
      'for-of',
      'for (const name of Object.getOwnPropertyNames(all)) { wrapped[name] = promisify(all[name]).bind(all); }',
    ],
    ['forEach', 'Object.keys(all).forEach((name) => { wrapped[name] = promisify(all[name]); });'],
  ])('all functions of an object wrapped, by %s', (_name, loop) =>
    expect(
      one(`const { promisify } = require('util');
function wrapAll(all) { const wrapped = {}; ${loop} return wrapped; }
const client = { url(path) { return 'http://payment' + path; }, other() { return 'x'; } };
exports.result = wrapAll(client).url('/charges');`),
    ).toEqual(['http://payment/charges']),
  );

  test('a name that the object does not have', () =>
    expect(
      one(`function copy(all) { const made = {}; for (const name of Object.keys(all)) { made[name] = all[name]; } return made; }
exports.result = copy({ a: '1' }).b;`),
    ).toEqual([]));
});

describe('lists that are mapped', () => {
  test('what the function makes of an item', () =>
    expect(one("const urls = ['a', 'b'].map((host) => 'http://' + host); exports.result = urls[1];")).toEqual([
      'http://b',
    ]));
  test('of what a function was given', () =>
    expect(
      one(
        "function all(...hosts) { return hosts.filter(Boolean).map((host) => 'http://' + host); } let u; for (const one of all('a', 'b')) { u = one; } exports.result = u;",
      ),
    ).toEqual(['http://a', 'http://b']));
});
