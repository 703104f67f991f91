import { describe, expect, test } from 'vitest';
import { lowerFile } from '../../../src/recover/facts/lower-file.ts';
import { resultOf } from '../../support/evaluate-files.ts';

/** What `export const result = …` is at the end of a file. */
const result = (text: string, file = 'orders.ts'): readonly string[] => resultOf({ [file]: text });

describe('names', () => {
  test.each<[string, string, readonly string[]]>([
    ['a constant', `const host = 'payment'; export const result = host;`, ['payment']],
    ['a name given later', `let host; host = 'payment'; export const result = host;`, ['payment']],
    ['a name given twice is what it was last', `let host = 'a'; host = 'b'; export const result = host;`, ['b']],
    [
      'a name given in a branch is either',
      `let host = 'a'; if (x) host = 'b'; export const result = host;`,
      ['a', 'b'],
    ],
    ['??= and ||=', `let host; host ??= 'a'; host ||= 'b'; export const result = host;`, ['a', 'b']],
    ['destructuring', `const { host } = { host: 'payment' }; export const result = host;`, ['payment']],
    [
      'destructuring with another name',
      `const { host: h } = { host: 'payment' }; export const result = h;`,
      ['payment'],
    ],
    ['a quoted key', `const { 'x-host': h } = { 'x-host': 'payment' }; export const result = h;`, ['payment']],
    ['deep destructuring', `const { a: { b: [, c] } } = { a: { b: ['x', 'y'] } }; export const result = c;`, ['y']],
    ['a default of a pattern', `const { host = 'payment' } = {}; export const result = host;`, ['payment (default)']],
    [
      'the rest of an object',
      `const { a, ...rest } = { a: 1, host: 'payment' }; export const result = rest.host;`,
      ['payment'],
    ],
    ['the rest of an array', `const [, ...rest] = ['a', 'b']; export const result = rest[0];`, ['b']],
    [
      'a destructuring assignment',
      `let host; ({ host } = { host: 'payment' }); export const result = host;`,
      ['payment'],
    ],
    ['an array destructuring assignment', `let host; [host] = ['payment']; export const result = host;`, ['payment']],
    ['an inner scope hides an outer one', `const host = 'a'; { const host = 'b'; } export const result = host;`, ['a']],
    [
      'var in a block belongs to the function',
      `if (x) { var host = 'payment'; } export const result = host;`,
      ['payment'],
    ],
    ['use before declaration', `export const result = host(); function host() { return 'payment'; }`, ['payment']],
    [
      'a parameter hides a constant',
      `const host = 'a'; const f = (host) => host; export const result = f('b');`,
      ['b'],
    ],
    [
      'a catch clause hides a constant',
      `const e = 'a'; try {} catch (e) { var got = e; } export const result = e;`,
      ['a'],
    ],
    ['an exported pattern', `export const { result } = { result: 'payment' };`, ['payment']],
    [
      'a namespace',
      `namespace Config { export const host = 'payment'; } export const result = Config.host;`,
      ['payment'],
    ],
  ])('%s', (_name, text, expected) => expect(result(text)).toEqual(expected));
});

describe('functions', () => {
  test.each<[string, string, readonly string[]]>([
    ['a default parameter', `const f = (host = 'payment') => host; export const result = f();`, ['payment (default)']],
    ['a default parameter that is given', `const f = (host = 'a') => host; export const result = f('b');`, ['b']],
    [
      'a destructured parameter',
      `const f = ({ host }) => host; export const result = f({ host: 'payment' });`,
      ['payment'],
    ],
    [
      'a destructured parameter with a default',
      `const f = ({ host = 'a' } = {}) => host; export const result = f();`,
      ['a (default)'],
    ],
    ['rest parameters', `const f = (...parts) => parts[1]; export const result = f('a', 'b');`, ['b']],
    [
      'several returns',
      `function f(x) { if (x) return 'a'; return 'b'; } export const result = f(process.argv[2]);`,
      ['a', 'b'],
    ],
    [
      'a return that no caller asks for',
      `function f(x) { if (x) return 'a'; return 'b'; } export const result = f();`,
      ['b'],
    ],
    ['a closure', `const f = (host) => () => host; export const result = f('payment')();`, ['payment']],
    ['an async function', `async function f() { return 'payment'; } export const result = await f();`, ['payment']],
    [
      'a function that calls itself',
      `function f(n) { return n ? f(n - 1) : 'payment'; } export const result = f(3);`,
      ['payment'],
    ],
    ['an immediately invoked function', `export const result = (() => 'payment')();`, ['payment']],
    [
      'an object method',
      `const api = { host() { return this.name; }, name: 'payment' }; export const result = api.host();`,
      ['payment'],
    ],
    [
      'a getter of an object',
      `const api = { get host() { return 'payment'; } }; export const result = api.host;`,
      ['payment'],
    ],
    [
      'a computed key',
      `const k = 'host'; const api = { [k]: 'payment' }; export const result = api.host;`,
      ['payment'],
    ],
    [
      'a spread, the last one wins',
      `const a = { h: 'a' }; const b = { ...a, h: 'b' }; export const result = b.h;`,
      ['b'],
    ],
    ['a spread behind', `const a = { h: 'a' }; const b = { h: 'b', ...a }; export const result = b.h;`, ['a']],
    ['a spread in an array', `const a = ['x']; const b = [...a, 'y']; export const result = b[1];`, ['y']],
    ['a spread argument', `const f = (a, b) => b; const args = ['x', 'y']; export const result = f(...args);`, ['y']],
  ])('%s', (_name, text, expected) => expect(result(text)).toEqual(expected));
});

