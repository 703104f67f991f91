import type { Recogniser } from './recogniser.ts';

const LISTENERS: Readonly<Record<string, RegExp>> = {
  // `require('http').Server(app)` makes one without `new`.
  http: /(createServer\(\)|Server(?:!|\(\)))\.listen$/,
  https: /(createServer\(\)|Server(?:!|\(\)))\.listen$/,
  http2: /createS\w*Server\(\)\.listen$/,
  net: /createServer\(\)\.listen$/,
  koa: /!(?:\.use\(\))*\.listen$/,
  '@hapi/hapi': /erver(\(\)|!)\.start$/,
  hapi: /erver(\(\)|!)\.start$/,
  '@hapi/glue': /^(?:default\.)?compose\(\)\.start$/,
  glue: /^(?:default\.)?compose\(\)\.start$/,
  '@trpc/server': /(?:^|\.)createHTTPServer\(\)\.(?:listen|server\.listen)$|adapters\/standalone[^]*\.listen$/,
  'inversify-express-utils': /InversifyExpressServer!(?:\.\w+\(\))*\.build\(\)\.listen$/,
  '@nestjs/core': /create(?:Microservice)?\(\)\.(?:listen(?:Async)?|startAllMicroservices(?:Async)?)$/,
  '@grpc/grpc-js': /Server!\.(bindAsync|bind)$/,
  grpc: /Server!\.(bindAsync|bind)$/,
  'apollo-server': /ApolloServer!\.listen$/,
  '@apollo/server': /startStandaloneServer$/,
  '@hono/node-server': /^serve$/,
  '@loopback/rest': /^Rest(?:Application|Server)!?\.start$/,
  sails: /(?:^|\.)lift$/,
  polka: /\(\)\.listen$/,
  'routing-controllers': /^create\w+Server\(\)\.listen$/,
  '@loopback/boot': /BootMixin\(\)!\.start$/,
  '@overnightjs/core': /Server!\.app\.listen$/,
  '@tsed/common': /Platform\w+\.bootstrap\(\)\.listen$/,
  '@tsed/platform-express': /Platform\w+\.bootstrap\(\)\.listen$/,
  '@tsed/platform-koa': /Platform\w+\.bootstrap\(\)\.listen$/,
  '@tinyhttp/app': /App!(?:\.\w+\(\))*\.listen$/,
  // These give back the server that they are handed.
  stoppable: /^(?:default)?\(\)\.listen$/,
  'http-shutdown': /^(?:default)?\(\)\.listen$/,
  killable: /^(?:default)?\(\)\.listen$/,
};

/** Where a process listens, for servers other than Express and Fastify. */
export const listeners: readonly Recogniser[] = Object.entries(LISTENERS).map(([pkg, path]) => ({
  packages: [pkg],
  listens: (lib) => path.test(lib.path),
}));
