import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { bank, blueprint, orders } from './blueprints.ts';
import { inFolder, linkPackages, repository, run } from './generated-system.ts';

const systems: [what: string, text: string][] = [
  ['every kind of endpoint, call, event, saga and service', orders],
  ['events as the source of data, views and copies', bank],
];

test.each(systems)('%s: compiles under strict settings, tests included', { timeout: 300_000 }, async (_, text) => {
  const { services } = blueprint(text);
  const { root, remove } = inFolder(renderSystem(blueprint(text), readTemplates()));
  try {
    linkPackages(root);
    const paths = services.map(({ path }) => path);
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    expect(await run(root, process.execPath, [tsc, '-b', ...paths])).toBe('');
  } finally {
    remove();
  }
});
