import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const PAYMENT = {
  'payment/package.json': service('payment', 'express'),
  'payment/app.js': `const app = require('express')();
app.post('/charges', (request, response) => response.end());
app.listen(5001);`,
};

async function targets(code: string): Promise<string[]> {
  const { calls } = await recoverFiles({
    ...PAYMENT,
    'orders/package.json': service('orders', 'express', 'axios'),
    'orders/app.js': `const app = require('express')();
const axios = require('axios');
const host = process.env.DAPR_HOST ?? 'http://localhost';
const port = process.env.DAPR_HTTP_PORT ?? '3500';
${code}
app.listen(3000);`,
  });
  return calls.map((call) => `${call.to ?? call.toKind} ${call.toEndpoint ?? call.path ?? ''}`);
}

test.each([
  [`axios.post(\`\${host}:\${port}/charges\`, {}, { headers: { 'dapr-app-id': 'payment' } });`],
  [
    `const options = { headers: { 'dapr-app-id': 'payment' } };\naxios.post(\`\${host}:\${port}/charges\`, {}, options);`,
  ],
  [`axios.create({ baseURL: \`\${host}:\${port}\`, headers: { 'dapr-app-id': 'payment' } }).post('/charges', {});`],
  [`fetch(\`\${host}:\${port}/charges\`, { method: 'POST', headers: { 'dapr-app-id': 'payment' } });`],
])('the header names the application that the sidecar asks: %s', async (code) => {
  expect(await targets(code)).toEqual(['payment payment POST /charges']);
});

test('a name that no service has leads to none', async () => {
  const code = `fetch('http://localhost:3500/charges', { method: 'POST', headers: { 'dapr-app-id': 'billing' } });`;
  expect(await targets(code)).toEqual(['unresolved /charges']);
});

test('headers that are handed on say nothing about it', async () => {
  const code = `app.post('/orders', (request, response) => {
  fetch('http://payment:5001/charges', { method: 'POST', headers: { ...request.headers } });
});`;
  expect(await targets(code)).toEqual(['payment payment POST /charges']);
});
