import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const APP = `import { NestFactory } from '@nestjs/core';
import { Controller, Get, Post, Injectable, Module, UseGuards, UseInterceptors, applyDecorators } from '@nestjs/common';
import axios from 'axios';
class Asking { protected ask(what: string) { return axios.get('https://auth.example.com/' + what); } }
@Injectable()
export class AuthGuard extends Asking { canActivate() { return this.ask('check'); } }
@Injectable()
export class AuditInterceptor { intercept() { return axios.post('https://audit.example.com/entries'); } }
const Audited = () => applyDecorators(UseInterceptors(AuditInterceptor));
`;

async function asked(controller: string): Promise<Record<string, readonly string[]>> {
  const { calls } = await recoverFiles({
    'package.json': service('orders', '@nestjs/core', '@nestjs/common', 'axios'),
    'src/main.ts': `${APP}${controller}
@Module({ controllers: [Orders], providers: [AuthGuard, AuditInterceptor] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
  });
  return Object.fromEntries(calls.map(({ path, fromEndpoints }) => [path ?? '', fromEndpoints]));
}

test('a guard of a controller is called for each of its endpoints, one of a handler for that one', async () => {
  const controller = `@Controller('orders')
@UseGuards(AuthGuard)
export class Orders {
  @Get() list() { return []; }
  @Post() @Audited() place() { return {}; }
}`;
  expect(await asked(controller)).toEqual({
    '/check': ['orders GET /orders', 'orders POST /orders'],
    '/entries': ['orders POST /orders'],
  });
});

test('a guard may be made on the spot', async () => {
  const controller = `@Controller('orders')
export class Orders {
  @Get() list() { return []; }
  @Post() @UseGuards(new AuthGuard()) place() { return {}; }
}`;
  expect(await asked(controller)).toEqual({ '/check': ['orders POST /orders'], '/entries': [] });
});

const CONTROLLER = `@Controller('orders')
export class Orders {
  @Get() list() { return []; }
  @Post() @Audited() place() { return {}; }
}`;

async function askedIn(module: string, main: string, more = ''): Promise<Record<string, readonly string[]>> {
  const { calls } = await recoverFiles({
    'package.json': service('orders', '@nestjs/core', '@nestjs/common', 'axios'),
    'src/main.ts': `import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
${APP}${more}${CONTROLLER}
@Module({ controllers: [Orders], providers: [AuthGuard, AuditInterceptor${module}] })
class AppModule {}
NestFactory.create(AppModule).then((app) => { ${main} app.listen(3000); });`,
  });
  return Object.fromEntries(calls.map(({ path, fromEndpoints }) => [path ?? '', fromEndpoints]));
}

const BOTH = ['orders GET /orders', 'orders POST /orders'];

test.each([
  [', { provide: APP_GUARD, useClass: AuthGuard }', ''],
  [', { provide: APP_GUARD, useExisting: AuthGuard }', ''],
  [', { provide: APP_GUARD, useFactory: () => new AuthGuard() }', ''],
  ['', 'app.useGlobalGuards(new AuthGuard());'],
  ['', 'app.useGlobalGuards(app.get(AuthGuard));'],
])('a guard of the whole application is called for each endpoint: %s %s', async (module, main) => {
  expect((await askedIn(module, main))['/check']).toEqual(BOTH);
});

test('an interceptor of the whole application is called for each endpoint', async () => {
  expect((await askedIn(', { provide: APP_INTERCEPTOR, useClass: AuditInterceptor }', ''))['/entries']).toEqual(BOTH);
});

test('a provider with another token, and a method of another name, guard nothing', async () => {
  const other = "const ACCESS = 'access';\n";
  const found = await askedIn(', { provide: ACCESS, useClass: AuthGuard }', 'app.useGlobalFilters(AuthGuard);', other);
  expect(found['/check']).toEqual([]);
});
