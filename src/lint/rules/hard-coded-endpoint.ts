import type { Severity } from '../../model/finding.ts';
import type { Call, Evidence, SystemModel } from '../../model/system.ts';
import { bareHost, hostKind, isPlaceholder, type HostKind } from '../hosts.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey, withNote } from '../sites.ts';
import { count, quoteList } from '../wording.ts';

/** Reports addresses of other services and machines that stand in the code, one finding per literal. */
export const hardCodedEndpoint = defineRule({
  name: 'hard-coded-endpoint',
  group: 'core',
  severity: 'error',
  summary: 'The address of another service or machine that stands in the code, with no configuration in between.',
  why: 'The code then runs in one environment only. A service that moves, a second environment, a test or a move into containers needs a code change, and a forgotten literal sends the traffic of one environment to another.',
  fix: 'Read the address from configuration ("process.env.PAYMENT_URL", a config module) and let each environment set it; let a missing value stop the start instead of falling back to a fixed machine.',
  limits: [
    'What a service asks itself on this machine, such as its own health.',
    'Addresses that are read from configuration, whatever they are; localhost and names of services as the default of a variable.',
    'This machine where the code says that it is not in production, or where the same call has a variable for it otherwise.',
    'Literals that no call uses: CORS lists, documentation, XML namespaces, log lines.',
    'Addresses of databases and brokers.',
    'Words that wait to be replaced, such as "your-ip" and "example.com": nothing answers there.',
    'The public address of somebody else\'s service: it is the same in every environment, and moves for nobody. Where its name says one environment ("staging", "sandbox") or a platform on which somebody deployed it, it is a hint (info).',
  ],
  options: {
    allow: {
      type: 'text-list',
      default: ['169.254.169.254', 'metadata.google.internal', 'localhost:3500', '127.0.0.1:3500'],
      description:
        'Hosts, with or without a port, that are the same everywhere: by default the metadata service of clouds and the Dapr sidecar.',
    },
  },
  examples: {
    bad: "await axios.get('http://10.0.3.17:8080/stock');",
    good: 'await axios.get(`${config.inventoryUrl}/stock`);',
  },
  references: ['https://12factor.net/config', 'https://microservices.io/patterns/externalized-configuration.html'],
  evidence: 'related',
  *check(model, { allow }) {
    const knownNames = new Set(model.services.flatMap(({ id, name }) => [id.toLowerCase(), name.toLowerCase()]));
    const portsOf = new Map(model.services.map(({ id, ports }) => [id, ports]));
    const groups = new Map<string, { judged: Judged; calls: Call[] }>();
    const configured = configuredSites(model.calls);
    for (const call of model.calls) {
      if (asksItself(call, portsOf.get(call.from) ?? []) || isForDevelopers(call, configured)) continue;
      const judged = judge(call, knownNames, allow);
      if (judged === null) continue;
      const key = `${siteKey(judged.at)} ${judged.host}`;
      const group = groups.get(key) ?? { judged, calls: [] };
      group.calls.push(call);
      groups.set(key, group);
    }
    for (const { judged, calls } of groups.values()) yield report(model, judged, calls);
  },
});

/** A service that asks itself on this machine, to see whether it works: there is no other address that it could have. */
function asksItself({ from, to, address: { host } }: Call, ports: readonly number[]): boolean {
  if (host === null || hostKind(bareHost(host)) !== 'own-machine') return false;
  return to === from || ports.includes(Number(/:(\d+)$/.exec(host)?.[1]));
}

// Where a call has its address from a variable otherwise, this machine is what developers use: `isProd ? process.env.URL : 'http://localhost'`.
function isForDevelopers(call: Call, configured: ReadonlySet<string>): boolean {
  const { host } = call.address;
  if (host === null || hostKind(bareHost(host)) !== 'own-machine') return false;
  return call.evidence[0] !== undefined && configured.has(`${call.from} ${siteKey(call.evidence[0])}`);
}

function configuredSites(calls: readonly Call[]): ReadonlySet<string> {
  const isConfigured = ({ address, target }: Call): boolean =>
    address.origin === 'config' || target?.startsWith('{env.') === true;
  return new Set(
    calls.filter(isConfigured).flatMap(({ from, evidence: [at] }) => (at ? [`${from} ${siteKey(at)}`] : [])),
  );
}

