import { expect, test } from 'vitest';
import { calls, recoverFiles, service } from '../../support/recover-files.ts';

const files = (rewrite: string) => ({
  'web/package.json': service('web', 'express', 'axios'),
  'web/src/client.js': `const axios = require('axios');
class ServiceClient {
  static async call(origin, options) {
    ${rewrite}
    return axios(options);
  }
}
module.exports = ServiceClient;
`,
  'web/src/app.js': `const app = require('express')();
const { call } = require('./client');
app.get('/talks', async (req, res) => res.json(await call('http://talks:3000', { method: 'get', url: '/talks/list' })));
app.post('/votes', async (req, res) => res.json(await call('http://votes:3000', { method: 'post', url: '/votes/add' })));
app.listen(8080);
`,
});

test.each(['options.url = origin + options.url;', 'options.url = `${origin}${options.url}`;'])(
  'options that a wrapper rewrites are those of the caller at hand: %s',
  async (rewrite) => {
    expect(calls(await recoverFiles(files(rewrite)))).toEqual([
      'web GET http://talks:3000/talks/list → (unresolved)',
      'web POST http://votes:3000/votes/add → (unresolved)',
    ]);
  },
);

test('what a function puts in the place of a member stands beside what was written', async () => {
  const model = await recoverFiles(files("if (origin === '') options.url = 'http://talks:3000/talks/all';"));
  expect(calls(model)).toContain('web GET /talks/list → (unresolved)');
});

test('a registry that is asked over HTTP answers with where the service is that was asked for', async () => {
  const talks = {
    'talks/package.json': service('talks', 'express'),
    'talks/src/app.js': "const app = require('express')();\napp.get('/list', (q, r) => r.end());\napp.listen(0);\n",
    'votes/package.json': service('votes', 'express'),
    'votes/src/app.js': "const app = require('express')();\napp.post('/add', (q, r) => r.end());\napp.listen(0);\n",
  };
  const registry = (path: string) => ({
    ...talks,
    'web/package.json': service('web', 'express', 'axios'),
    'web/src/client.js': `const axios = require('axios');
class ServiceClient {
  static async find(name) {
    const response = await axios.get(\`\${process.env.REGISTRY}${path}\`);
    return response.data;
  }
  static async call(name, options) {
    const { ip, port } = await this.find(name);
    options.url = \`http://\${ip}:\${port}\${options.url}\`;
    return axios(options);
  }
}
module.exports = ServiceClient;
`,
    'web/src/app.js': `const app = require('express')();
const Services = require('./client');
app.get('/talks', async (req, res) => res.json(await Services.call('talks', { method: 'get', url: '/list' })));
app.post('/votes', async (req, res) => res.json(await Services.call('votes', { method: 'post', url: '/add' })));
app.listen(8080);
`,
  });
  const asked = async (path: string): Promise<string[]> =>
    calls(await recoverFiles(registry(path))).filter((line) => !line.includes('REGISTRY'));
  expect(await asked('/find/${name}/1.0.0')).toEqual([
    'web GET http://talks:{…}/list → talks',
    'web POST http://votes:{…}/add → votes',
  ]);
  // Weather of a place is no address of a service.
  expect(await asked('/weather/${name}')).toEqual([
    'web GET http://{…}:{…}/list → (unresolved)',
    'web POST http://{…}:{…}/add → (unresolved)',
  ]);
});
