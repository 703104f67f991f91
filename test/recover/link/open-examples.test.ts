import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

async function addressOf(file: string): Promise<string | undefined> {
  const { calls } = await recoverFiles({
    'package.json': service('orders', 'express', 'axios', 'zod'),
    [file]: 'PAYMENT_URL=\n',
    'config.js': `const { z } = require('zod');
const schema = z.object({ PAYMENT_URL: z.url().default('http://10.0.0.7:3001') });
module.exports = schema.parse(process.env);`,
    'app.js': `const app = require('express')();
const axios = require('axios');
const config = require('./config');
axios.get(config.PAYMENT_URL + '/charges', { timeout: 1000 });
app.listen(3000);`,
  });
  return calls[0]?.address.origin;
}

test('a line of an example that is to be filled in leaves the default of the code', async () => {
  expect(await addressOf('.env.example')).toBe('default');
});

test('a file that is read as it stands does set the variable', async () => {
  expect(await addressOf('.env')).not.toBe('default');
});
