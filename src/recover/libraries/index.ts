import { adonis } from './adonis.ts';
import { amqpRpc } from './amqp-rpc.ts';
import { brokers } from './brokers.ts';
import { contractServers } from './contract-servers.ts';
import { datastores } from './datastores.ts';
import { graphqlClients } from './graphql-clients.ts';
import { graphStores } from './graph-stores.ts';
import { grpc } from './grpc.ts';
import { grpcStubs } from './grpc-stubs.ts';
import { chainedHttpClients } from './chained-http-clients.ts';
import { chainedHttpServers } from './chained-http-servers.ts';
import { cloudFunctions } from './cloud-functions.ts';
import { cloudMessaging } from './cloud-messaging.ts';
import { collectionStores } from './collection-stores.ts';
import { documentStores } from './document-stores.ts';
import { eventLogs } from './event-logs.ts';
import { cloudStores } from './cloud-stores.ts';
import { httpClients } from './http-clients.ts';
import { functionFrameworks } from './function-frameworks.ts';
import { generatedClients } from './generated-clients.ts';
import { honoClient } from './hono-client.ts';
import { feathers, hapi, hono } from './http-frameworks.ts';
import { express, fastify } from './http-servers.ts';
import { jobQueues } from './job-queues.ts';
import { namedProcedures } from './json-rpc.ts';
import { listeners } from './listeners.ts';
import { messaging } from './messaging.ts';
import { moleculer, moleculerStores } from './moleculer.ts';
import { nestGrpc } from './nest-grpc.ts';
import { nodeClients } from './node-http.ts';
import { nestClients } from './nest-clients.ts';
import { nestRmq } from './nest-rmq.ts';
import { orms } from './orms.ts';
import { proxies } from './proxies.ts';
import { modelLayers } from './model-layers.ts';
import { queryBuilders } from './query-builders.ts';
import { queues } from './queues.ts';
import { rabbitBrokers } from './rabbit-brokers.ts';
import { runtimeServers } from './runtime-servers.ts';
import { serverStores } from './server-stores.ts';
import { koaRoute } from './routes-by-arguments.ts';
import { rpcFrameworks } from './rpc-frameworks.ts';
import { openConnections } from './open-connections.ts';
import { taskQueues } from './task-queues.ts';
import { temporal } from './temporal.ts';
import type { Recogniser } from './recogniser.ts';
import { openapiFetch } from './openapi-fetch.ts';
import { tsRest } from './ts-rest.ts';
import { zodios } from './zodios.ts';
import { OPENAPI } from '../link/resolve-module.ts';

const ALL: readonly Recogniser[] = [
  ...httpClients,
  ...nodeClients,
  ...chainedHttpClients,
  ...graphqlClients,
  express,
  koaRoute,
  fastify,
  hapi,
  hono,
  ...chainedHttpServers,
  ...runtimeServers,
  feathers,
  ...adonis,
  ...contractServers,
  ...listeners,
  ...messaging,
  amqpRpc,
  moleculer,
  ...moleculerStores,
  ...grpc,
  ...grpcStubs,
  ...rpcFrameworks,
  ...namedProcedures,
  ...queues,
  ...temporal,
  ...rabbitBrokers,
  ...jobQueues,
  ...taskQueues,
  ...brokers,
  ...eventLogs,
  ...cloudMessaging,
  ...cloudFunctions,
  ...functionFrameworks,
  ...datastores,
  ...orms,
  ...queryBuilders,
  ...documentStores,
  ...modelLayers,
  ...serverStores,
  ...cloudStores,
  ...collectionStores,
  ...graphStores,
  nestClients,
  nestGrpc,
  nestRmq,
  ...proxies,
  generatedClients,
  zodios,
  ...tsRest,
  openapiFetch,
  honoClient,
  ...openConnections,
];

const byPackage = new Map<string, Recogniser[]>();
for (const recogniser of ALL) {
  for (const pkg of recogniser.packages) byPackage.set(pkg, [...(byPackage.get(pkg) ?? []), recogniser]);
}

/** Recognisers that know a package. */
export function recognisersOf(pkg: string): readonly Recogniser[] {
  return byPackage.get(pkg.startsWith(OPENAPI) ? OPENAPI : pkg) ?? [];
}