describe('classes', () => {
  test.each<[string, string, readonly string[]]>([
    ['a field', `class Api { host = 'payment'; } export const result = new Api().host;`, ['payment']],
    [
      'this.x = … in the constructor',
      `class Api { constructor(h) { this.host = h; } } export const result = new Api('payment').host;`,
      ['payment'],
    ],
    [
      'a parameter property',
      `class Api { constructor(private host: string) {} } export const result = new Api('payment').host;`,
      ['payment'],
    ],
    [
      'a private field',
      `class Api { #host = 'payment'; get() { return this.#host; } } export const result = new Api().get();`,
      ['payment'],
    ],
    ['a static field', `class Api { static host = 'payment'; } export const result = Api.host;`, ['payment']],
    [
      'a static block',
      `class Api { static host; static { Api.host = 'payment'; } } export const result = Api.host;`,
      ['payment'],
    ],
    ['a getter', `class Api { get host() { return 'payment'; } } export const result = new Api().host;`, ['payment']],
    [
      'an arrow field',
      `class Api { host = () => this.name; name = 'payment'; } export const result = new Api().host();`,
      ['payment'],
    ],
    [
      'an inherited field',
      `class Base { host = 'payment'; } class Api extends Base {} export const result = new Api().host;`,
      ['payment'],
    ],
    [
      'an overridden field',
      `class Base { host = 'a'; get() { return this.host; } } class Api extends Base { host = 'b'; } export const result = new Api().get();`,
      ['b'],
    ],
    [
      'super(…)',
      `class Base { constructor(h) { this.host = h; } } class Api extends Base { constructor() { super('payment'); } } export const result = new Api().host;`,
      ['payment'],
    ],
    [
      'super.method()',
      `class Base { url(p) { return 'http://payment' + p; } } class Api extends Base { url(p) { return super.url('/v1' + p); } } export const result = new Api().url('/x');`,
      ['http://payment/v1/x'],
    ],
    [
      'a class expression',
      `const Api = class { host = 'payment'; }; export const result = new Api().host;`,
      ['payment'],
    ],
  ])('%s', (_name, text, expected) => expect(result(text)).toEqual(expected));
});

