import type { Evidence, Observed, Service } from '../../model/system.ts';
import { isDataFile } from '../facts/data-files.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Evaluator } from './evaluate.ts';

/** What is known of services, by their ids. */
export interface Known {
  readonly ports: ReadonlyMap<string, readonly number[]>;
  readonly health: ReadonlyMap<string, readonly Evidence[]>;
  readonly listening: ReadonlyMap<string, readonly Evidence[]>;
  readonly imports: ReadonlyMap<string, Imports>;
  readonly shutdown: ReadonlyMap<string, Observed>;
  readonly correlation: ReadonlyMap<string, Observed>;
  readonly completeApis: ReadonlyMap<string, Observed>;
  readonly lines: ReadonlyMap<string, number>;
  /** Ids of services that answer requests over HTTP. */
  readonly answering: ReadonlyMap<string, number>;
  /** Ids of services that answer anything, whatever the protocol; that take messages; of which anything is known. */
  readonly serving: ReadonlySet<string>;
  readonly consuming: ReadonlySet<string>;
  readonly active: ReadonlySet<string>;
  /** Places in which it hands requests on as they come. */
  readonly forwarding: ReadonlyMap<string, number>;
}

/** A service as the model shows it. */
export function describe(unit: Unit, known: Known): Service {
  const imported = known.imports.get(unit.id) ?? NO_IMPORTS;
  const frameworks = frameworksOf(imported);
  return {
    id: unit.id,
    name: unit.name,
    path: unit.path,
    kind: kindOf(unit, known, frameworks, imported),
    language: unit.language,
    frameworks,
    ports: known.ports.get(unit.id) ?? [],
    listens: known.listening.get(unit.id) ?? [],
    health: healthOf(unit, known.health.get(unit.id) ?? [], imported),
    shutdown: known.shutdown.get(unit.id) ?? { state: 'unknown', evidence: [] },
    correlation: known.correlation.get(unit.id) ?? { state: 'unknown', evidence: [] },
    completeApi: known.completeApis.get(unit.id) ?? { state: 'unknown', evidence: [] },
    lines: known.lines.get(unit.id) ?? 0,
    evidence: unit.evidence,
  };
}

/** Who forwards in one place and answers this many requests itself is no gateway. */
const OWN_ROUTES = 50;

function kindOf(unit: Unit, known: Known, frameworks: readonly string[], imported: Imports): Service['kind'] {
  const { id, kind } = unit;
  const { answering, forwarding, consuming, active } = known;
  if (kind === 'gateway' && (answering.get(id) ?? 0) > OWN_ROUTES * Math.max(1, forwarding.get(id) ?? 0))
    return 'service';
  const given = kind === 'library' ? 'service' : kind;
  if (isQuiet(unit, known, frameworks, imported)) {
    if (unit.jobs.length > 0 && !consuming.has(id)) return 'job';
    return active.has(id) ? 'worker' : given;
  }
  // Whoever has routes listens, even where it is not seen how.
  return given === 'worker' && answering.has(id) ? 'service' : given;
}

// What can listen without being seen to.
const SERVES = /^(?:node:)?(?:https?|http2|net|tls|dgram)$|^(?:ws|socket\.io|uWebSockets\.js|engine\.io|sockjs)$/;

// Nothing in it is seen to listen or to answer, and nothing is there that could do so unseen.
function isQuiet(unit: Unit, known: Known, frameworks: readonly string[], imported: Imports): boolean {
  const { id, kind, language } = unit;
  if (kind !== 'service' && kind !== 'worker') return false;
  if (unit.frameworks.length + frameworks.length > 0 || !/^(?:java|type)script$/.test(language)) return false;
  return !known.listening.has(id) && !known.serving.has(id) && ![...imported.keys()].some((name) => SERVES.test(name));
}

// Libraries that answer probes by themselves; a dependency that no code imports answers nothing.
const HEALTH_LIBRARIES =
  /^(@nestjs\/terminus|lightship|express-actuator|@cloudnative\/health(-connect)?|grpc-health-check|fastify-healthcheck)$/;

// Their routes stand in an OpenAPI document, which is not read: a health endpoint may be among them.
const FROM_DOCUMENT =
  /^(exegesis(-express|-koa)?|express-openapi-validator|openapi-backend|fastify-openapi-glue|express-openapi|koa-openapi|hapi-openapi|oas-tools|@oas-tools\/core|openapi-enforcer-middleware|swagger-tools|swagger-node-runner|swagger-express-mw|swagger-express-middleware|swagger-routes-express|openapi-connector)$/;

function healthOf(unit: Unit, own: readonly Evidence[], imported: ReadonlyMap<string, Evidence>): Observed {
  if (unit.health.state === 'present') return unit.health;
  if (own.length > 0) return { state: 'present', evidence: own };
  for (const [pkg, evidence] of imported)
    if (HEALTH_LIBRARIES.test(pkg)) return { state: 'present', evidence: [evidence] };
  const isUnseen = [...imported.keys()].some((specifier) => FROM_DOCUMENT.test(specifier));
  return { state: isUnseen ? 'unknown' : 'absent', evidence: [] };
}

/** What the files of a unit import, each with where first. */
export type Imports = ReadonlyMap<string, Evidence>;

const NO_IMPORTS: Imports = new Map();

/** What the files of each unit import, and where first. */
export function importsByUnit(
  evaluator: Evaluator,
  ownerOf: (file: string) => Unit | undefined,
): ReadonlyMap<string, Imports> {
  const units = new Map<string, Map<string, Evidence>>();
  for (const [file, facts] of evaluator.program.files) {
    const id = ownerOf(file)?.id;
    if (id === undefined) continue;
    const found = units.get(id) ?? new Map<string, Evidence>();
    units.set(id, found);
    for (const specifier of facts.imports)
      if (!found.has(specifier)) found.set(specifier, { file, line: 1, column: 1, note: `imports ${specifier}` });
  }
  return units;
}

/** How many lines of source each unit has. */
export function linesByUnit(
  evaluator: Evaluator,
  ownerOf: (file: string) => Unit | undefined,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [file, { lines }] of evaluator.program.files) {
    const id = isDataFile(file) ? undefined : ownerOf(file)?.id;
    if (id !== undefined) found.set(id, (found.get(id) ?? 0) + lines);
  }
  return found;
}

// Libraries that a service is built on, as against those that it uses.
const FRAMEWORK =
  /^(express|@zodios\/express|fastify|koa|@koa\/router|restify|@hapi\/hapi|hono|@nestjs\/core|moleculer|next|nuxt|polka|@grpc\/grpc-js|grpc|apollo-server(-.*)?|@apollo\/server|graphql-yoga|@loopback\/core|@feathersjs\/.*|seneca|cote)$/;

function frameworksOf(imported: ReadonlyMap<string, Evidence>): string[] {
  return [...imported.keys()].filter((specifier) => FRAMEWORK.test(specifier)).sort();
}
