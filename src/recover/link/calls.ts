import type { Call, Evidence, Policy, TimeoutPolicy } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import type { RequestShape } from '../libraries/recogniser.ts';
import { patterns } from '../libraries/open-patterns.ts';
import { isFileBeside, parseTarget, throughApplication, type ParsedTarget } from './address.ts';
import type { Attribution } from './attribution.ts';
import { runsInBrowser } from './browser-calls.ts';
import type { CallRef } from './callers.ts';
import { evidenceOf, type Collected } from './collect.ts';
import { Environment, showText, type ResolvedText } from './environment.ts';
import type { HandledEndpoint } from './endpoints.ts';
import type { Evaluator } from './evaluate.ts';
import type { InContext } from './expand.ts';
import { Failures } from './failures.ts';
import { fanOutAround } from './fan-out.ts';
import { forwardedCalls } from './forwarded-calls.ts';
import { guardsOf } from './guards.ts';
import type { Destination, Destinations } from './match.ts';
import { loopAround } from './loops.ts';
import { MentionedCode } from './mentioned-code.ts';
import { mergeCalls, numberCalls } from './merge-calls.ts';
import { key, type Reach } from './reach.ts';
import { retryPolicy } from './retries.ts';
import { joinTexts } from './texts.ts';
import { isUncalledWrapper } from './uncalled.ts';
import { whereItHolds } from './outside-production.ts';

interface Parts {
  readonly evaluator: Evaluator;
  readonly attribution: Attribution;
  readonly destinations: Destinations;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly reachable: ReachableEndpoints;
  readonly failures: Failures;
  readonly mentioned: MentionedCode;
}

/** Which endpoints lead to a function. */
export class ReachableEndpoints {
  private readonly byFunction = new Map<string, Set<string>>();

  constructor(endpoints: readonly HandledEndpoint[], reach: Reach) {
    for (const { endpoint, handlers } of endpoints) {
      for (const { file, f } of handlers) {
        for (const reached of reach.from(file, f)) {
          const known = this.byFunction.get(reached);
          if (known) known.add(endpoint.id);
          else this.byFunction.set(reached, new Set([endpoint.id]));
        }
      }
    }
  }

  of(file: string, f: number): string[] {
    return [...(this.byFunction.get(key(file, f)) ?? [])].sort();
  }
}

/** Calls of every service, each with where it goes and what guards it. */
export function findCalls(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  destinations: Destinations,
  environments: ReadonlyMap<string, Environment>,
  reachable: ReachableEndpoints,
): Call[] {
  const failures = new Failures(evaluator);
  const mentioned = new MentionedCode(evaluator, attribution.references);
  const parts: Parts = { evaluator, attribution, destinations, environments, reachable, failures, mentioned };
  const calls = collected.requests.flatMap((request) => callsOf(parts, request));
  const forwarded = forwardedCalls(evaluator, collected.served.forwards, attribution, destinations);
  return numberCalls(mergeCalls([...calls, ...forwarded]));
}

function callsOf(parts: Parts, { shape, chain }: InContext<RequestShape>): Call[] {
  const [outer] = chain;
  if (!outer || isNobodys(parts, shape, outer)) return [];
  return parts.attribution
    .services(outer)
    .flatMap((unit) =>
      targetsOf(parts, shape, outer, unit).map((target) => callOf(parts, shape, chain, outer, unit, target)),
    )
    .filter((call) => (shape.inProcess !== true && shape.staysOpen !== true) || call.to !== call.from)
    .filter((call) => shape.staysOpen !== true || call.to !== null);
}

function isNobodys(
  { evaluator, mentioned, reachable, attribution }: Parts,
  shape: RequestShape,
  outer: CallRef,
): boolean {
  const isOwn = attribution.service(outer.file) !== undefined;
  const fn = evaluator.program.facts(outer.file).calls[outer.c]?.fn ?? -1;
  return isUncalledWrapper(mentioned, shape.url, outer, isOwn) && reachable.of(outer.file, fn).length === 0;
}

function targetsOf(parts: Parts, shape: RequestShape, outer: CallRef, unit: Unit): ParsedTarget[] {
  const site = evidenceOf(parts.evaluator, outer);
  const environment = parts.environments.get(unit.id) ?? new Environment([]);
  if (shape.protocol === 'rpc') {
    const names = [
      ...patterns(
        parts.evaluator,
        shape.url.filter((value) => value.t === 'obj'),
      ),
      ...environment.resolveAll(parts.attribution.own(unit, shape.url)).map(showText),
    ];
    return (names.length > 0 ? names : ['']).map(unknownTarget);
  }
  const resolved = environment.resolveAll(parts.attribution.own(unit, shape.url));
  if (shape.procedure !== undefined) return procedureTargets(shape.procedure, resolved, site);
  if (resolved.length === 0) return [unknownTarget('')];
  if (resolved.every(isFileBeside)) return [];
  // Headers that are handed on may have any name.
  const named = environment.resolveAll(parts.attribution.own(unit, shape.application ?? []));
  const application = named.map(showText).find((name) => /^[\w-]+$/.test(name));
  const targets = resolved.map((text) => parseTarget(text, site));
  return application === undefined ? targets : targets.map((target) => throughApplication(target, application));
}

