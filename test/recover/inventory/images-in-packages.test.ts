import { describe, expect, test } from 'vitest';
import { inventoryOf, pkg, servicesOf, fact } from './shop.ts';

const shop = {
  'package.json': pkg('shop', { private: true, workspaces: ['packages/*'] }),
  'packages/api/package.json': pkg('api', {
    scripts: { start: 'node src/app.js' },
    dependencies: { express: '5', '@shop/pricing': '1' },
  }),
  'packages/api/src/app.js': '',
  'packages/pricing/package.json': pkg('@shop/pricing', { main: 'lib/index.js' }),
  'packages/pricing/lib/index.js': '',
  'packages/pricing/calculator/server.mjs': '',
};

describe('a Dockerfile in a folder of a package', () => {
  test.each([
    ['seen from the root', 'packages/pricing/calculator/server.mjs'],
    ['seen from the package', 'calculator/server.mjs'],
  ])('that packs and starts a file of that folder alone, %s, runs that folder', (_, source) => {
    const inventory = inventoryOf({
      ...shop,
      'packages/pricing/calculator/Dockerfile': `FROM node:22
COPY ${source} /home/user/server.mjs
EXPOSE 8080
CMD ["node", "/home/user/server.mjs"]
`,
    });
    const facts = [
      fact('packages/api/src/app.js', 'listens'),
      fact('packages/pricing/calculator/server.mjs', 'listens'),
    ];
    expect(servicesOf(inventory, facts)).toEqual([
      'packages/api service javascript',
      'packages/pricing/calculator service javascript',
    ]);
  });

  test('that packs the package runs the package', () => {
    const inventory = inventoryOf({
      ...shop,
      'packages/pricing/lib/server.mjs': '',
      'packages/pricing/calculator/Dockerfile': `FROM node:22
COPY packages/pricing/package.json packages/pricing/lib /srv/
CMD ["node", "/srv/lib/server.mjs"]
`,
    });
    const facts = [fact('packages/api/src/app.js', 'listens'), fact('packages/pricing/lib/server.mjs', 'listens')];
    expect(servicesOf(inventory, facts)).toEqual([
      'packages/api service javascript',
      'packages/pricing service javascript',
    ]);
  });
});