describe('CommonJS', () => {
  const imported = (exporting: string, importing: string): readonly string[] =>
    resultOf({ 'app.js': `${importing}\nexports.result = found;`, 'config.js': exporting });
  test.each<[string, string, string]>([
    ['module.exports = object', `module.exports = { host: 'payment' };`, `const found = require('./config').host;`],
    ['module.exports.x', `module.exports.host = 'payment';`, `const { host: found } = require('./config');`],
    ['exports.x', `exports.host = 'payment';`, `const config = require('./config'); const found = config.host;`],
    [
      'exports = module.exports = object',
      `exports = module.exports = { host: 'payment' };`,
      `const found = require('./config').host;`,
    ],
    ['module.exports = function', `module.exports = () => 'payment';`, `const found = require('./config')();`],
    [
      'module.exports = function, then members',
      `module.exports = () => 'a'; module.exports.host = 'payment';`,
      `const found = require('./config').host;`,
    ],
    [
      'module.exports = class',
      `module.exports = class { host = 'payment'; };`,
      `const Api = require('./config'); const found = new Api().host;`,
    ],
    ['exports["x"]', `exports['host'] = 'payment';`, `const found = require('./config').host;`],
    [
      'Object.defineProperty of compiled code',
      `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'payment';`,
      `const found = require('./config').default;`,
    ],
    [
      'a name that holds the exports',
      `const api = module.exports = {}; api.host = 'payment';`,
      `const found = require('./config').host;`,
    ],
    [
      'require in a function',
      `module.exports = { host: 'payment' };`,
      `function load() { return require('./config'); } const found = load().host;`,
    ],
    [
      'import of CommonJS by default',
      `module.exports = { host: 'payment' };`,
      `import config from './config'; const found = config.host;`,
    ],
    [
      'import of CommonJS by name',
      `module.exports = { host: 'payment' };`,
      `import { host as found } from './config';`,
    ],
    ['a dynamic import', `module.exports = { host: 'payment' };`, `const { host: found } = await import('./config');`],
  ])('%s', (_name, exporting, importing) => expect(imported(exporting, importing)).toEqual(['payment']));
});

describe('places', () => {
  test('lines and columns are those of the file, whatever its line ends and with a byte order mark', () => {
    const lines = ["const axios = require('axios');", '', "  axios.get('http://payment');"];
    for (const text of [lines.join('\n'), lines.join('\r\n'), `\uFEFF${lines.join('\n')}`]) {
      expect(lowerFile('orders.js', text).calls).toMatchObject([{ line: 3, column: 3 }]);
    }
  });

  test('a call in a chain stands where its own name stands', () => {
    const { calls } = lowerFile('orders.js', "app\n  .route('/orders')\n  .get(list)\n  .post(create);");
    expect(calls.map(({ line, column }) => [line, column]).sort()).toEqual([
      [1, 1],
      [3, 4],
      [4, 4],
    ]);
  });

  test('decorators are calls of their own', () => {
    const { classes, calls } = lowerFile(
      'orders.ts',
      "@Controller('orders')\nclass Orders {\n  @Get() list() {}\n  @Public create() {}\n}",
    );
    const [cls] = classes;
    expect(cls?.decorators.map((index) => calls[index]?.line)).toEqual([1]);
    expect(cls?.methods.map(({ name, decorators }) => [name, decorators.map((index) => calls[index]?.line)])).toEqual([
      ['list', [3]],
      ['create', [4]],
    ]);
  });
});

describe('loops', () => {
  test.each([
    ['for (const id of ids) get(id);', 'each'],
    ['for (const id in ids) get(id);', 'each'],
    ['for (let i = 0; i < ids.length; i++) get(i);', 'each'],
    ['for (let i = 0, n = count(); i < n; i++) get(ids[i]);', 'each'],
    ['for (let attempt = 0; attempt < most; attempt++) get(url);', 'while'],
    ['for (let page = 1; page <= pages; page++) get(page);', 'while'],
    ['ids.map((id) => get(id));', 'each'],
    ['ids.forEach(async function (id) { await get(id); });', 'each'],
    ['for (const id of ids) { if (id) { try { get(id); } catch {} } }', 'each'],
    ['while (true) get(1);', 'while'],
    ['for (;;) get(1);', 'while'],
    ['do { get(1); } while (more);', 'while'],
    ['for await (const message of stream) get(message);', 'while'],
    ['get(1);', ''],
    ['for (const id of ids) { handlers.push(function later() {}); } get(1);', ''],
    ['ids.map((id) => id); get(1);', ''],
  ])('%s', (text, loop) => {
    const { calls } = lowerFile('orders.ts', text);
    expect(calls.find((call) => call.callee.k === 'global' && call.callee.n === 'get')?.loop).toBe(loop);
  });
});

describe('broken source', () => {
  test('a syntax error is told with its place, and what stands around it is read', () => {
    const { errors, calls } = lowerFile('orders.js', "get('/before');\nconst = ;\nget('/after');\n");
    expect(errors[0]).toMatchObject({ line: 2 });
    expect(calls).toHaveLength(2);
  });

  test.each(['', '\uFEFF', '// only a comment', '#!/usr/bin/env node\n', '\u0000\u0001', '}{', '`${'])(
    'facts of %j',
    (text) => {
      expect(() => lowerFile('orders.ts', text)).not.toThrow();
    },
  );
});
