import { testRewrites } from '../../support/rewrites.ts';
import { service } from '../../support/recover-files.ts';

const others = {
  'orders/package.json': service('orders', 'express', 'axios'),
  'payment/package.json': service('payment', 'express'),
  'payment/src/app.js': `const app = require('express')();
app.post('/charges', (req, res) => res.json({}));
app.listen(3001);
`,
  'stock/package.json': service('stock', 'express'),
  'stock/src/app.js': `const app = require('express')();
app.get('/items/:id', (req, res) => res.json({}));
app.listen(3002);
`,
};

const base = `const express = require('express');
const axios = require('axios');
const app = express();
app.use(express.json());
app.post('/orders', async (req, res) => {
  const charge = await axios.post('http://payment:3001/charges', req.body, { timeout: 2000 });
  const item = await axios.get(\`http://stock:3002/items/\${req.body.item}\`);
  res.json({ charge: charge.data, item: item.data });
});
app.listen(3000);
`;

const server = (charge: string, item: string, before = ''): string => `const express = require('express');
${before}
const app = express();
app.post('/orders', async (req, res) => {
  const first = await ${charge};
  const second = await ${item};
  res.json({ first, second });
});
app.listen(3000);
`;
const esm = (text: string): string =>
  text
    .replace("const express = require('express');", "import express from 'express';")
    .replace(/^const (\{.*\}|\w+) = require\('(.*)'\);$/gm, "import $1 from '$2';");

const charge = "axios.post('http://payment:3001/charges', req.body, { timeout: 2000 })";
const item = 'axios.get(`http://stock:3002/items/${req.body.item}`)';
const axios = "const axios = require('axios');";
const calls = 'charge(req.body)';
const one = 'item(req.body.item)';

