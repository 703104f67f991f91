import type { SystemModel } from '../model/system.ts';
import { isUnknownName } from './channel-names.ts';

// Brokers of which a system's own code sees all traffic; those of a cloud also carry what the cloud's services send and take.
const OWN = new Set(['rabbitmq', 'kafka', 'nats', 'redis', 'mqtt', 'tcp', 'activemq', 'stomp', 'pulsar']);
// What may be deployed beside a system without touching its messages.
const SILENT = new Set(
  (
    'activemq cassandra clickhouse consul couchdb dynamodb elasticsearch etcd eventstore influxdb kafka keycloak meilisearch ' +
    'memcached minio mongodb mosquitto mssql mysql nats neo4j postgres proxy pulsar rabbitmq redis sqs telemetry temporal tool ' +
    'vault zookeeper'
  ).split(' '),
);

/**
 * Names of the brokers whose every publisher and subscriber is known: no file that was not understood, no service in another
 * language, no foreign program beside the system, no name that is not known, and at least one channel that is seen from both sides.
 */
export function closedBrokers(model: SystemModel): readonly string[] {
  const { coverage, services, deployment, channels } = model;
  const isOpaque = services.some(
    ({ id, kind, language }) =>
      kind !== 'frontend' &&
      kind !== 'gateway' &&
      (!/^(?:typescript|javascript)$/.test(language) || coverage.opaqueServices.includes(id)),
  );
  const isForeign = deployment.infrastructure.some(({ engine }) => !SILENT.has(engine));
  if (coverage.gaps.length > 0 || isOpaque || isForeign) return [];
  const brokers = [...new Set(channels.map(({ broker }) => broker))].filter((broker) => OWN.has(broker));
  return brokers.filter((broker) => {
    const own = channels.filter((channel) => channel.broker === broker);
    const isSent = (id: string): boolean => model.publications.some(({ channel }) => channel === id);
    const isTaken = (id: string): boolean => model.subscriptions.some(({ channel }) => channel === id);
    // What a queue is bound to in the broker's own configuration cannot be seen.
    const isBoundElsewhere =
      broker === 'rabbitmq' && own.some(({ id, name }) => isTaken(id) && !isSent(id) && !name.includes('/'));
    return (
      !isBoundElsewhere &&
      !own.some(({ name }) => isUnknownName(name)) &&
      own.some(({ id }) => isSent(id) && isTaken(id))
    );
  });
}
