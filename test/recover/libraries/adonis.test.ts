import { describe, expect, it } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverFiles } from '../../support/recover-files.ts';

function said(model: SystemModel): string[] {
  return [
    ...model.endpoints.map((endpoint) => `${endpoint.method} ${endpoint.path}`),
    ...model.datastoreUses.flatMap((use) =>
      use.accesses.map((one) => `${use.datastore} ${one.mode} ${one.operation} ${one.table ?? '?'}`),
    ),
  ].sort();
}

const PACKAGE = {
  name: 'shop',
  scripts: { start: 'node build/server.js', dev: 'node ace serve --watch' },
  dependencies: { '@adonisjs/core': '*', '@adonisjs/lucid': '*', pg: '*' },
};

describe('AdonisJS', () => {
  it('5: routes in groups, resources, models and the query builder', async () => {
    const model = await recoverFiles({
      'package.json': PACKAGE,
      'config/database.ts': `import Env from '@ioc:Adonis/Core/Env';
const config = { connection: 'pg', connections: { pg: { client: 'pg', connection: { host: Env.get('PG_HOST') } } } };
export default config;`,
      'start/routes.ts': `import Route from '@ioc:Adonis/Core/Route';
Route.get('health', 'HealthController.index').middleware('auth');
Route.group(() => {
  Route.post('/orders', 'OrdersController.store');
  Route.group(() => { Route.delete(':id', 'CartsController.destroy'); }).prefix('carts');
}).middleware('auth').prefix('/api');
Route.resource('parcels', 'ParcelsController').apiOnly().except(['destroy']);
Route.route('/any', ['GET', 'PUT'], 'AnyController.index');`,
      'app/Models/OrderLine.ts': `import { BaseModel, column } from '@ioc:Adonis/Lucid/Orm';
export default class OrderLine extends BaseModel { @column() public id: number }`,
      'app/Models/Cart.ts': `import { BaseModel } from '@ioc:Adonis/Lucid/Orm';
export default class Cart extends BaseModel { public static table = 'shop_carts'; }`,
      'app/Controllers/Http/OrdersController.ts': `import Database from '@ioc:Adonis/Lucid/Database';
import OrderLine from '../../Models/OrderLine';
import Cart from '../../Models/Cart';
export default class OrdersController {
  async store() {
    await OrderLine.query().where('id', 1).first();
    await Cart.query().where('id', 1).delete();
    const line = await OrderLine.find(1);
    await line.save();
    await Database.from('parcels').where('id', 1).update({ sent: true });
    await Database.table('logs').insert({});
    await Database.rawQuery('select * from routes');
  }
}`,
    });
    expect(said(model)).toEqual([
      'DELETE /api/carts/:id',
      'GET /any',
      'GET /health',
      'GET /parcels',
      'GET /parcels/:id',
      'PATCH /parcels/:id',
      'POST /api/orders',
      'POST /parcels',
      'PUT /any',
      'PUT /parcels/:id',
      'postgres:shop read SELECT routes',
      'postgres:shop read find order_lines',
      'postgres:shop read query order_lines',
      'postgres:shop write delete shop_carts',
      'postgres:shop write insert logs',
      'postgres:shop write save order_lines',
      'postgres:shop write update parcels',
    ]);
  });

  it('6: handlers in controllers that are imported when they are needed', async () => {
    const model = await recoverFiles({
      'package.json': { ...PACKAGE, imports: { '#controllers/*': './app/controllers/*.js' } },
      'config/database.ts': `import { defineConfig } from '@adonisjs/lucid';
export default defineConfig({ connection: 'mysql', connections: { mysql: { client: 'mysql2' }, test: { client: 'sqlite3' } } });`,
      'start/routes.ts': `import router from '@adonisjs/core/services/router';
const OrdersController = () => import('#controllers/orders_controller');
router.group(() => { router.get('/orders', [OrdersController, 'index']); }).prefix('/v1');`,
      'app/controllers/orders_controller.ts': `import db from '@adonisjs/lucid/services/db';
export default class OrdersController {
  async index() {
    await fetch('http://stock:3000/levels');
    return db.from('orders').select('*');
  }
}`,
    });
    expect(said(model)).toEqual(['GET /v1/orders', 'mysql:shop read select orders']);
    expect(model.calls[0]?.fromEndpoints).toEqual([model.endpoints[0]?.id]);
  });
});
