import { SAGA_STYLES } from '../../blueprint/saga-style.ts';
import type { Question } from './question.ts';

/** What `archwright init` asks. */
export const initQuestions: readonly Question[] = [
  {
    key: 'name',
    flag: '--name <name>',
    kind: 'text',
    help: 'name of the system in kebab-case (default: that of the folder)',
    ask: 'Name of the system',
  },
  {
    key: 'shape',
    flag: '--shape <shape>',
    kind: 'choice',
    choices: ['microservices', 'modular-monolith'],
    help: 'how it is deployed',
    ask: 'Services on their own, or modules of one process?',
  },
  {
    key: 'services',
    flag: '--service <names>',
    kind: 'list',
    help: 'services to begin with: orders,payment',
    ask: 'Services to begin with, such as orders',
  },
  {
    key: 'bus',
    flag: '--bus <bus>',
    kind: 'choice',
    choices: ['in-process', 'nats', 'rabbitmq', 'redis', 'kafka', 'sqs'],
    help: 'what carries events',
    ask: 'What carries events between services?',
  },
  {
    key: 'http',
    flag: '--http <framework>',
    kind: 'choice',
    choices: ['fastify', 'express', 'nest'],
    help: 'what answers requests',
    ask: 'What answers requests?',
  },
  {
    key: 'telemetry',
    flag: '--telemetry <what>',
    kind: 'choice',
    choices: ['none', 'otel'],
    help: 'traces and metrics over OTLP, or none',
    ask: 'Traces and metrics over OTLP?',
  },
  {
    key: 'discovery',
    flag: '--discovery <how>',
    kind: 'choice',
    choices: ['dns', 'consul'],
    help: 'how services find each other',
    ask: 'How do services find each other?',
  },
  {
    key: 'sagas',
    flag: '--sagas <style>',
    kind: 'choice',
    choices: SAGA_STYLES,
    help: 'who leads sagas that do not say it',
    ask: 'Who leads workflows over several services?',
  },
];
