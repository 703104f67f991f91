import { describe, expect, it } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const ROUTES: Files = Object.fromEntries(
  Array.from({ length: 15 }, (_, i) => [
    `src/routes/r${i}.js`,
    `module.exports = (app) => { app.get('/r${i}', (req, res) => res.end()); };`,
  ]),
);

const MODELS: Files = {
  'models/order.js': `module.exports = (sequelize, DataTypes) => {
  const Order = sequelize.define('Order', { id: DataTypes.INTEGER }, { tableName: 'orders' });
  return Order;
};`,
  'models/line.js': `const { Model } = require('sequelize');
module.exports = (sequelize, DataTypes) => {
  class Line extends Model {}
  Line.init({ id: DataTypes.INTEGER }, { sequelize, modelName: 'Line', tableName: 'order_lines' });
  return Line;
};`,
  'config/config.json': { development: { username: 'u', database: 'shop', host: 'db', dialect: 'postgres' } },
};

function modelsIndex(load: string): string {
  return `const fs = require('fs');
const path = require('path');
const Sequelize = require('sequelize');
const config = require(__dirname + '/../config/config.json')[process.env.NODE_ENV || 'development'];
const db = {};
const sequelize = new Sequelize(config.database, config.username, config.password, config);
fs.readdirSync(__dirname)
  .filter((file) => file !== path.basename(__filename))
  .forEach((file) => {
    const model = ${load};
    db[model.name] = model;
  });
module.exports = db;`;
}

describe('a loop over the files of a folder', () => {
  it.each([
    'require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes)',
    "sequelize['import'](path.join(__dirname, file))",
  ])('gives an object each model by its name: %s', async (load) => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express', 'sequelize', 'pg'),
      ...MODELS,
      'models/index.js': modelsIndex(load),
      'src/app.js': `const express = require('express');
const { Order } = require('../models');
const models = require('../models');
const app = express();
app.post('/orders', async (req, res) => { await Order.create({}); await models.Line.findAll(); });
app.listen(3000);`,
    });
    const [use] = model.datastoreUses;
    expect(use?.datastore).toBe('postgres://db:5432/shop');
    expect(use?.accesses.map(({ table, mode }) => `${table} ${mode}`).sort()).toEqual([
      'order_lines read',
      'orders write',
    ]);
  });

  it('calls what each of many files gives', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express'),
      ...ROUTES,
      'src/app.js': `const express = require('express');
const { readdirSync } = require('fs');
const app = express();
readdirSync('./src/routes').map((file) => require('./routes/' + file)(app));
app.listen(3000);`,
    });
    expect(endpoints(model)).toHaveLength(15);
  });

  it.each([
    [
      'by the name of the file',
      `fs.readdirSync(__dirname).forEach((file) => router.use('/' + path.basename(file, '.js'), require('./' + file)));`,
    ],
    [
      'when a promise settles',
      `fs.readdirSync(__dirname).filter((file) => {
  const name = file.split('.').shift();
  if (name !== 'index') import('./' + name).then((loaded) => { router.use('/' + name, loaded); });
});`,
    ],
  ])('mounts each router, %s', async (_, mount) => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express'),
      'src/routes/orders.js': `const router = require('express').Router(); router.get('/', (req, res) => res.end()); module.exports = router;`,
      'src/routes/items.js': `const router = require('express').Router(); router.get('/:id', (req, res) => res.end()); module.exports = router;`,
      'src/routes/index.js': `const fs = require('fs');
const path = require('path');
const router = require('express').Router();
${mount}
module.exports = router;`,
      'src/app.js': `const app = require('express')(); app.use('/api', require('./routes')); app.listen(3000);`,
    });
    expect(endpoints(model).sort()).toEqual(['GET /api/items/:id', 'GET /api/orders']);
  });
});