// The server that a client of message patterns was configured with.
function serverOf(parts: Parts, shape: RequestShape, outer: CallRef, unit: Unit): ParsedTarget | undefined {
  if (!shape.server || shape.server.length === 0) return undefined;
  const environment = parts.environments.get(unit.id) ?? new Environment([]);
  const [first] = environment.resolveAll(parts.attribution.own(unit, shape.server));
  if (!first) return undefined;
  return /^(?:tcp|https?):/.test(showText(first))
    ? parseTarget(first, evidenceOf(parts.evaluator, outer))
    : unknownTarget(showText(first));
}

// What is asked for, from nobody knows whom.
function unknownTarget(text: string): ParsedTarget {
  return {
    text,
    address: { origin: 'unknown', host: null, scheme: null, evidence: [] },
    host: null,
    port: null,
    hostVariable: null,
    path: text || null,
  };
}

// The address of a gRPC server has no path of its own; the procedure stands behind it.
function procedureTargets(procedure: string, resolved: readonly ResolvedText[], site: Evidence): ParsedTarget[] {
  const parsed = resolved.map((text) => parseTarget(text, site));
  if (parsed.length === 0) return [{ ...unknownTarget(procedure), text: `{…}/${procedure}` }];
  return parsed.map((target) => ({ ...target, text: `${target.text}/${procedure}`, path: procedure }));
}

function callOf(
  parts: Parts,
  shape: RequestShape,
  chain: readonly CallRef[],
  outer: CallRef,
  unit: Unit,
  target: ParsedTarget,
): Call {
  const { evaluator } = parts;
  const method = methodOf(shape.method);
  const server = serverOf(parts, shape, outer, unit);
  const destination: Destination =
    shape.protocol === 'rpc'
      ? parts.destinations.rpc(target.text, unit, server)
      : shape.procedure !== undefined
        ? parts.destinations.grpc(target, shape.procedure, unit)
        : parts.destinations.find(target, method, unit);
  const fact = evaluator.program.facts(outer.file).calls[outer.c];
  // Registering a proxy in a loop calls nobody.
  const loop = shape.proxies
    ? undefined
    : loopAround(evaluator, chain, (ref) => parts.attribution.services(ref).some(({ id }) => id === unit.id));
  return {
    id: '',
    from: unit.id,
    fromEndpoints: parts.reachable.of(outer.file, fact?.fn ?? -1).filter((id) => id.startsWith(`${unit.id} `)),
    to: destination.service?.id ?? null,
    toKind: destination.kind,
    toEndpoint: destination.endpoint?.id ?? null,
    target: target.text === '' ? null : target.text,
    address: whereItHolds(evaluator, chain, server?.host == null ? target.address : server.address),
    protocol: shape.protocol,
    method,
    path: target.path,
    client: shape.client,
    policy: policyOf(evaluator, shape, chain, { method, path: target.path, destination }),
    repeated: loop !== undefined,
    ...handling(parts, shape, chain),
    ...(runsInBrowser(evaluator, shape, chain, unit) && { inBrowser: true }),
    evidence: [...evidenceChain(evaluator, shape, chain, target), ...(loop?.at ? [loop.at] : [])],
  };
}

interface Request {
  readonly method: string | null;
  readonly path: string | null;
  readonly destination: Destination;
}

function policyOf(evaluator: Evaluator, shape: RequestShape, chain: readonly CallRef[], request: Request): Policy {
  const guards = guardsOf(evaluator, chain);
  const { method, path, destination } = request;
  return {
    timeout: effective(shape.timeout, guards.timeout),
    retry: retryPolicy(evaluator, { shape, chain, method, path, answeredBy: destination.endpoint }),
    circuitBreaker: shape.circuitBreaker ?? guards.circuitBreaker,
    bulkhead: guards.bulkhead,
  };
}

// Where the call's failure is lost, and where it is made for all elements at once, if so.
function handling(
  { evaluator, failures }: Parts,
  shape: RequestShape,
  chain: readonly CallRef[],
): Pick<Call, 'fanOut' | 'ignoredAt'> {
  const ignoredAt = failures.of(shape.client, chain);
  const fanOut = shape.proxies ? undefined : fanOutAround(evaluator, chain);
  return { ...(fanOut && { fanOut }), ...(ignoredAt.length > 0 && { ignoredAt }) };
}

// A guard around the call bounds it whatever its client does; an unknown option stays unknown without one.
function effective(own: TimeoutPolicy, guard: TimeoutPolicy | undefined): TimeoutPolicy {
  return guard && own.state !== 'set' ? guard : own;
}

function evidenceChain(
  evaluator: Evaluator,
  shape: RequestShape,
  chain: readonly CallRef[],
  target: ParsedTarget,
): Evidence[] {
  const [outer, ...inner] = chain;
  const list: Evidence[] = outer ? [evidenceOf(evaluator, outer)] : [];
  inner.forEach((ref, index) =>
    list.push(evidenceOf(evaluator, ref, index === inner.length - 1 ? 'the client is called here' : 'which calls')),
  );
  if (shape.configured) list.push(shape.configured);
  for (const item of target.address.evidence)
    if (!list.some((known) => known.file === item.file && known.line === item.line && known.column === item.column))
      list.push(item.note ? item : { ...item, note: 'the address is written here' });
  return list;
}

function methodOf(method: RequestShape['method']): string | null {
  if (method === null || typeof method === 'string') return method;
  const texts = joinTexts(method);
  return texts.length === 1 && texts[0] !== undefined ? texts[0].toUpperCase() : null;
}
