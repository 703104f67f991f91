import type { Evidence, Observed } from '../../model/system.ts';
import type { Manifests, Unit } from '../inventory/unit.ts';
import type { Evaluator } from './evaluate.ts';

// Packages that join requests by themselves, or that are there to do it.
const PACKAGES =
  /^(?:@opentelemetry\/.*|dd-trace|newrelic|@newrelic\/.*|elastic-apm-node|@sentry\/(?!browser|react|vue).*|@instana\/.*|instana.*|appdynamics|applicationinsights|@azure\/monitor-opentelemetry.*|@google-cloud\/trace-agent|@google-cloud\/opentelemetry.*|aws-xray-sdk.*|jaeger-client|opentracing|zipkin.*|skywalking-backend-js|@splunk\/otel|@honeycombio\/.*|@dynatrace\/.*|@logtail\/.*|@highlight-run\/.*|cls-rtracer|express-correlation-id|correlation-id|express-request-id|@fastify\/request-context|nestjs-cls|nest-correlation-id|express-http-context|cls-hooked|moleculer|seneca|@dapr\/dapr|@temporalio\/(?!proto|common|testing).*|encore\.dev|@uptrace\/.*|nestjs-otel|nestjs-opentelemetry|@amplication\/opentelemetry-nestjs|@vercel\/otel)$/;
const VARIABLES =
  /^(?:OTEL_|DD_(?:SERVICE|TRACE|AGENT|ENV)|NEW_RELIC_|ELASTIC_APM_|INSTANA_|SENTRY_DSN|APPLICATIONINSIGHTS_)/;
const LOADED_FIRST =
  /(?:--require|-r|--import|--loader)[= ]\S*(?:otel|opentelemetry|dd-trace|newrelic|instana|apm|trac|instrument|telemetry|sentry)/i;

/** By the ids of services: whether their code, packages or deployment join what one request leads to. */
export function findCorrelation(
  evaluator: Evaluator,
  units: readonly Unit[],
  ownerOf: (file: string) => Unit | undefined,
  manifests: Manifests,
): ReadonlyMap<string, Observed> {
  const spoken = new Map<string, Evidence>();
  for (const [file, { mentions }] of [...evaluator.program.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!mentions?.correlation) continue;
    const owner = ownerOf(file);
    const id = owner && owner.kind !== 'library' ? owner.id : SHARED;
    if (!spoken.has(id)) spoken.set(id, evaluator.evidence(file, mentions.correlation, 'speaks of correlation'));
  }
  const commands = commandsByFile(manifests);
  return new Map(units.map((unit) => [unit.id, observe(unit, spoken, commands)]));
}

const SHARED = '';

function observe(
  unit: Unit,
  spoken: ReadonlyMap<string, Evidence>,
  commands: ReadonlyMap<string, readonly Command[]>,
): Observed {
  const [found] = [spoken.get(unit.id), ...declared(unit, commands)].filter((one) => one !== undefined);
  if (found) return { state: 'present', evidence: [found] };
  // Which services run what a library does is not worth a guess.
  const shared = spoken.get(SHARED);
  if (shared) return { state: 'unknown', evidence: [shared] };
  return { state: /^(?:typescript|javascript)$/.test(unit.language) ? 'absent' : 'unknown', evidence: [] };
}

function declared(unit: Unit, commands: ReadonlyMap<string, readonly Command[]>): Evidence[] {
  const { packageJson } = unit;
  const found: Evidence[] = [];
  for (const name of packageJson?.dependencies.keys() ?? [])
    if (packageJson && PACKAGES.test(name)) found.push({ ...packageJson.evidence, note: `depends on ${name}` });
  for (const { name, value, evidence } of unit.environment) {
    const loads = name === 'NODE_OPTIONS' && value !== null && LOADED_FIRST.test(value);
    if (loads || VARIABLES.test(name)) found.push({ ...evidence, note: `sets ${name}` });
  }
  const scripts = [...(packageJson?.scripts.values() ?? [])].map(({ value, evidence }) => ({ text: value, evidence }));
  const started = unit.deployedBy.flatMap((file) => commands.get(file) ?? []);
  for (const { text, evidence } of [...scripts, ...started])
    if (LOADED_FIRST.test(text)) found.push({ ...evidence, note: 'loads an agent before the program' });
  return found;
}

interface Command {
  readonly text: string;
  readonly evidence: Evidence;
}

function commandsByFile({ dockerfiles, compose, kubernetes, processes }: Manifests): ReadonlyMap<string, Command[]> {
  const found = new Map<string, Command[]>();
  const add = (file: string, text: string | null, evidence: Evidence): void => {
    if (text !== null) found.set(file, [...(found.get(file) ?? []), { text, evidence }]);
  };
  for (const { file, stages } of dockerfiles)
    for (const { command, entrypoint } of stages)
      for (const one of [command, entrypoint]) if (one) add(file, one.value, one.evidence);
  for (const { file, command, entrypoint, evidence } of compose)
    for (const one of [command, entrypoint]) add(file, one, evidence);
  for (const { file, command, args, evidence } of kubernetes.containers)
    add(file, [...command, ...args].join(' '), evidence);
  for (const { file, command, evidence } of processes) add(file, command, evidence);
  return found;
}