testRewrites(
  others,
  { 'orders/src/app.js': base },
  [
    'orders answers http POST /orders',
    'orders calls payment POST /charges = payment POST /charges, timeout set 2000, from orders POST /orders',
    'orders calls stock GET /items/: = stock GET /items/:, timeout absent, from orders POST /orders',
    'payment answers http POST /charges',
    'service orders service 3000',
    'service payment service 3001',
    'service stock service 3002',
    'stock answers http GET /items/:',
  ],
  [
    [
      'other names',
      {
        'orders/src/app.js': base
          .replaceAll('axios.', 'http.')
          .replace('const axios', 'const http')
          .replaceAll('app', 'web')
          .replaceAll('charge', 'c')
          .replaceAll("/cs'", "/charges'"),
      },
    ],
    ['imports', { 'orders/src/app.mjs': esm(base) }],
    [
      'an alias of an import',
      {
        'orders/src/app.mjs': esm(base).replace(
          "import axios from 'axios'",
          "import { default as axios } from 'axios'",
        ),
      },
    ],
    [
      'a namespace',
      { 'orders/src/app.mjs': esm(base).replace("import axios from 'axios'", "import * as axios from 'axios'") },
    ],
    [
      'TypeScript',
      {
        'orders/src/app.ts': esm(base)
          .replace('(req, res)', '(req: Request, res: Response): Promise<void>')
          .replace('const charge =', 'const charge: AxiosResponse<Charge> ='),
      },
    ],
    [
      'compiled imports',
      {
        'orders/src/app.js': base
          .replace("const axios = require('axios')", "const axios_1 = __importDefault(require('axios'))")
          .replaceAll('axios.', 'axios_1.default.')
          .replace(
            'const app',
            'function __importDefault(mod) { return mod && mod.__esModule ? mod : { default: mod }; }\nconst app',
          ),
      },
    ],
    [
      'require where it is used',
      {
        'orders/src/app.js': server(
          charge.replace('axios', "require('axios')"),
          item.replace('axios', "require('axios')"),
        ),
      },
    ],
    [
      'destructured functions',
      {
        'orders/src/app.js': server(
          charge.replace('axios.post', 'post'),
          item.replace('axios.get', 'get'),
          "const { get, post } = require('axios');",
        ),
      },
    ],
    [
      'a barrel',
      {
        'orders/src/app.js': server(calls, one, "const { charge, item } = require('./clients');"),
        'orders/src/clients/index.js': "module.exports = { ...require('./payment'), ...require('./stock') };\n",
        'orders/src/clients/payment.js': `${axios}\nexports.charge = (body) => axios.post('http://payment:3001/charges', body, { timeout: 2000 });\n`,
        'orders/src/clients/stock.js': `${axios}\nmodule.exports.item = (id) => axios.get('http://stock:3002/items/' + id);\n`,
      },
    ],
    [
      'a barrel of exports',
      {
        'orders/src/app.mjs': esm(server(calls, one)).replace(
          "import express from 'express';",
          "import express from 'express';\nimport { charge, item } from './clients/index.mjs';",
        ),
        'orders/src/clients/index.mjs': "export * from './payment.mjs';\nexport { find as item } from './stock.mjs';\n",
        'orders/src/clients/payment.mjs':
          "import axios from 'axios';\nexport const charge = (body) => axios.post('http://payment:3001/charges', body, { timeout: 2000 });\n",
        'orders/src/clients/stock.mjs':
          "import axios from 'axios';\nexport function find(id) { return axios.get('http://stock:3002/items/' + id); }\n",
      },
    ],
    [
      'functions around the client',
      {
        'orders/src/app.js': server(
          "post('http://payment:3001', '/charges', req.body, 2000)",
          "find('http://stock:3002/items/', req.body.item)",
          `${axios}\nfunction post(host, path, body, timeout) { return axios.post(host + path, body, { timeout }); }\nconst find = (base, id) => axios.get(base + id);`,
        ),
      },
    ],
    [
      'functions around functions',
      {
        'orders/src/app.js': server(
          'charge(req.body)',
          one,
          `${axios}\nconst send = (method, url, data, options = {}) => axios({ method, url, data, ...options });\nconst post = (url, data, options) => send('post', url, data, options);\nconst charge = (body) => post('http://payment:3001/charges', body, { timeout: 2000 });\nconst item = (id) => send('get', \`http://stock:3002/items/\${id}\`);`,
        ),
      },
    ],
    [
      'rest parameters',
      {
        'orders/src/app.js': server(
          "call('post', 'http://payment:3001/charges', req.body, { timeout: 2000 })",
          "call('get', 'http://stock:3002/items/' + req.body.item)",
          `${axios}\nasync function call(verb, ...args) { return axios[verb](...args); }`,
        ),
      },
    ],
    [
      'instances',
      {
        'orders/src/app.js': server(
          "payments.post('/charges', req.body)",
          'stock.get(`/items/${req.body.item}`)',
          `${axios}\nconst payments = axios.create({ baseURL: 'http://payment:3001', timeout: 2000 });\nconst stock = axios.create({ baseURL: 'http://stock:3002/' });`,
        ),
      },
    ],
    [
      'a factory of instances',
      {
        'orders/src/app.js': server(
          "client('payment', 3001, { timeout: 2000 }).post('/charges', req.body)",
          "client('stock', 3002).get('/items/' + req.body.item)",
          `${axios}\nfunction client(name, port, options) { return axios.create({ baseURL: \`http://\${name}:\${port}\`, ...options }); }`,
        ),
      },
    ],
    [
      'a class',
      {
        'orders/src/app.js': server(
          'new Payments().charge(req.body)',
          'new Stock().item(req.body.item)',
          `${axios}\nclass Payments { charge(body) { return axios.post('http://payment:3001/charges', body, { timeout: 2000 }); } }\nclass Stock { async item(id) { return axios.get('http://stock:3002/items/' + id); } }`,
        ),
      },
    ],
    [
      'a base class',
      {
        'orders/src/app.js': server(
          'payments.charge(req.body)',
          'stock.item(req.body.item)',
          `${axios}\nclass Client { constructor(base, options = {}) { this.base = base; this.options = options; } send(method, path, data) { return axios({ method, url: this.base + path, data, ...this.options }); } }\nclass Payments extends Client { constructor() { super('http://payment:3001', { timeout: 2000 }); } charge(body) { return this.send('POST', '/charges', body); } }\nclass Stock extends Client { item(id) { return this.send('GET', '/items/' + id); } }\nconst payments = new Payments();\nconst stock = new Stock('http://stock:3002');`,
        ),
      },
    ],
    [
      'a factory of closures',
      {
        'orders/src/app.js': server(
          "payment('/charges', req.body)",
          'stock(`/items/${req.body.item}`)',
          `${axios}\nconst make = (base, method, options) => (path, data) => axios.request({ url: base + path, method, data, ...options });\nconst payment = make('http://payment:3001', 'POST', { timeout: 2000 });\nconst stock = make('http://stock:3002', 'GET');`,
        ),
      },
    ],
    [
      'an object of functions',
      {
        'orders/src/app.js': server(
          'api.payment.charge(req.body)',
          'api.stock.item(req.body.item)',
          `${axios}\nconst api = { payment: { charge: (body) => ${charge.replace('req.body', 'body')} }, stock: { async item(id) { return ${item.replace('req.body.item', 'id')}; } } };`,
        ),
      },
    ],
    [
      'injected by hand',
      {
        'orders/src/app.js': server(
          'orders.charge(req.body)',
          'orders.item(req.body.item)',
          `${axios}\nclass Orders { constructor({ http, urls }) { this.http = http; this.urls = urls; } charge(body) { return this.http.post(this.urls.payment + '/charges', body, { timeout: 2000 }); } item(id) { return this.http.get(this.urls.stock + '/items/' + id); } }\nconst orders = new Orders({ http: axios, urls: { payment: 'http://payment:3001', stock: 'http://stock:3002' } });`,
        ),
      },
    ],
    [
      'constants',
      {
        'orders/src/app.js': server(
          'axios.post(PAYMENT + PATHS.charges, req.body, OPTIONS)',
          'axios.get([STOCK, PATHS.items, req.body.item].join("/"))',
          `${axios}\nconst PAYMENT = 'http://payment:3001';\nconst STOCK = 'http://stock:3002';\nconst PATHS = Object.freeze({ charges: '/charges', items: 'items' });\nconst OPTIONS = { timeout: 2 * 1000 };`,
        ),
      },
    ],
    [
      'an imported configuration',
      {
        'orders/src/app.js': server(
          'axios.post(`${config.payment.url}/charges`, req.body, { timeout: config.payment.timeout })',
          'axios.get(`${config.stock.url}/items/${req.body.item}`)',
          `${axios}\nconst config = require('./config');`,
        ),
        'orders/src/config.js':
          "module.exports = { payment: { url: 'http://payment:3001', timeout: 2000 }, stock: { url: 'http://stock:3002' } };\n",
      },
    ],
    [
      'configuration in JSON',
      {
        'orders/src/app.js': server(
          'axios.post(`${config.payment.url}/charges`, req.body, { timeout: config.payment.timeout })',
          'axios.get(`${config.stock.url}/items/${req.body.item}`)',
          `${axios}\nconst config = require('./config.json');`,
        ),
        'orders/src/config.json':
          '{ "payment": { "url": "http://payment:3001", "timeout": 2000 }, "stock": { "url": "http://stock:3002" } }',
      },
    ],
    [
      'the environment with defaults',
      {
        'orders/src/app.js': server(
          "axios.post(`${process.env.PAYMENT_URL || 'http://payment:3001'}/charges`, req.body, { timeout: 2000 })",
          "axios.get(`http://${process.env.STOCK_HOST ?? 'stock'}:3002/items/${req.body.item}`)",
          axios,
        ),
      },
    ],
    [
      'the environment as deployed',
      {
        'orders/src/app.js': server(
          'axios.post(`${env.PAYMENT_URL}/charges`, req.body, { timeout: 2000 })',
          'axios.get(`${env.STOCK_URL}/items/${req.body.item}`)',
          `${axios}\nconst { env } = process;`,
        ),
        'orders/.env': 'PAYMENT_URL=http://payment:3001\nSTOCK_URL=http://stock:3002\n',
      },
    ],
    [
      'concatenation',
      {
        'orders/src/app.js': server(
          "axios.post('http://' + 'payment' + ':' + 3001 + '/charges', req.body, { timeout: 2000 })",
          "axios.get('http://stock:3002'.concat('/items/', req.body.item))",
          axios,
        ),
      },
    ],
    [
      'URL objects',
      {
        'orders/src/app.js': server(
          "axios.post(new URL('/charges', 'http://payment:3001').toString(), req.body, { timeout: 2000 })",
          "axios.get(new URL(`/items/${req.body.item}`, 'http://stock:3002').href)",
          axios,
        ),
      },
    ],
    [
      'a URL that grows',
      {
        'orders/src/app.js': base.replace(
          'const item = await axios.get(`http://stock:3002/items/${req.body.item}`)',
          "let url = 'http://stock:3002';\n  url += '/items/';\n  url += req.body.item;\n  const item = await axios.get(url)",
        ),
      },
    ],
    [
      'options that are filled',
      {
        'orders/src/app.js': base.replace(
          "const charge = await axios.post('http://payment:3001/charges', req.body, { timeout: 2000 })",
          "const options = { method: 'POST' };\n  options.url = 'http://payment:3001/charges';\n  options['timeout'] = 2000;\n  const charge = await axios(options)",
        ),
      },
    ],
    [
      'then',
      {
        'orders/src/app.js': base.replace(
          /async \(req, res\) => \{[^]*?\n\}\);/,
          "(req, res) => {\n  axios.post('http://payment:3001/charges', req.body, { timeout: 2000 })\n    .then((charge) => axios.get('http://stock:3002/items/' + req.body.item).then((item) => res.json({ charge, item })))\n    .catch((error) => res.status(500).end());\n});",
        ),
      },
    ],
    [
      'Promise.all',
      {
        'orders/src/app.js': base.replace(
          /const charge = [^]*?item\}`\);/,
          'const [charge, item] = await Promise.all([\n    axios.post("http://payment:3001/charges", req.body, { timeout: 2000 }),\n    axios.get(`http://stock:3002/items/${req.body.item}`),\n  ]);',
        ),
      },
    ],
    [
      'handlers as functions',
      {
        'orders/src/app.js': base
          .replace(
            "app.post('/orders', async (req, res) => {",
            "app.post('/orders', create);\nasync function create(req, res) {",
          )
          .replace('\n});', '\n}'),
      },
    ],
    [
      'handlers as methods',
      {
        'orders/src/app.js': `const express = require('express');\n${axios}\nclass Orders {\n  async create(req, res) {\n    const charge = await ${charge};\n    res.json(await this.item(req));\n  }\n  async item(req) { return ${item}; }\n}\nconst orders = new Orders();\nconst app = express();\napp.post('/orders', orders.create.bind(orders));\napp.listen(3000);\n`,
      },
    ],
    [
      'a router in a file of its own',
      {
        'orders/src/app.js':
          "const express = require('express');\nconst app = express();\napp.use('/orders', require('./routes'));\napp.listen(3000);\n",
        'orders/src/routes.js': `const { Router } = require('express');\nconst controller = require('./controller');\nconst router = Router();\nrouter.post('/', controller.create);\nmodule.exports = router;\n`,
        'orders/src/controller.js': `const service = require('./service');\nexports.create = async (req, res) => res.json(await service.create(req.body));\n`,
        'orders/src/service.js': `${axios}\nconst create = async (body) => {\n  await ${charge.replace('req.body', 'body')};\n  return ${item.replace('req.body', 'body')};\n};\nmodule.exports = { create };\n`,
      },
    ],
    [
      'an application class',
      {
        'orders/src/app.js': `const express = require('express');\n${axios}\nclass App {\n  constructor() { this.app = express(); this.routes(); }\n  routes() { this.app.post('/orders', (req, res) => this.create(req, res)); }\n  async create(req, res) { await ${charge}; res.json(await ${item}); }\n  listen() { this.app.listen(3000); }\n}\nnew App().listen();\n`,
      },
    ],
    [
      'a function that makes the application',
      {
        'orders/src/app.js':
          "const { build } = require('./build');\nconst axios = require('axios');\nbuild({ http: axios, payment: 'http://payment:3001', stock: 'http://stock:3002' }).listen(3000);\n",
        'orders/src/build.js': `const express = require('express');\nfunction build({ http, payment, stock }) {\n  const app = express();\n  app.post('/orders', async (req, res) => {\n    await http.post(payment + '/charges', req.body, { timeout: 2000 });\n    res.json(await http.get(\`\${stock}/items/\${req.body.item}\`));\n  });\n  return app;\n}\nmodule.exports = { build };\n`,
      },
    ],
  ],
);
