import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import {
  bank,
  blueprint,
  choreographed,
  computing,
  engines,
  orders,
  plain,
  remote,
  transcoded,
} from '../scaffold/blueprints.ts';
import { inFolder, linkPackages, repository, run } from '../scaffold/generated-system.ts';

const vitest = join(repository, 'node_modules/vitest/vitest.mjs');

test.each([
  ['every kind of endpoint, call, event, saga and service', orders],
  ['a choreographed saga', choreographed],
  ['sagas that engines lead', engines],
  ['a plain HTTP service', plain],
  ['events as the source of data, views and copies', bank],
  ['services on gRPC', remote],
  ['gateways that answer by calls over gRPC', transcoded],
  ['jobs in worker threads', computing],
])('the tests that come with %s pass', async (_, text) => {
  const { root, remove } = inFolder(renderSystem(blueprint(text), readTemplates()));
  try {
    linkPackages(root);
    expect(await run(root, process.execPath, [vitest, 'run', '--no-color'])).toMatch(/Tests +\d+ passed/);
  } finally {
    remove();
  }
});
