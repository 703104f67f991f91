import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

test('what a decorator is given and nothing tells is an unknown piece of the path, not the path of the controller', async () => {
  const { endpoints } = await recoverFiles({
    'package.json': service('orders', '@nestjs/core', '@nestjs/common'),
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Controller, Get, Module, Post, Put } from '@nestjs/common';
import { settings } from 'settings-of-somebody';
class PlaceOrder { static path() { return 'place'; } }
@Controller('orders')
class Orders {
  @Get() list() {}
  @Get('') again() {}
  @Get(settings.path) one() {}
  @Get(\`old/\${settings.name}\`) old() {}
  @Post(PlaceOrder.path()) place() {}
  @Put({ path: 'x' } as never) options() {}
}
@Module({ controllers: [Orders] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
  });
  expect(endpoints.map(({ id }) => id.replace(/ @.*/, '')).sort()).toEqual([
    'orders GET /orders',
    'orders GET /orders',
    'orders GET /orders/:param',
    'orders GET /orders/old/:param',
    'orders POST /orders/place',
    'orders PUT /orders',
  ]);
});
