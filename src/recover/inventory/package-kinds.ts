/** Packages that make a Node program answer, listen or consume. */
const SERVER =
  /^(?:express|fastify|koa|@hapi\/hapi|hapi|restify|hono|@hono\/node-server|polka|micro|moleculer|@nestjs\/(?:core|platform-.*|microservices)|@grpc\/grpc-js|grpc|apollo-server.*|@apollo\/(?:server|gateway)|graphql-yoga|mercurius|kafkajs|amqplib|bullmq?|socket\.io|@feathersjs\/.*|@loopback\/(?:rest|core)|sails|@adonisjs\/core|@strapi\/strapi|egg|midway|seneca|cote|http-proxy.*|@elysiajs\/.*|elysia|h3|nitropack|@trpc\/server|serverless-http|restana|uWebSockets\.js|nats|node-rdkafka|@temporalio\/worker|probot)$/;
const BROWSER =
  /^(?:react-dom|react-scripts|react-native|expo|vue|@angular\/core|svelte|preact|solid-js|@vitejs\/plugin-.*|vite|parcel|@ionic\/.*|jquery|lit|ember-source|gatsby|@vue\/cli-service|alpinejs)$/;
const WITH_SERVER =
  /^(?:next|nuxt|@remix-run\/(?:node|serve|express)|@sveltejs\/adapter-node|@astrojs\/node|@react-router\/serve|@analogjs\/platform)$/;

/** A package that reads what somebody wrote on a command line. */
export function isCommandLinePackage(name: string): boolean {
  return /^(?:commander|yargs|cac|oclif|@oclif\/(?:core|command)|gluegun|meow|clipanion|vorpal|caporal|@caporal\/core|sade|citty)$/.test(
    name,
  );
}

/** A package that makes a program answer, listen or consume. */
export function isServerPackage(name: string): boolean {
  return SERVER.test(name);
}

/** A package that builds or runs what a browser gets. */
export function isBrowserPackage(name: string): boolean {
  return BROWSER.test(name);
}

/** A front-end framework that renders on a server of its own. */
export function isRenderingPackage(name: string): boolean {
  return WITH_SERVER.test(name);
}

/** Tools that start a front end with a server that renders it. */
export function isRenderingTool(tool: string): boolean {
  return /^(?:next|nuxt|nuxi|remix|remix-serve)$/.test(tool);
}

/** Tools that start a server of their own: what a package adds to it needs no call that listens. */
export function isServerTool(tool: string): boolean {
  return /^(?:strapi|sails|adonis|keystone|medusa|directus|nitro|nitropack)$/.test(tool);
}

/** Tools that start functions. */
export function isFunctionTool(tool: string): boolean {
  return /^(?:func|functions-framework|wrangler)$/.test(tool);
}
