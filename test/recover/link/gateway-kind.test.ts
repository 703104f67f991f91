import { expect, test } from 'vitest';
import { recoverFiles } from '../../support/recover-files.ts';

const shop = (routes: number): Promise<string | undefined> => {
  const own = Array.from(
    { length: routes },
    (_, n) => `app.get('/pages/${String(n)}', (req, res) => res.send('page'));`,
  );
  const files = {
    'web/package.json': '{ "name": "web", "scripts": { "start": "node app.js" }, "dependencies": { "express": "5" } }',
    'web/app.js': `const express = require('express');
const proxy = require('express-http-proxy');
const app = express();
app.use('/reports', proxy('http://reports:3000'));
${own.join('\n')}
app.listen(3000);`,
  };
  return recoverFiles(files).then(({ services }) => services[0]?.kind);
};

test('who forwards what arrives is a gateway, unless nearly all requests are its own', async () => {
  expect(await shop(5)).toBe('gateway');
  expect(await shop(51)).toBe('service');
});
