import { expect, test } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const main = (module: string, how = 'create(AppModule)'): string => `import { NestFactory } from '@nestjs/core';
import { AppModule } from './${module}';
async function start() { const app = await NestFactory.${how}; await app.listen(3000); }
start();`;

function app(name: string, files: Files): Files {
  const own = Object.entries(files).map(([file, text]): [string, Files[string]] => [`${name}/${file}`, text]);
  return {
    [`${name}/package.json`]: { ...service(name), scripts: { start: 'nest start' } },
    ...Object.fromEntries(own),
  };
}

const PROTO = `syntax = "proto3";
package users;
service Users { rpc FindById (Id) returns (User); }`;

test('a gRPC service that a provider with a symbol as token makes of a client', async () => {
  const model = await recoverFiles({
    'users.proto': PROTO,
    ...app('auth', {
      'src/main.ts': main('app.module'),
      'src/tokens.ts': `export const USERS = Symbol('USERS');`,
      'src/app.module.ts': `import { Module } from '@nestjs/common';
import { ClientGrpc, ClientsModule, Transport } from '@nestjs/microservices';
import { USERS } from './tokens';
import { Accounts } from './accounts';
@Module({
  imports: [ClientsModule.register([{ name: 'users', transport: Transport.GRPC, options: { package: 'users', url: 'users:5000' } }])],
  providers: [{ provide: USERS, useFactory: (client: ClientGrpc) => client.getService('Users'), inject: ['users'] }, Accounts],
})
export class AppModule {}`,
      'src/accounts.ts': `import { Controller, Get, Inject, Param } from '@nestjs/common';
import { lastValueFrom, of, catchError } from 'rxjs';
import { USERS } from './tokens';
interface UsersClient { findById(id: object): unknown }
@Controller('accounts') export class Accounts {
  constructor(@Inject(USERS) private readonly users: UsersClient) {}
  @Get(':id') find(@Param('id') id: string) {
    const user$ = this.users.findById({ id }).pipe(catchError(() => of(null)));
    return lastValueFrom(user$);
  }
}`,
    }),
  });
  expect(model.calls.map(({ from, target, evidence }) => [from, target, evidence[0]?.line])).toEqual([
    ['auth', 'users:5000/users.Users/FindById', 8],
  ]);
});

test('a guard that lets through what a decorator marks, and asks for all else', async () => {
  const model = await recoverFiles({
    ...app('orders', {
      'src/main.ts': main('app.module'),
      'src/public.ts': `import { SetMetadata } from '@nestjs/common';
export const PUBLIC = 'isPublic';
export const Public = () => SetMetadata(PUBLIC, true);`,
      'src/guard.ts': `import { ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { PUBLIC } from './public';
@Injectable() export class JwtGuard extends AuthGuard('jwt') {
  constructor(@Inject('AUTH') private readonly auth: ClientProxy, private readonly reflector: Reflector) { super(); }
  canActivate(context: ExecutionContext) {
    const isPublic = this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]);
    if (isPublic) return true;
    return this.auth.send('authenticate', { jwt: context.switchToHttp().getRequest().headers.authorization });
  }
}`,
      'src/app.module.ts': `import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { JwtGuard } from './guard';
import { Public } from './public';
@Controller('orders') class Orders { @Public() @Get('menu') menu() {} @Get() list() { return []; } }
@Module({
  imports: [ClientsModule.register([{ name: 'AUTH', transport: Transport.TCP, options: { host: 'auth', port: 4000 } }])],
  controllers: [Orders],
  providers: [{ provide: APP_GUARD, useClass: JwtGuard }],
})
export class AppModule {}`,
    }),
  });
  expect(model.calls.map(({ from, target }) => [from, target])).toEqual([['orders', 'authenticate']]);
});

