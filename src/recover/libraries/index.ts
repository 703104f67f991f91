import { amqpRpc } from './amqp-rpc.ts';
import { datastores } from './datastores.ts';
import { grpc } from './grpc.ts';
import { grpcStubs } from './grpc-stubs.ts';
import { cloudMessaging } from './cloud-messaging.ts';
import { documentStores } from './document-stores.ts';
import { eventLogs } from './event-logs.ts';
import { httpClients } from './http-clients.ts';
import { feathers, hapi, hono } from './http-frameworks.ts';
import { express, fastify, listeners } from './http-servers.ts';
import { messaging } from './messaging.ts';
import { moleculer, moleculerStores } from './moleculer.ts';
import { nestGrpc } from './nest-grpc.ts';
import { nodeClients } from './node-http.ts';
import { nestClients } from './nest-clients.ts';
import { orms } from './orms.ts';
import { proxies } from './proxies.ts';
import { queryBuilders } from './query-builders.ts';
import { queues } from './queues.ts';
import { rpcFrameworks } from './rpc-frameworks.ts';
import { temporal } from './temporal.ts';
import type { Recogniser } from './recogniser.ts';

const ALL: readonly Recogniser[] = [
  ...httpClients,
  ...nodeClients,
  express,
  fastify,
  hapi,
  hono,
  feathers,
  ...listeners,
  ...messaging,
  amqpRpc,
  moleculer,
  ...moleculerStores,
  ...grpc,
  ...grpcStubs,
  ...rpcFrameworks,
  ...queues,
  ...temporal,
  ...eventLogs,
  ...cloudMessaging,
  ...datastores,
  ...orms,
  ...queryBuilders,
  ...documentStores,
  nestClients,
  nestGrpc,
  ...proxies,
];

const byPackage = new Map<string, Recogniser[]>();
for (const recogniser of ALL) {
  for (const pkg of recogniser.packages) byPackage.set(pkg, [...(byPackage.get(pkg) ?? []), recogniser]);
}

/** Recognisers that know a package. */
export function recognisersOf(pkg: string): readonly Recogniser[] {
  return byPackage.get(pkg) ?? [];
}
