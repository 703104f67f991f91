/** How service.ts makes its HTTP server, and how its test adds a route, as TypeScript. */
export interface HttpCode {
  readonly appImport: string;
  readonly appType: string;
  readonly httpImport: string;
  readonly createApp: string;
  /** Empty where the app itself listens. */
  readonly createServer: string;
  /** The variable that is closed. */
  readonly server: string;
  /** Statements after which `url` is there. */
  readonly listen: string;
  /** Whether routes.ts has the endpoints; in Nest, controllers have them. */
  readonly registersRoutes: boolean;
  readonly testApp: string;
  readonly testTakes: string;
}

interface Parts {
  readonly express: boolean;
  readonly nest: boolean;
  readonly telemetry: boolean;
  readonly endpoints: boolean;
  readonly gateway: boolean;
  readonly openapi: boolean;
  readonly entrance: boolean;
}

/** The HTTP part of a service's code: apps of fastify and Nest listen by themselves, one of Express is served. */
export function httpCode(name: string, has: Parts): HttpCode {
  const edge = has.gateway ? ', edge: { trustProxy: config.TRUST_PROXY }' : '';
  const document = has.openapi ? ', openapi' : '';
  const entrance = has.entrance ? ', entrance: options.entrance' : '';
  const options = `{ name: '${name}', log, health, limits: config${has.telemetry ? ', watch: telemetry.watch' : ''}${document}${edge}${entrance} }`;
  if (has.nest) return nestCode(options);
  const server = has.express ? 'server' : 'app';
  const common = {
    server,
    listen: `const url = await ${server}.listen({ port: config.PORT, host: config.HOST });`,
    registersRoutes: has.endpoints,
    testApp: 'service.app',
  };
  if (!has.express)
    return {
      ...common,
      appImport: "import type { FastifyInstance } from 'fastify';",
      appType: 'FastifyInstance',
      httpImport: "import { createApp } from './platform/http-server.ts';",
      createApp: `createApp(${options})`,
      createServer: '',
      testTakes: '',
    };
  return {
    ...common,
    appImport: "import type { Express } from 'express';",
    appType: 'Express',
    httpImport: "import { createApp, HttpServer } from './platform/http-express.ts';",
    createApp: 'createApp()',
    createServer: `new HttpServer(app, ${options})`,
    testTakes: '_request, response',
  };
}

function nestCode(options: string): HttpCode {
  return {
    appImport: "import type { INestApplication } from '@nestjs/common';",
    appType: 'INestApplication',
    httpImport: "import { createNestApp } from './platform/http-nest.ts';",
    createApp: `await createNestApp(AppModule.register(deps), ${options})`,
    createServer: '',
    server: 'app',
    listen: 'await app.listen(config.PORT, config.HOST);\n      const url = await app.getUrl();',
    registersRoutes: false,
    testApp: 'service.app.getHttpAdapter()',
    testTakes: '_request, response',
  };
}
