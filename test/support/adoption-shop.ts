import { execFileSync } from 'node:child_process';
import { writeFiles, type Files } from './recover-files.ts';

const express = (name: string) => ({
  name,
  scripts: { start: 'node src/app.js' },
  dependencies: { express: '*', axios: '*' },
});

const server = (routes: string): string => `const express = require('express');
const http = require('./http');
const app = express();
${routes}
const server = app.listen(3000);
process.on('SIGTERM', () => server.close());
`;

/** Clients of the shop: with a deadline for every call of a service, and without. */
export const guarded = "module.exports = require('axios').create({ timeout: 2000 });\n";
export const unguarded = "module.exports = require('axios').create({});\n";

/** A shop of two services; orders asks payment, its deadline stands in a file of its own. */
export const shop: Files = {
  'compose.yaml': 'services:\n  orders: { build: ./orders }\n  payment: { build: ./payment }\n',
  'orders/package.json': express('orders'),
  'orders/src/http.js': guarded,
  'orders/src/app.js': server("app.post('/orders', async (req, res) => res.json(await require('./pay')(req.body)));"),
  'orders/src/pay.js': `const http = require('./http');

module.exports = async (order) => {
  const { data } = await http.post('http://payment:3000/charges', order);
  return data;
};
`,
  'payment/package.json': express('payment'),
  'payment/src/http.js': guarded,
  'payment/src/app.js': server("app.post('/charges', (req, res) => res.json({ ok: true }));"),
};

/** Runs git in a folder, with nobody's configuration but the repository's. */
export function git(cwd: string, ...args: readonly string[]): string {
  const names = {
    GIT_AUTHOR_NAME: 'ada',
    GIT_AUTHOR_EMAIL: 'ada@shop',
    GIT_COMMITTER_NAME: 'ada',
    GIT_COMMITTER_EMAIL: 'ada@shop',
  };
  const env = { ...process.env, ...names, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The shop in a repository of its own with one commit on the branch main. */
export function shopRepository(files: Files = shop): string {
  const root = writeFiles(files);
  git(root, 'init', '--quiet', '--initial-branch=main');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message=first');
  return root;
}
