import { labelsOf, podsOf, STORE_PORTS, type Manifest } from './parts.ts';

interface StoreImage {
  readonly image: string;
  readonly user: number;
  /** Where it keeps what has to outlive it. */
  readonly data?: string;
  /** In place of what the image starts. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly Manifest[];
  readonly secret?: boolean;
  readonly ready: readonly string[];
  readonly mounts?: readonly Manifest[];
  readonly volumes?: readonly Manifest[];
}

// The same images, and the same settings, as in compose.yaml.
const IMAGES: Readonly<Record<string, StoreImage>> = {
  postgres: {
    image: 'postgres:17-alpine',
    user: 70,
    data: '/var/lib/postgresql/data',
    env: [{ name: 'PGDATA', value: '/var/lib/postgresql/data/pgdata' }],
    secret: true,
    ready: ['pg_isready', '-U', 'postgres'],
    mounts: [{ name: 'create-databases', mountPath: '/docker-entrypoint-initdb.d', readOnly: true }],
    volumes: [{ name: 'create-databases', configMap: { name: 'create-databases' } }],
  },
  nats: {
    image: 'nats:2.10-alpine',
    user: 1000,
    data: '/data',
    args: ['-js', '-sd', '/data', '-m', '8222'],
    ready: ['wget', '-q', '--spider', 'http://127.0.0.1:8222/healthz'],
  },
  rabbitmq: {
    image: 'rabbitmq:4.0-alpine',
    user: 100,
    data: '/var/lib/rabbitmq',
    secret: true,
    ready: ['rabbitmq-diagnostics', '-q', 'ping'],
  },
  redis: {
    image: 'redis:7-alpine',
    user: 999,
    data: '/data',
    args: [
      ...['sh', '-c'],
      'exec redis-server --requirepass "$REDIS_PASSWORD" --appendonly yes --appendfsync always --maxmemory-policy noeviction',
    ],
    secret: true,
    ready: ['sh', '-c', 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli ping'],
  },
  kafka: {
    image: 'apache/kafka:3.9.1',
    user: 1000,
    data: '/var/lib/kafka/data',
    env: Object.entries({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    }).map(([name, value]) => ({ name, value })),
    ready: ['/opt/kafka/bin/kafka-broker-api-versions.sh', '--bootstrap-server', '127.0.0.1:9092'],
  },
  // It stands in for SQS and SNS of AWS.
  sqs: {
    image: 'kibertoad/fauxqs:2.4.1',
    user: 1000,
    // Its entry point wants to be root, for a name server that nobody here asks.
    command: ['node', 'dist/server.js'],
    ready: ['wget', '-q', '--spider', 'http://127.0.0.1:4566/health'],
  },
};

/** One replica of a store or broker, on a volume of its own. */
export function storeWorkload(store: string, system: string): Manifest {
  const found = IMAGES[store];
  if (found === undefined) throw new Error(`there is no image of "${store}"`);
  const { image, user, data, command, args, env, secret, ready, mounts = [], volumes } = found;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: store, labels: labelsOf(store, system) },
    spec: {
      serviceName: store,
      replicas: 1,
      selector: podsOf(store),
      template: {
        metadata: { labels: labelsOf(store, system) },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user },
          containers: [
            {
              name: store,
              image,
              ...(command && { command }),
              ...(args && { args }),
              ...(env && { env }),
              ...(secret && { envFrom: [{ secretRef: { name: store } }] }),
              ports: [{ name: store, containerPort: STORE_PORTS[store] }],
              readinessProbe: { exec: { command: ready }, periodSeconds: 5, timeoutSeconds: 5 },
              resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
              securityContext: { allowPrivilegeEscalation: false },
              volumeMounts: [...(data === undefined ? [] : [{ name: 'data', mountPath: data }]), ...mounts],
            },
          ],
          ...(volumes && { volumes }),
        },
      },
      ...(data !== undefined && {
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      }),
    },
  };
}
