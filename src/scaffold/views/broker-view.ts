import type { BusKind } from '../../blueprint/blueprint.ts';

/** What carries events, as the code of a service and compose.yaml name it; empty texts where there is no broker. */
export interface BrokerView {
  readonly name: string;
  /** Class and file of the platform. */
  readonly className: string;
  readonly file: string;
  /** Its URL within compose. */
  readonly url: string;
  /** Expression that matches the protocols of its URLs, as TypeScript. */
  readonly protocol: string;
}

/** The broker of each kind of bus. */
export const BROKERS: Readonly<Record<BusKind, BrokerView>> = {
  'in-process': { name: '', className: '', file: '', url: '', protocol: '' },
  nats: {
    name: 'NATS',
    className: 'NatsBus',
    file: 'bus-nats',
    url: 'nats://nats:4222',
    protocol: '/^(nats|tls)$/',
  },
  rabbitmq: {
    name: 'RabbitMQ',
    className: 'RabbitBus',
    file: 'bus-rabbitmq',
    url: 'amqp://app:${RABBITMQ_PASSWORD:-rabbitmq}@rabbitmq:5672',
    protocol: '/^amqps?$/',
  },
  redis: {
    name: 'Redis',
    className: 'RedisBus',
    file: 'bus-redis',
    url: 'redis://:${REDIS_PASSWORD:-redis}@redis:6379',
    protocol: '/^rediss?$/',
  },
  kafka: {
    name: 'Kafka',
    className: 'KafkaBus',
    file: 'bus-kafka',
    url: 'kafka://kafka:9092',
    protocol: '/^kafkas?$/',
  },
  sqs: {
    name: 'SQS and SNS',
    className: 'SqsBus',
    file: 'bus-sqs',
    url: 'sqs://local:local@sqs:4566',
    protocol: '/^sqs$/',
  },
};