test('what a class of a library implements for a package is called by that package', async () => {
  const model = await recoverFiles({
    'package.json': '{ "name": "shop", "workspaces": ["apps/*", "libs/*"] }',
    'libs/login/package.json': '{ "name": "@shop/login", "main": "src/index.ts" }',
    'libs/login/src/index.ts': `import OAuth2Server from '@node-oauth/oauth2-server';
import axios from 'axios';
export class LoginModel implements OAuth2Server.PasswordModel {
  async getUser(name: string) { return axios.get('https://users.example.com/by-name', { params: { name } }); }
}
export class Unasked { async getNobody() { return axios.get('https://users.example.com/nobody'); } }
export const server = new OAuth2Server({ model: new LoginModel() });`,
    'apps/gate/package.json': { ...service('gate', 'express', '@shop/login'), scripts: { start: 'node src/app.js' } },
    'apps/gate/src/app.ts': `import express from 'express';
import { server, Unasked } from '@shop/login';
const app = express();
app.post('/token', async (req) => server.token(req, new Unasked()));
app.listen(3000);`,
  });
  expect(model.calls.map(({ path }) => path)).toEqual(['/by-name']);
});

const microservice: Files = {
  'src/main.ts': main('app.module', `createMicroservice(AppModule, { transport: Transport.NATS })`),
  'src/app.module.ts': `import { Controller, Get, Module } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
@Controller() class Stock { @Get() hello() { return 'hello'; } @MessagePattern('stock.check') check() { return true; } }
@Module({ controllers: [Stock] }) export class AppModule {}`,
};

test('a Nest application that takes messages only answers no route', async () => {
  const paths = async (files: Files): Promise<string[]> => endpoints(await recoverFiles(app('stock', files)));
  expect(await paths(microservice)).toEqual(['rpc stock.check']);
  expect(await paths({ ...microservice, 'src/main.ts': main('app.module') })).toEqual(['GET /', 'rpc stock.check']);
});

test('nestjs-rmq: routes, calls that wait, and events', async () => {
  const model = await recoverFiles({
    'contracts.ts': `export namespace Register { export const topic = 'account.register.command'; }`,
    ...app('account', {
      'src/main.ts': main('app.module').replace('await app.listen(3000)', 'await app.init()'),
      'src/app.module.ts': `import { Controller, Module } from '@nestjs/common';
import { RMQRoute, RMQService, RMQValidate } from 'nestjs-rmq';
import { Register } from '../../contracts';
@Controller() class Accounts {
  constructor(private readonly rmq: RMQService) {}
  @RMQValidate() @RMQRoute(Register.topic) async register() { await this.rmq.notify('account.registered.event', {}); }
}
@Module({ controllers: [Accounts] }) export class AppModule {}`,
    }),
    ...app('api', {
      'src/main.ts': main('app.module'),
      'src/app.module.ts': `import { Controller, Module, Post } from '@nestjs/common';
import { RMQService } from 'nestjs-rmq';
import { Register } from '../../contracts';
@Controller('auth') class Auth {
  constructor(private readonly rmq: RMQService) {}
  @Post('register') register() { return this.rmq.send(Register.topic, {}); }
  @Post('again') again() { return this.rmq.send(Register.topic, {}, { timeout: 2000 }); }
}
@Module({ controllers: [Auth] }) export class AppModule {}`,
    }),
  });
  expect(model.services.map(({ id }) => id)).toEqual(['account', 'api']);
  expect(model.calls.map(({ from, to, policy }) => [from, to, policy.timeout.state, policy.timeout.ms])).toEqual([
    ['api', 'account', 'default', 30_000],
    ['api', 'account', 'set', 2000],
  ]);
  expect(model.publications.map(({ channel }) => channel)).toEqual(['rabbitmq:account.registered.event']);
});

test('a class decorator puts gRPC methods where the class has them', async () => {
  const model = await recoverFiles({
    'users.proto': PROTO,
    ...app('users', {
      'src/main.ts': main('app.module'),
      'src/app.module.ts': `import { Controller, Module } from '@nestjs/common';
import { UsersControllerMethods } from './generated';
@Controller()
@UsersControllerMethods()
class Users {
  constructor() {}

  async findById(request: object) { return request; }
}
@Module({ controllers: [Users] }) export class AppModule {}`,
    }),
  });
  expect(model.endpoints.map(({ path, evidence }) => [path, evidence[0]?.line])).toEqual([['users.Users/FindById', 8]]);
});
