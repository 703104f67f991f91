import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SystemModel } from '../../src/model/system.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import { calls, endpoints, service, writeFiles, type Files } from '../support/recover-files.ts';

const orders: Files = {
  'orders/package.json': service('orders', 'express', 'axios'),
  'orders/src/app.js': `const express = require('express');
const axios = require('axios');
const app = express();
app.post('/orders', async (req, res) => res.json(await axios.post('http://payment/charges', req.body)));
app.listen(3000);
`,
  'payment/package.json': service('payment', 'express'),
  'payment/src/app.js': "const app = require('express')();\napp.post('/charges', pay);\napp.listen(3001);\n",
};

/** Recovers the orders system with hostile files beside it; what is sound must be understood as if they were not there. */
async function recoverWith(hostile: Files, prepare?: (root: string) => void): Promise<SystemModel> {
  const root = writeFiles({ ...orders, ...hostile });
  prepare?.(root);
  const { model } = await recoverSystem(root);
  expect(endpoints(model)).toEqual(expect.arrayContaining(['orders POST /orders', 'payment POST /charges']));
  expect(calls(model)).toContain('orders POST http://payment/charges → payment');
  return model;
}

/** Aliases that grow by nine with every line. */
function bomb(head: string): string {
  const names = 'bcdefghijklmnopqrstu';
  const line = (name: string, i: number): string =>
    `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghijklmnopqrstu'[i] ?? ''}`).join()}]\n`;
  return `${head}a: &a [x, x, x, x, x, x, x, x, x]\n${[...names].map(line).join('')}services: *u\n`;
}

/** The gaps of one file, as text. */
function gapsOf(model: SystemModel, file: string): string[] {
  return model.coverage.gaps.filter((gap) => gap.file === file).map((gap) => gap.reason);
}

describe('source files', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['a syntax error', "const axios = require('axios');\nconst = 5;\n", /syntax error/],
    ['an open brace at the end', 'function charge() {', /syntax error/],
    ['a merge conflict', '<<<<<<< HEAD\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> main\n', /syntax error/],
    ['10 MB of minified code', 'a=b(c);'.repeat(1_500_000), /machine/],
    ['one line of 1 MB', `const a = [${'1,'.repeat(500_000)}];`, /machine/],
    ['20,000 parentheses', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`, /./],
    ['20,000 parentheses on lines', `${'(\n'.repeat(20_000)}1${')'.repeat(2)}`, /./],
    ['20,000 nested arrays on lines', `const a = ${'[\n'.repeat(20_000)}${']\n'.repeat(20_000)};`, /./],
    ['20,000 nested calls on lines', `${'f(\n'.repeat(20_000)}${')\n'.repeat(20_000)};`, /./],
    ['20,000 nested functions on lines', `${'(function () {\n'.repeat(20_000)}${'})()\n'.repeat(20_000)};`, /./],
    ['20,000 nested blocks', `${'{\n'.repeat(20_000)}${'}\n'.repeat(20_000)};`, /./],
    ['20,000 else-ifs', `${'if (a) b();\nelse '.repeat(20_000)} c();`, /./],
  ])('%s is named', async (_name, content, reason) => {
    const model = await recoverWith({ 'orders/src/hostile.js': content });
    expect(gapsOf(model, 'orders/src/hostile.js')).toEqual([expect.stringMatching(reason)]);
  });

  test.each<[string, string | Uint8Array]>([
    ['an empty file', ''],
    ['a byte order mark alone', '\uFEFF'],
    ['null bytes', '\u0000\u0000'],
    ['a shebang', '#!/usr/bin/env node\nmodule.exports = 1;\n'],
    ['50,000 parts of a sum', `const total = a${'\n+a'.repeat(50_000)};`],
    ['50,000 parts of a text', `const url = 'a'${"\n+'a'".repeat(50_000)};\nrequire('axios').get(url);\n`],
    ['50,000 additions to a text', `let url = '';\n${"url += 'a';\n".repeat(50_000)}require('axios').get(url);\n`],
    ['50,000 calls in a chain', `require('express')()${'\n.use(a)'.repeat(50_000)};`],
    ['50,000 members in a chain', `const a = b${'\n.c'.repeat(50_000)};`],
    [
      '50,000 members of an object',
      `module.exports = {\n${Array.from({ length: 50_000 }, (_, i) => `k${i}: ${i},\n`).join('')}};`,
    ],
    [
      '50,000 cases of a switch',
      `switch (a) {\n${Array.from({ length: 50_000 }, (_, i) => `case ${i}: b();\n`).join('')}}`,
    ],
    [
      '10,000 values of one name',
      `let host;\n${Array.from({ length: 10_000 }, (_, i) => `host = 'h${i}';\n`).join('')}require('axios').get(\`http://\${host}\`);\n`,
    ],
    [
      '10,000 alternatives',
      `const host = ${Array.from({ length: 10_000 }, (_, i) => `a === ${i} ? 'h${i}' :\n`).join('')} 'h';\nrequire('axios').get(host);\n`,
    ],
    [
      'texts that multiply',
      `const a = x ? 'a' : 'b';\nrequire('axios').get(${Array.from({ length: 200 }, () => 'a').join(' + ')});\n`,
    ],
    [
      'functions that multiply',
      `${Array.from({ length: 60 }, (_, i) => `const f${i + 1} = (a) => f${i}(a + 'x') + f${i}(a + 'y');\n`).join('')}const f0 = (a) => a;\nrequire('axios').get(f60('u'));\n`,
    ],
    [
      'wrappers that multiply',
      `const axios = require('axios');\nconst f0 = (a) => axios.get(a);\n${Array.from({ length: 40 }, (_, i) => `const f${i + 1} = (a) => { f${i}(a + '/x'); f${i}(a + '/y'); };\n`).join('')}f40('http://payment');\n`,
    ],
    [
      'recursion',
      "const axios = require('axios');\nfunction a(p) { b(p + '/a'); axios.get(p); }\nfunction b(p) { a(p + '/b'); }\na('http://payment');\n",
    ],
    [
      'recursion by rest',
      "const axios = require('axios');\nfunction get(...args) { if (x) return get(...args); return axios.get(...args); }\nget('http://payment/x');\n",
    ],
    ['a name that is itself', 'const a = a;\nlet b = b || c, c = b;\nrequire("axios").get(a + b + c);\n'],
    ['an object in itself', 'const a = { ...a };\na.b = a;\na.c = a.b.c;\nrequire("axios").get(a.c, a);\n'],
    ['a class that extends itself', 'class A extends A { constructor() { super(new A()); } }\nnew A().get("/x");\n'],
    ['classes that extend each other', 'class A extends B {}\nclass B extends A {}\nnew A().get(new B().url);\n'],
    ['a getter of itself', 'const a = { get b() { return this.b; } };\nrequire("axios").get(a.b);\n'],
    [
      'names of Object.prototype',
      'const a = { __proto__: b, constructor: 1, toString: 2 };\nexports.__proto__ = a;\nexports.hasOwnProperty = a.valueOf;\nrequire("constructor");\nrequire("axios").get(a.constructor + process.env.__proto__);\n',
    ],
    ['Latin-1', Buffer.from("const axios = require('axios');\nconst name = 'caf\u00e9';\n", 'latin1')],
    ['UTF-16', Buffer.from("\uFEFFconst axios = require('axios');\n", 'utf16le')],
  ])('%s is survived', async (_name, content) => {
    await recoverWith({ 'orders/src/hostile.js': content });
  });

  test('a byte order mark, CRLF and old line ends change nothing', async () => {
    const text = String(orders['orders/src/app.js']);
    for (const written of [`\uFEFF${text}`, text.replaceAll('\n', '\r\n'), `\uFEFF${text.replaceAll('\n', '\r\n')}`]) {
      const model = await recoverWith({ 'orders/src/app.js': written });
      expect(model.calls[0]?.evidence[0]).toMatchObject({ line: 4, column: 56 });
      expect(model.coverage.gaps).toEqual([]);
    }
  });

  test('imports in a circle', async () => {
    const model = await recoverWith({
      'orders/src/a.js':
        "const b = require('./b');\nmodule.exports = { ...b, url: b.url };\nrequire('axios').get(b.url + '/x');\n",
      'orders/src/b.js': "const a = require('./a');\nmodule.exports = { ...a, url: a.url };\n",
      'orders/src/c.mjs': "export * from './d.mjs';\nexport * from './c.mjs';\n",
      'orders/src/d.mjs': "export * from './c.mjs';\nimport { url } from './c.mjs';\nexport { url };\nfetch(url);\n",
    });
    expect(model.coverage.gaps).toEqual([]);
  });
});