// One of several addresses of something: an environment, a tunnel, or an application on somebody's platform.
const ENVIRONMENT =
  /(?:^|[.-])(?:dev|devel|development|local|test|testing|qa|uat|sit|stag(?:e|ing)|stg|pre-?prod(?:uction)?|sandbox|demo|canary|integration)\d*(?=[.-].*\.)|\.(?:ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|loca\.lt|herokuapp\.com|vercel\.app|netlify\.app|onrender\.com|fly\.dev|railway\.app|run\.app|a?csb\.app|codesandbox\.io|repl\.co|glitch\.me|azurewebsites\.net|azurecontainerapps\.io|cloudapp\.net|elasticbeanstalk\.com|elb\.amazonaws\.com|on\.aws|cloudfunctions\.net|web\.app|firebaseapp\.com|pages\.dev|workers\.dev)$|\.execute-api\./;

interface Judged {
  readonly at: Evidence;
  readonly host: string;
  readonly kind: HostKind;
  readonly severity: Severity;
}

function judge(call: Call, knownNames: ReadonlySet<string>, allow: readonly string[]): Judged | null {
  const { origin, host } = call.address;
  const at = call.address.evidence[0] ?? call.evidence[0];
  if (host === null || !at || (origin !== 'literal' && origin !== 'default')) return null;
  const name = bareHost(host);
  const kind = hostKind(name);
  if (kind === null || (kind === 'public-name' && call.to === null && !ENVIRONMENT.test(name))) return null;
  if (allow.includes(host.toLowerCase()) || allow.includes(name)) return null;
  if (call.to === null && isPlaceholder(name)) return null;
  // Deployment files may call a service otherwise than its package does: `orders-svc`.
  const isDeployed = origin === 'default' && call.toKind === 'service' && !name.includes('.');
  const isService = isDeployed || knownNames.has(name) || knownNames.has(name.split('.')[0] ?? name);
  // `no-op`: a word that stands where an address is asked for.
  if (
    kind === 'private-name' &&
    call.address.scheme === null &&
    call.protocol === 'http' &&
    host === name &&
    !isService
  )
    return null;
  if (origin === 'default' && (kind === 'own-machine' || (kind === 'private-name' && isService))) return null;
  return { at, host, kind, severity: severityOf(call, kind, isService) };
}

function severityOf(call: Call, kind: HostKind, isService: boolean): Severity {
  if (kind === 'public-name' && call.toKind !== 'service') return 'info';
  if (call.address.origin === 'default' || (kind === 'private-name' && isService) || kind === 'public-name')
    return 'warning';
  return 'error';
}

const DESCRIPTIONS: Readonly<Record<HostKind, string>> = {
  'own-machine': 'this machine',
  ip: 'a fixed IP address',
  'private-name': 'a machine of the own network',
  'public-name': 'a public host',
};

function report(model: SystemModel, { at, host, kind, severity }: Judged, calls: readonly Call[]): Report {
  const nameOf = serviceNames(model);
  const [first] = calls;
  const from = first?.from ?? '';
  const services = [...new Set(calls.map((call) => call.to).filter((id) => id !== null))].map(nameOf);
  const target = services.length === 0 ? `(${DESCRIPTIONS[kind]})` : `of service ${quoteList(services)}`;
  const callers = otherSites(
    calls.flatMap((call) => call.evidence.slice(0, 1)),
    at,
  );
  const use = callers.length > 1 ? `, used by ${count(callers.length, 'call')}` : '';
  const isDefault = first?.address.origin === 'default';
  const where = isDefault ? 'is the default of a variable' : 'stands in the code';
  return {
    at,
    service: from,
    severity,
    message: `the address "${host}" ${target} ${where} of "${nameOf(from)}"${use}`,
    evidence: callers.map((site) => withNote(site, 'the call that uses it')),
    ...(isDefault
      ? {
          help: 'drop the default, so that a missing variable stops the start, or default to localhost or the name of the service',
        }
      : {}),
    ...(severity === 'info' ? { help: 'read it from configuration, so that each environment has its own' } : {}),
  };
}
