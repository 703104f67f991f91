import { describe, expect, it } from 'vitest';
import { recoverFiles } from '../../support/recover-files.ts';

const BASE = `import { Router } from 'express';
export abstract class Resource {
  readonly router: Router;
  constructor(protected readonly name: string) {
    this.router = Router();
    this.router.get('/health', (req, res) => res.json({}));
  }
}`;

function resource(name: string, path: string): string {
  return `import { Resource } from './resource';
export class ${name} extends Resource {
  constructor() { super('${name}'); this.setUp(); }
  setUp() { const router = this.router; router.post('${path}', (req, res) => res.json({})); }
}`;
}

describe('routers that classes inherit', () => {
  it('are one for each class, mounted where that class is', async () => {
    const model = await recoverFiles({
      'package.json': { name: 'shop', scripts: { start: 'node src/main.ts' }, dependencies: { express: '5' } },
      'src/resource.ts': BASE,
      'src/orders.ts': resource('Orders', '/place'),
      'src/carts.ts': resource('Carts', '/fill'),
      'src/main.ts': `import express from 'express';
import { Orders } from './orders';
import { Carts } from './carts';
class Shop {
  private readonly orders: Orders;
  constructor(private readonly app) { this.orders = new Orders(); }
  mount() {
    this.app.use('/orders', this.orders.router);
    this.app.use('/carts', new Carts().router);
  }
}
const app = express();
new Shop(app).mount();
app.listen(3000);`,
    });
    expect(model.endpoints.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /carts/health',
      'GET /orders/health',
      'POST /carts/fill',
      'POST /orders/place',
    ]);
  });

  it('have no prefix of each other where only the base class mounts them', async () => {
    const model = await recoverFiles({
      'package.json': { name: 'shop', scripts: { start: 'node src/main.ts' }, dependencies: { express: '5' } },
      'src/resource.ts': `import { Router } from 'express';
export class Resource {
  app;
  constructor() { this.app = Router(); }
  use(path, router) { this.app.use(path, router); }
  get router() { return this.app; }
}`,
      'src/orders.ts': resource('Orders', '/place').replaceAll('this.router', 'this.app'),
      'src/carts.ts': resource('Carts', '/fill').replaceAll('this.router', 'this.app'),
      'src/main.ts': `import express from 'express';
import { Resource } from './resource';
import { Orders } from './orders';
import { Carts } from './carts';
class Shop extends Resource {
  constructor() { super(); this.use('/orders', new Orders().router); this.use('/carts', new Carts().router); }
}
const app = express();
app.use('/', new Shop().router);
app.listen(3000);`,
    });
    expect(model.endpoints.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'POST /fill',
      'POST /place',
    ]);
  });
});