describe('manifests', () => {
  test.each<[string, string, string | Uint8Array]>([
    [
      'package.json with duplicate keys',
      'cart/package.json',
      '{ "name": "a", "name": "cart", "scripts": {}, "scripts": { "start": "node ." } }',
    ],
    ['package.json that is deep', 'cart/package.json', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    [
      'package.json with other types',
      'cart/package.json',
      '{ "name": 5, "scripts": [], "dependencies": "express", "main": {}, "workspaces": 7, "bin": [null], "exports": 3 }',
    ],
    [
      'package.json with workspaces that are everything',
      'package.json',
      '{ "name": "shop", "workspaces": ["**", "../**", "/", "./orders/../orders", "{a,b}{a,b}{a,b}{a,b}{a,b}*"] }',
    ],
    [
      'tsconfig.json that extends itself',
      'orders/tsconfig.json',
      '{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "*": ["*"] } } }',
    ],
    ['tsconfig.json that is an array', 'orders/tsconfig.json', '[]'],
    ['tsconfig.json that is null', 'orders/tsconfig.json', 'null'],
    [
      'tsconfig.json with other types',
      'orders/tsconfig.json',
      '{ "extends": [5, null], "compilerOptions": { "baseUrl": 5, "paths": ["a"] } }',
    ],
    [
      'tsconfig.json with odd paths',
      'orders/tsconfig.json',
      '{ "compilerOptions": { "paths": { "": [""], "*": ["*", 5], "**": ["**"], "a*b*c": ["x"] } } }',
    ],
    ['tsconfig.json that is deep', 'orders/tsconfig.json', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    [
      'compose with other types',
      'docker-compose.yml',
      'services: { orders: 5, payment: [], cart: { build: [1], ports: { a: b }, environment: 7, depends_on: 3, image: {} } }\n',
    ],
    [
      'Kubernetes with other types',
      'k8s.yaml',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: 5\nspec: { template: { spec: { containers: { a: b } } } }\n---\nkind: Service\nspec: [1]\n',
    ],
    [
      'a Dockerfile of one long line',
      'orders/Dockerfile',
      `FROM node${' \\\n'.repeat(10_000)}RUN ${'x'.repeat(100_000)}\n`,
    ],
    ['.env of anything', 'orders/.env', Buffer.from([0, 255, 61, 10, 65, 61, 34, 10])],
    [
      'a schema of Prisma that breaks off',
      'orders/prisma/schema.prisma',
      'datasource db {\n  provider = "postgresql"\n  url = env(',
    ],
    ['nginx.conf that breaks off', 'nginx.conf', `server { ${'location / { '.repeat(5_000)}`],
    [
      'compose that includes and extends itself',
      'compose.yaml',
      'include: [compose.yaml, ./compose.yaml, ../out.yaml, "${X}"]\nservices:\n  cart: { extends: { file: compose.yaml, service: cart }, env_file: [../../etc/passwd, /etc/passwd, { path: 5 }] }\n',
    ],
    [
      'compose with odd includes',
      'compose.yaml',
      'include: { a: b }\nservices: { cart: { extends: 5, profiles: { a: b }, network_mode: [x], env_file: {} } }\n',
    ],
    [
      'a Kustomization of itself',
      'k8s/kustomization.yaml',
      'apiVersion: v1\nkind: Kustomization\nresources: [., ../k8s, ../../..]\nimages: 5\nconfigMapGenerator: [{ name: a, envs: [../../../etc/passwd, 5] }, 7]\n',
    ],
    [
      'a SAM template with other types',
      'template.yaml',
      'Globals: 5\nResources: { A: { Type: AWS::Serverless::Function, Properties: { Handler: [x], CodeUri: { Bucket: b }, Events: 7 } }, B: { Type: "AWS::Serverless::Function" }, C: 5, D: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, CodeUri: ../../.., Events: { E: { Type: Api }, F: { Type: SQS, Properties: { Queue: !Sub "${X}" } } } } } }\n',
    ],
    [
      'serverless.yml with other types',
      'serverless.yml',
      'provider: 5\nfunctions: [5, "${file(../../etc/passwd)}", { a: 7, b: { handler: 5, events: { http: 3 } } }]\n',
    ],
    [
      'serverless.ts that goes in circles',
      'serverless.ts',
      "import a from './serverless';\nconst b = { ...b, functions: b, provider: a };\nexport default { ...a, ...b, functions: [a, b].map((x) => ({ ...x, y: x })) };\n",
    ],
    [
      'dapr.yaml with other types',
      'dapr.yaml',
      'common: 5\napps: [5, { appDirPath: ../.., appPort: x }, { appDirPath: orders, command: { a: b }, env: [1] }]\n',
    ],
    [
      'render.yaml with other types',
      'render.yaml',
      'services: [5, { type: web, name: [x], envVars: { a: b } }, { type: web, name: a, runtime: docker, dockerfilePath: ../../x }]\n',
    ],
    ['vercel.json with other types', 'vercel.json', '{ "builds": [5, { "use": 7 }], "functions": ["a"] }'],
    [
      'a PM2 file that goes in circles',
      'ecosystem.config.js',
      "const apps = [{ script: apps[0].script, cwd: '/srv/' + apps }];\nmodule.exports = { apps: apps.map((a) => apps.map((b) => ({ ...a, ...b }))) };\n",
    ],
    [
      'a Helm template that is no YAML',
      'chart/templates/a.yaml',
      'apiVersion: v1\nkind: Deployment\n{{- range $i, $e := .Values.list }}\n  {{ toYaml $e | nindent 4 }\n - : : [\n{{ end }}\n',
    ],
    [
      'a helmfile',
      'helmfile.yaml',
      'releases:\n  - name: {{ .Environment.Name }}\n    chart: ./chart\n{{ if eq 1 2 }}\n   x\n{{ end }}\n',
    ],
    ['a Tiltfile of anything', 'Tiltfile', "docker_build(\ndocker_build('a', '../..', dockerfile=5)\n"],
    ['.env in Latin-1', 'orders/.env', Buffer.from('NAME=caf\u00e9\r\nPORT=3000\r\n', 'latin1')],
    [
      'a Dockerfile with CRLF and a byte order mark',
      'orders/Dockerfile',
      '\uFEFFFROM node:20\r\nCOPY . .\r\nCMD ["node", "src/app.js"]\r\n',
    ],
    ['pnpm-workspace.yaml with other types', 'pnpm-workspace.yaml', 'packages: { a: b }\n'],
    [
      'nest-cli.json with other types',
      'nest-cli.json',
      '{ "projects": { "a": null, "b": { "root": 5 } }, "monorepo": "yes" }',
    ],
    ['.gitignore of anything', '.gitignore', '[z-a]\n!\n\\\n(((\n/*/**/*/nothing\n'],
  ])('%s', async (_name, file, content) => {
    await recoverWith({ [file]: content });
  });

  test.each<[string, string, string]>([
    ['package.json that is an array', 'cart/package.json', '[]'],
    ['package.json that breaks off', 'cart/package.json', '{ "name": "cart", '],
    ['compose with duplicate keys', 'docker-compose.yml', 'services:\n  cart: { image: a }\n  cart: { image: b }\n'],
    ['a bomb of aliases', 'docker-compose.yml', bomb('')],
    ['a bomb of aliases in Kubernetes', 'k8s/a.yaml', bomb('apiVersion: v1\nkind: ConfigMap\n')],
    ['a bomb of aliases in a template', 'template.yaml', bomb('# AWS::Serverless::Function\n')],
    [
      'a Kubernetes manifest that is too large',
      'k8s/a.yaml',
      `apiVersion: v1\nkind: List\n${'# padding\n'.repeat(250_000)}`,
    ],
    ['compose with an error', 'docker-compose.yml', 'services:\n  cart:\n   - a\n  b: {\n'],
  ])('%s is named', async (_name, file, content) => {
    expect(gapsOf(await recoverWith({ [file]: content }), file)).not.toEqual([]);
  });
});

describe('folders', () => {
  test('links in a circle, links that lead nowhere or out', async () => {
    const model = await recoverWith({}, (root) => {
      symlinkSync(root, path.join(root, 'orders/src/all'));
      symlinkSync('self', path.join(root, 'orders/src/self'));
      symlinkSync(path.join(root, 'gone.js'), path.join(root, 'orders/src/gone.js'));
      symlinkSync('/etc/passwd', path.join(root, 'orders/src/out.js'));
    });
    expect(model.coverage.gaps.map(({ file }) => file)).toEqual([
      'orders/src/gone.js',
      'orders/src/out.js',
      'orders/src/self',
    ]);
  });

  test('folders named like files', async () => {
    await recoverWith({}, (root) => {
      for (const name of [
        'docker-compose.yml',
        'cart/package.json',
        'orders/tsconfig.json',
        'orders/src/a.js',
        'orders/.env',
        '.gitignore',
      ])
        mkdirSync(path.join(root, name), { recursive: true });
    });
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file that may not be read', async () => {
    const model = await recoverWith({ 'orders/src/secret.js': 'a' }, (root) => {
      chmodSync(path.join(root, 'orders/src/secret.js'), 0);
    });
    expect(gapsOf(model, 'orders/src/secret.js')).toEqual([expect.stringMatching(/cannot be read/)]);
  });

  test('names that are hard to write', async () => {
    const model = await recoverWith({
      'orders/src/a b.js': "require('axios').get('http://payment/a');\n",
      'orders/src/日本.js': "require('axios').get('http://payment/b');\n",
      "orders/src/it's.js": "require('axios').get('http://payment/c');\n",
      'orders/src/[id].js': "require('axios').get('http://payment/d');\n",
      'orders/src/__proto__.js': "require('axios').get('http://payment/e');\n",
      'orders/src/constructor.js': "require('axios').get('http://payment/f');\n",
    });
    expect(model.calls.map((call) => call.path).sort()).toEqual(['/a', '/b', '/c', '/charges', '/d', '/e', '/f']);
  });

  test('50,000 files in folders that few have read', async () => {
    const model = await recoverWith({}, (root) => {
      for (let folder = 0; folder < 500; folder++) {
        const at = path.join(root, `data/d${folder % 10}/e${folder}`);
        mkdirSync(at, { recursive: true });
        for (let file = 0; file < 100; file++) writeFileSync(path.join(at, `${file}.txt`), '');
      }
    });
    expect(model.coverage.gaps).toEqual([]);
    expect(model.coverage.files.parsed).toBe(2);
  }, 60_000);

  test('5,000 files', async () => {
    const model = await recoverWith({}, (root) => {
      for (let folder = 0; folder < 50; folder++) {
        const at = path.join(root, `orders/src/features/f${folder}`);
        mkdirSync(at, { recursive: true });
        for (let file = 0; file < 100; file++) {
          const next = (file + 1) % 100;
          const text = `import { run as next } from './m${next}.js';\nimport axios from 'axios';\nexport const run = (n) => (n ? next(n - 1) : axios.get(\`http://payment/f${folder}/\${n}\`));\n`;
          writeFileSync(path.join(at, `m${file}.js`), text);
        }
      }
    });
    expect(model.coverage.files.parsed).toBe(5002);
    expect(model.calls.filter((call) => call.to === 'payment')).toHaveLength(5001);
  });

  test('a folder 200 deep', async () => {
    const deep = Array.from({ length: 200 }, (_, i) => `d${i}`).join('/');
    const model = await recoverWith({ [`orders/src/${deep}/a.js`]: "require('axios').get('http://payment/a');\n" });
    expect(model.calls).toHaveLength(2);
  });
});
