import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

test('a server that is made without new listens, too', async () => {
  const { services } = await recoverFiles({
    'package.json': service('chat', 'express', 'socket.io'),
    'src/app.js': `const app = require('express')();
const http = require('http').Server(app);
const io = require('socket.io')(http);
http.listen(process.env.PORT);
`,
  });
  expect(services.map(({ name, listens }) => [name, listens.map(({ line }) => line)])).toEqual([['chat', [4]]]);
});
