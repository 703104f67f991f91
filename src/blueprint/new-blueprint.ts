import { blockText, flowText, indented } from '../io/yaml-text.ts';
import { schemaLine } from './recovered/write-recovered.ts';

/** What a blueprint begins with. */
interface NewBlueprint {
  readonly name: string;
  readonly shape: string;
  readonly bus: string;
  readonly http: string;
  readonly telemetry: string;
  readonly discovery: string;
  readonly sagas: string;
  /** Services by name, as the blueprint has them. */
  readonly services: Readonly<Record<string, unknown>>;
}

/** The text of a new blueprint, with comments that help whoever goes on. */
export function newBlueprint({ name, shape, bus, http, telemetry, discovery, sagas, services }: NewBlueprint): string {
  const entries = Object.entries(services).map(([service, value]) => indented(blockText({ [service]: value }), 2));
  return `${schemaLine}
# What this system is: "archwright generate" makes it, "archwright lint" holds the code against it, "archwright docs" draws it.
# "archwright new" and "archwright add" write here, too, and keep what you wrote.
system:
  name: ${flowText(name)}
  shape: ${shape} # microservices, or modular-monolith: modules of one process
defaults:
  bus: ${bus} # nats, rabbitmq, redis, kafka, sqs, or in-process
  database: postgres # without DATABASE_URL an embedded one takes its place, except in production
  http: ${http} # fastify, express, nest
  telemetry: ${telemetry} # none, or otel: traces and metrics over OTLP
  discovery: ${discovery} # dns, or consul
  sagas: ${sagas} # orchestration, choreography, step-functions, temporal; a saga may say another "style"
decisions: docs/decisions # where "archwright advise" records why
${entries.length === 0 ? 'services: # none yet: archwright new service orders\n' : `services:\n${entries.join('\n')}`}`;
}
