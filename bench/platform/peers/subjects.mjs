// What is compared: services as `nest new`, `create-platformatic` and `archwright generate` make them, each with the same
// four endpoints, written as its own documentation would have it. Nothing else is changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtSystem, repository, run } from '../support/system.mjs';

// Outside of the repository, whose package.json npm would find above a folder that has none yet.
const folder = path.join(tmpdir(), 'archwright-peers');
const NODE = '22.23.3';
const NEST = '12.0.8';
const PLATFORMATIC = '2.75.2';

const WORK = `
const waiting = [];
let free = 4;

// Four at a time, 40 ms each: 100 a second.
async function askTheStore() {
  if (free === 0) await new Promise((resolve) => waiting.push(resolve));
  else free--;
  await new Promise((resolve) => setTimeout(resolve, 40));
  const next = waiting.shift();
  if (next) next();
  else free++;
}
`;
const TYPED = WORK.replace('waiting = []', 'waiting: (() => void)[] = []')
  .replace('askTheStore()', 'askTheStore(): Promise<void>')
  .replace('new Promise((resolve) => waiting', 'new Promise<void>((resolve) => waiting');
const SLOW = 'await new Promise((resolve) => setTimeout(resolve, 1_000));';

/** Makes all of them, where it has not been done. Each: how it is started on a port, and the path that tells it is ready. */
export async function subjects() {
  const node = await nodeOf();
  const system = await archwright();
  const nestRoot = await nest(node);
  const platformaticRoot = await platformatic(node);
  return [
    {
      name: 'archwright generate',
      version: JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')).version,
      cwd: path.join(system, 'services/quotes'),
      node,
      args: ['dist/main.js'],
      env: { LOG_LEVEL: 'fatal' },
      probe: '/health/ready',
    },
    {
      name: 'nest new',
      version: `@nestjs/cli ${NEST}`,
      cwd: nestRoot,
      node,
      args: ['dist/main.js'],
      env: {},
      probe: '/quotes',
    },
    {
      name: 'create-platformatic',
      version: PLATFORMATIC,
      cwd: platformaticRoot,
      node,
      args: ['node_modules/platformatic/cli.js', 'start'],
      env: { PLT_SERVER_HOSTNAME: '127.0.0.1', PLT_SERVER_LOGGER_LEVEL: 'fatal' },
      probe: '/quotes',
    },
  ];
}

/** The Node.js that all of them run on: what two of them ask for. */
async function nodeOf() {
  const name = `node-${process.platform}-${process.arch}`;
  const root = await installed('tools', { [name]: NODE, '@nestjs/cli': NEST, 'create-platformatic': PLATFORMATIC });
  return path.join(root, 'node_modules', name, 'bin/node');
}

async function installed(name, dependencies) {
  const root = path.join(folder, name);
  if (existsSync(path.join(root, 'node_modules'))) return root;
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await npm(root, ['install']);
  return root;
}

async function npm(cwd, args) {
  await run(cwd, 'npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], environment());
}

function environment(node) {
  const { PATH } = process.env;
  return { ...process.env, PATH: node ? `${path.dirname(node)}:${PATH}` : PATH, npm_config_ignore_scripts: 'true' };
}

async function archwright() {
  const blueprint = `
system: { name: peers, shape: microservices }
services:
  quotes:
    endpoints:
      - GET /quotes
      - GET /slow as slow
      - GET /scarce as scarce
      - GET /dependent: { as: dependent, calls: [prices.getPrices] }
    calls: { prices: [GET /prices] }
  prices: { endpoints: [GET /prices] }
`;
  const file = (name) => `services/quotes/src/handlers/${name}.ts`;
  return builtSystem(blueprint, {
    [file('slow')]: (text) => text.replace(/(: Promise<Fields> \{\n)/, `$1  ${SLOW}\n`),
    [file('scarce')]: (text) =>
      text.replace('\n/** GET', `${TYPED}\n/** GET`).replace(/(: Promise<Fields> \{\n)/, '$1  await askTheStore();\n'),
  });
}

async function nest(node) {
  const root = path.join(folder, 'quotes-nest');
  if (existsSync(path.join(root, 'dist'))) return root;
  const cli = path.join(folder, 'tools/node_modules/@nestjs/cli/bin/nest.js');
  const options = ['--skip-install', '--skip-git', '--package-manager', 'npm', '--strict'];
  await run(folder, node, [cli, 'new', 'quotes-nest', ...options], environment(node));
  writeFileSync(
    path.join(root, 'src/app.controller.ts'),
    `import { Controller, Get } from '@nestjs/common';
import { AppService } from './app.service.js';
${TYPED}
@Controller()
export class AppController {
  constructor(private readonly appService: AppService) {}

  @Get()
  getHello(): string {
    return this.appService.getHello();
  }

  @Get('quotes')
  quotes(): object {
    return {};
  }

  @Get('slow')
  async slow(): Promise<object> {
    ${SLOW}
    return {};
  }

  @Get('scarce')
  async scarce(): Promise<object> {
    await askTheStore();
    return {};
  }

  @Get('dependent')
  async dependent(): Promise<unknown> {
    const response = await fetch(\`\${process.env.PRICES_URL}/prices\`);
    if (!response.ok) throw new Error(\`answered \${response.status}\`);
    return response.json();
  }
}
`,
  );
  await npm(root, ['install']);
  await run(root, node, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], environment(node));
  return root;
}

// It asks questions; this answers them with what it proposes, but for these.
const ANSWERS = `const answers = {
  dir: '.', packageManager: 'npm', type: '@platformatic/service', serviceName: 'quotes', shouldBreak: true, typescript: false,
  initGitRepository: false,
};
export async function prompt(questions) {
  return Object.fromEntries([questions].flat().map(({ name, default: proposed }) => [name, answers[name] ?? proposed]));
}
`;

async function platformatic(node) {
  const root = path.join(folder, 'quotes-platformatic');
  const routes = path.join(root, 'services/quotes/routes/root.js');
  if (existsSync(routes)) return root;
  mkdirSync(root, { recursive: true });
  const answers = path.join(folder, 'answers.mjs');
  writeFileSync(answers, ANSWERS);
  const cli = path.join(folder, 'tools/node_modules/create-platformatic/create-platformatic.mjs');
  const env = { ...environment(node), MARKETPLACE_TEST: '1', USER_INPUT_HANDLER: answers };
  await run(root, node, [cli], env);
  // Its .env would win over the environment, by which a deployment says where it listens.
  const settings = path.join(root, '.env');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^PORT=.*\n/m, ''));
  writeFileSync(
    routes,
    `'use strict'
${WORK}
module.exports = async function (fastify, opts) {
  fastify.get('/quotes', async () => ({}))
  fastify.get('/slow', async () => {
    ${SLOW}
    return {}
  })
  fastify.get('/scarce', async () => {
    await askTheStore()
    return {}
  })
  fastify.get('/dependent', async () => {
    const response = await fetch(\`\${process.env.PRICES_URL}/prices\`)
    if (!response.ok) throw new Error(\`answered \${response.status}\`)
    return response.json()
  })
}
`,
  );
  return root;
}
