import { expect, test } from 'vitest';
import { sharedDatabase } from '../../../src/lint/rules/shared-database.ts';
import { recoverFiles } from '../../support/recover-files.ts';

const chapter = (name: string, port: number, more = '') => ({
  [`${name}/package.json`]: JSON.stringify({
    name,
    scripts: { start: 'node app.js' },
    dependencies: { express: '4', mongoose: '8', axios: '1' },
  }),
  [`${name}/app.js`]: `const app = require('express')();
require('mongoose').connect('mongodb://localhost:27017/workshop');
app.get('/${name}', (req, res) => res.end());
${more}
app.listen(${port});`,
});
const calling = "app.post('/all', () => require('axios').get('http://localhost:3000/shop', { timeout: 100 }));";

const reports = async (files: Record<string, string>): Promise<number> =>
  [...sharedDatabase.run(await recoverFiles(files))].length;

test('programs of one port that have nothing to do with each other are no system', async () => {
  expect(await reports({ ...chapter('first', 3000), ...chapter('shop', 3000) })).toBe(0);
});

test.each([
  ['listen on ports of their own', chapter('first', 3001)],
  ['call each other', chapter('first', 3000, calling)],
])('programs that %s share what they open', async (_, first) => {
  expect(await reports({ ...first, ...chapter('shop', 3000) })).toBe(1);
});
