import { expect, test } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const main = (setup = ''): string => `import { NestFactory } from '@nestjs/core';
import { VersioningType, VERSION_NEUTRAL, RequestMethod } from '@nestjs/common';
import { AppModule } from './app.module';
async function start() { const app = await NestFactory.create(AppModule); ${setup} await app.listen(3000); }
start();`;
const nest = (setup: string, controllers: string): Files => ({
  'src/main.ts': main(setup),
  'src/app.module.ts': `import { Module } from '@nestjs/common'; @Module({}) export class AppModule {}`,
  'src/orders.ts': `import { All, Controller, Delete, Get, Head, Options, Patch, Post, Put, Search, Sse, Version, VERSION_NEUTRAL, RequestMapping, RequestMethod } from '@nestjs/common';
${controllers}`,
});

const CASES: readonly (readonly [name: string, files: Files, expected: readonly string[]])[] = [
  [
    'Nest: paths in lists and options',
    nest(
      '',
      `@Controller(['orders', 'bestellungen']) export class A { @Get() list() {} @Post(['new', 'place']) place() {} @All('x') x() {} }
       @Controller({ path: 'carts', host: 'shop' }) export class B { @Delete(':id') remove() {} @Sse('events') events() {} @Head() head() {} }
       const PATH = 'parcels'; const ROUTES = { find: ':id' } as const; @Controller(PATH) export class C { @Get(ROUTES.find) find() {} }
       @Controller() export class D { @Get('health') health() {} @RequestMapping({ path: 'r', method: RequestMethod.PUT }) r() {} }`,
    ),
    [
      'ALL /bestellungen/x',
      'ALL /orders/x',
      'DELETE /carts/:id',
      'GET /bestellungen',
      'GET /carts/events',
      'GET /health',
      'GET /orders',
      'GET /parcels/:id',
      'HEAD /carts',
      'POST /bestellungen/new',
      'POST /bestellungen/place',
      'POST /orders/new',
      'POST /orders/place',
      'PUT /r',
    ],
  ],
  [
    'Nest: a global prefix with exceptions',
    nest(
      `app.setGlobalPrefix('api/v1', { exclude: ['health', { path: 'metrics', method: RequestMethod.GET }, 'docs/(.*)'] });`,
      `@Controller('health') export class A { @Get() check() {} } @Controller('metrics') export class B { @Get() all() {} @Post() push() {} }
       @Controller('docs') export class C { @Get('json') json() {} } @Controller('orders') export class D { @Get() list() {} }`,
    ),
    ['GET /api/v1/orders', 'GET /docs/json', 'GET /health', 'GET /metrics', 'POST /api/v1/metrics'],
  ],
  [
    'Nest: versions in the path',
    nest(
      `app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });`,
      `@Controller({ path: 'a', version: ['1', '2'] }) export class A { @Get() list() {} @Version('3') @Post() make() {} }
       @Controller({ path: 'b', version: VERSION_NEUTRAL }) export class B { @Get() list() {} } @Controller('c') export class C { @Get() list() {} @Version(['1', '2']) @Put() put() {} @Version(VERSION_NEUTRAL) @Delete() del() {} }`,
    ),
    ['DELETE /c', 'GET /b', 'GET /v1/a', 'GET /v1/c', 'GET /v2/a', 'POST /v3/a', 'PUT /v1/c', 'PUT /v2/c'],
  ],
  [
    'Nest: several default versions, one neutral',
    nest(
      `app.setGlobalPrefix('api'); app.enableVersioning({ defaultVersion: [VERSION_NEUTRAL, '1'] });`,
      `@Controller('c') export class C { @Get() list() {} }`,
    ),
    ['GET /api/c', 'GET /api/v1/c'],
  ],
  [
    'Nest: versions without the word, in a header',
    nest(
      `app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version' });`,
      `@Controller({ path: 'a', version: '1' }) export class A { @Get() list() {} }`,
    ),
    ['GET /a'],
  ],
  [
    'Nest: RouterModule',
    {
      ...nest(
        '',
        `@Controller('orders') export class Orders { @Get() list() {} } @Controller('users') export class Users { @Get() list() {} } @Controller('stats') export class Stats { @Get() list() {} }`,
      ),
      'src/app.module.ts': `import { Module } from '@nestjs/common'; import { RouterModule } from '@nestjs/core'; import { Orders, Users, Stats } from './orders';
        @Module({ controllers: [Orders] }) export class ShopModule {} @Module({ controllers: [Users] }) class UsersModule {} @Module({ controllers: [Stats] }) class StatsModule {}
        @Module({ imports: [ShopModule, UsersModule, StatsModule, RouterModule.register([{ path: 'shop', module: ShopModule }, { path: 'admin', children: [{ path: 'people', module: UsersModule }, StatsModule] }])] })
        export class AppModule {}`,
    },
    ['GET /admin/people/users', 'GET /admin/stats', 'GET /shop/orders'],
  ],
  [
    'Nest: patterns',
    nest(
      '',
      `import { MessagePattern, GrpcMethod, Payload } from '@nestjs/microservices';
       const PATTERN = { cmd: 'count', role: 'stock' };
       @Controller() export class A { @MessagePattern('sum') sum() {} @MessagePattern({ cmd: 'find' }) find() {} @MessagePattern(PATTERN) count() {} @MessagePattern(['a', 'b']) many() {} @MessagePattern({ version: 1, cmd: 'x' }) x() {} }`,
    ),
    [
      'rpc a',
      'rpc b',
      'rpc sum',
      'rpc {"cmd":"count","role":"stock"}',
      'rpc {"cmd":"find"}',
      'rpc {"cmd":"x","version":1}',
    ],
  ],
  [
    'Nest: inherited controllers and composed decorators',
    nest(
      '',
      `import { applyDecorators } from '@nestjs/common';
       const Auth = (path: string) => applyDecorators(Get(path));
       abstract class Base { @Get(':id') find() {} @Delete(':id') remove() {} }
       function Crud() { abstract class Made { @Put(':id') update() {} } return Made; }
       @Controller('orders') export class Orders extends Base { remove() {} @Auth('open') open() {} }
       @Controller('carts') export class Carts extends Crud() {}`,
    ),
    ['GET /orders/:id', 'GET /orders/open', 'PUT /carts/:id'],
  ],
  [
    'routing-controllers under a prefix',
    {
      'src/app.js': `require('./rc');`,
      'src/rc.ts': `import { Controller, JsonController, Get, Post, Method, createExpressServer } from 'routing-controllers';
        @Controller() export class A { @Get('/a/:id') a() {} @Method('patch', '/m') m() {} } @JsonController('/b') export class B { @Post() b() {} @Get('/:id([0-9]+)') r() {} }
        createExpressServer({ routePrefix: '/api', controllers: [A, B] }).listen(3001);`,
    },
    ['GET /api/a/:id', 'GET /api/b/:id([0-9]+)', 'PATCH /api/m', 'POST /api/b'],
  ],
  [
    'tsoa, LoopBack, inversify, Ts.ED',
    {
      'src/app.js': `require('http').createServer(() => {}).listen(3000);`,
      'src/tsoa.ts': `import { Controller, Get, Patch, Route, Tags } from '@tsoa/runtime'; @Route('parcels') @Tags('p') export class P extends Controller { @Get('{parcelId}') find() {} @Patch() all() {} } @Route() export class Q { @Get('ping') ping() {} }`,
      'src/lb.ts': `import { get, post, del, param, operation, api } from '@loopback/rest'; export class O { @get('/orders/{id}', { responses: {} }) find() {} @del('/orders/{id}') d() {} @operation('put', '/op') op() {} } @api({ basePath: '/base' }) export class Based { @post('/x') x() {} }`,
      'src/inv.ts': `import { controller, httpGet, httpPost, httpMethod, all } from 'inversify-express-utils'; @controller('/inv', mw) export class I { @httpGet('/') a() {} @httpPost('/:id', mw) b() {} @all('/all') c() {} @httpMethod('put', '/m') d() {} }`,
      'src/tsed.ts': `import { Controller } from '@tsed/di'; import { Get, Post } from '@tsed/schema'; import { PathParams } from '@tsed/common'; @Controller('/tsed') export class T { @Get('/') a() {} @Post('/:id') b() {} } @Controller({ path: '/t2' }) export class U { @Get('/x') x() {} }`,
    },
    [
      'ALL /inv/all',
      'DELETE /orders/:id',
      'GET /inv',
      'GET /orders/:id',
      'GET /parcels/:parcelId',
      'GET /ping',
      'GET /t2/x',
      'GET /tsed',
      'PATCH /parcels',
      'POST /base/x',
      'POST /inv/:id',
      'POST /tsed/:id',
      'PUT /inv/m',
      'PUT /op',
    ],
  ],
];

test.each(CASES)('%s', async (_name, files, expected) => {
  const model = await recoverFiles({
    'package.json': service('shop', '@nestjs/core', '@nestjs/microservices'),
    ...files,
  });
  expect(endpoints(model).sort()).toEqual(expected);
});
