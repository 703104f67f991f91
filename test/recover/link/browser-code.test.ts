import { expect, test } from 'vitest';
import { recoverFiles } from '../../support/recover-files.ts';

const both = {
  'package.json': {
    name: 'shop',
    scripts: { start: 'node server/index.js' },
    dependencies: { express: '5', react: '19', 'react-dom': '19' },
  },
  'server/index.js': `const app = require('express')();
require('./rates');
require('../shared/http');
app.listen(3000);
`,
  'server/rates.js': "exports.rates = () => fetch('https://rates.example/eur');\n",
  'shared/http.js': "exports.ping = () => fetch('https://ping.example/');\n",
  'app/index.tsx':
    "import { createRoot } from 'react-dom/client';\nimport { orders } from './store';\ncreateRoot(orders);\n",
  'app/store.js': "import '../shared/http';\nexport const orders = () => fetch('/api/orders');\n",
  'plugins/maps/client.tsx': "import { tiles } from './tiles';\nexport default tiles;\n",
  'plugins/maps/tiles.js': "export const tiles = () => fetch('https://tiles.example/1');\n",
  'plugins/mail/server.js': "exports.send = () => fetch('https://mail.example/send');\n",
};

async function called(files: Parameters<typeof recoverFiles>[0]): Promise<(string | null)[]> {
  return (await recoverFiles(files)).calls.map(({ target }) => target).sort();
}

test('what only a page imports makes no calls of the service that is in one package with it', async () => {
  // Shared code and what nobody imports may run on the server.
  expect(await called(both)).toEqual([
    'https://mail.example/send',
    'https://ping.example/',
    'https://rates.example/eur',
  ]);
});

test('components that a server renders itself, and pages of a front end of its own, keep their calls', async () => {
  const rendering = { ...both, 'server/index.js': `${both['server/index.js']}require('../app/index.tsx');\n` };
  expect(await called(rendering)).toContain('/api/orders');
  const page = {
    'package.json': { name: 'web', scripts: { start: 'vite' }, dependencies: { 'react-dom': '19', vite: '7' } },
    'src/main.tsx': "import { createRoot } from 'react-dom/client';\ncreateRoot(fetch('/api/orders'));\n",
  };
  expect(await called(page)).toEqual(['/api/orders']);
});
