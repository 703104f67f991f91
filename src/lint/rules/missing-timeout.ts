import type { Severity } from '../../model/finding.ts';
import type { Call, Evidence, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey, targetName, withNote } from '../sites.ts';
import { count, duration, joinList } from '../wording.ts';

/** Reports synchronous calls that may wait without end, one finding per place that a person would edit. */
export const missingTimeout = defineRule({
  name: 'missing-timeout',
  group: 'core',
  severity: 'error',
  summary: 'A synchronous call that has no deadline: not at the call, its client, its wrapper or a guard around it.',
  why: 'A callee that hangs then holds the caller too: its requests pile up, its connections and memory run out, and one slow service takes the others down.',
  fix: 'Set a deadline that fits the operation, for instance "timeout: 2_000" on an axios call or instance, "signal: AbortSignal.timeout(2_000)" on fetch, a "deadline" on a gRPC call, rxjs "timeout(2_000)" after ClientProxy.send.',
  limits: [
    'Calls whose options come in from outside as a whole: whether they carry a deadline is not known, and counted in the coverage.',
    'Clients with a sensible default, such as ky (10 s).',
    'Queries to databases and caches, and messages to a broker that nobody waits for.',
    'Tests, scripts, generated code and code that runs in a browser, the pages of a front end that renders on a server included.',
  ],
  options: {
    longDefaultMs: {
      type: 'number',
      default: 60_000,
      minimum: 1,
      description:
        'A default of the client library that is at least this long counts as missing, as a warning: global fetch and undici wait up to 300 s.',
    },
    fixMs: {
      type: 'number',
      default: 10_000,
      minimum: 1,
      description:
        'Milliseconds that --fix writes: long enough to be safe for most operations. A person who knows the operation should lower it.',
    },
  },
  examples: {
    bad: 'const { data } = await axios.post(`${paymentUrl}/charges`, charge);',
    good: 'const { data } = await axios.post(`${paymentUrl}/charges`, charge, { timeout: 2_000 });',
  },
  references: [
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
    'https://axios-http.com/docs/req_config',
    'https://undici.nodejs.org/#/docs/api/Client',
  ],
  evidence: 'related',
  *check(model, { longDefaultMs, fixMs }) {
    const groups = new Map<string, { at: Evidence; calls: Call[] }>();
    for (const call of model.calls) {
      const at = placeToEdit(call);
      if (!at || verdict(call, longDefaultMs) === null) continue;
      const group = groups.get(siteKey(at)) ?? { at, calls: [] };
      group.calls.push(call);
      groups.set(siteKey(at), group);
    }
    for (const { at, calls } of groups.values()) {
      const client = calls[0]?.client ?? '';
      yield { ...report(model, at, calls, longDefaultMs), fix: { kind: 'timeout', client, ms: fixMs } };
    }
  },
});

// fetch and undici give up after 300 s by themselves; every other client without a deadline waits for ever.
const CLIENTS_WITH_LONG_DEFAULT = new Set(['fetch', 'undici']);

function verdict({ policy: { timeout }, client }: Call, longDefaultMs: number): Severity | null {
  if (timeout.state === 'default') return timeout.ms !== null && timeout.ms >= longDefaultMs ? 'warning' : null;
  const switchedOff = timeout.state === 'set' && timeout.ms === 0;
  if (timeout.state !== 'absent' && !switchedOff) return null;
  return CLIENTS_WITH_LONG_DEFAULT.has(client) && !switchedOff ? 'warning' : 'error';
}

/** The client's configuration if it stands elsewhere, else the call of the client inside a wrapper, else the call site. */
function placeToEdit(call: Call): Evidence | undefined {
  const marked = (words: RegExp): Evidence | undefined => call.evidence.find(({ note }) => words.test(note ?? ''));
  return marked(/^(the )?client is configured/) ?? marked(/^(the )?client/) ?? call.evidence[0];
}

function report(model: SystemModel, at: Evidence, calls: readonly Call[], longDefaultMs: number): Report {
  const nameOf = serviceNames(model);
  const worst = calls.find((call) => verdict(call, longDefaultMs) === 'error') ?? calls[0];
  const from = calls[0]?.from ?? '';
  const targets = [
    ...new Set(
      calls.map((call) => (call.to === null && call.address.host === null ? call.target : targetName(call, nameOf))),
    ),
  ];
  const known = targets.filter((target) => target !== null);
  const to = known.length === 0 ? 'an address that is not known' : joinList(known);
  const callers = otherSites(
    calls.flatMap((call) => call.evidence.slice(0, 1)).map((site) => callerNote(site, at)),
    at,
  );
  const reach =
    callers.length === 0
      ? ''
      : `; ${count(callers.length, 'call')} ${callers.length === 1 ? 'goes' : 'go'} through here`;
  return {
    at,
    service: from,
    severity: worst ? (verdict(worst, longDefaultMs) ?? 'error') : 'error',
    message: `"${nameOf(from)}" calls ${to} without a deadline: ${worst ? reason(worst) : ''}${reach}`,
    evidence: callers,
    ...(worst ? helpFor(worst.client) : {}),
  };
}

function callerNote(site: Evidence, at: Evidence): Evidence {
  return siteKey(site) === siteKey(at) ? site : withNote(site, 'called from here');
}

function reason({ policy: { timeout }, client }: Call): string {
  if (timeout.state === 'default' && timeout.ms !== null) return `${client} waits up to ${duration(timeout.ms)}`;
  if (timeout.state === 'set') return `the timeout is switched off (${timeout.source})`;
  return CLIENTS_WITH_LONG_DEFAULT.has(client) ? `${client} waits up to 5 min` : `${client} waits without end`;
}

const REMEDIES: Readonly<Record<string, string>> = {
  fetch: 'pass "signal: AbortSignal.timeout(2_000)" in the options of fetch',
  'node-fetch': 'pass "signal: AbortSignal.timeout(2_000)" in the options',
  undici: 'pass "signal: AbortSignal.timeout(2_000)", or "headersTimeout" and "bodyTimeout"',
  axios: 'set "timeout: 2_000" at the call or in axios.create',
  '@nestjs/axios': 'set "timeout: 2_000" at the call or in HttpModule.register',
  got: 'set "timeout: { request: 2_000 }" at the call or in got.extend',
  request: 'set "timeout: 2_000" in the options',
  superagent: 'add ".timeout(2_000)" to the request',
  supertest: 'add ".timeout(2_000)" to the request',
  http: 'pass "signal: AbortSignal.timeout(2_000)" in the options of the request',
  https: 'pass "signal: AbortSignal.timeout(2_000)" in the options of the request',
  '@grpc/grpc-js': 'pass "{ deadline: Date.now() + 2_000 }" as the call options',
  '@nestjs/microservices': 'pipe the answer through "timeout(2_000)" of rxjs',
};

function helpFor(client: string): { help: string } | undefined {
  const remedy = REMEDIES[client];
  return remedy === undefined ? undefined : { help: `${remedy}; choose a value that fits the operation` };
}
