import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint, edge, orders } from './blueprints.ts';
import { inFolder, linkPackages, repository, run } from './generated-system.ts';

test.each([orders, edge])(
  'what is generated compiles under strict settings, tests included',
  { timeout: 300_000 },
  async (text) => {
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
  },
);
