import { noDeployment, type Exposure } from '../../src/model/deployment.ts';
import type { MessageSchema, SystemModel } from '../../src/model/system.ts';
import { at, call, channel, datastore, endpoint, policy, service, system, use } from './shop-model.ts';
import { HANDLED, SENT } from '../support/sound-messaging.ts';

/** Names that break a careless writer of Markdown, HTML or Mermaid. */
export const HOSTILE_NAMES: readonly string[] = [
  'end',
  'graph',
  'subgraph',
  'style x:#35;y',
  'classDef a:#b;',
  'say "hi"',
  "it's",
  'заказы-日本語-🛒',
  'e\u0301\u0301\u0301\u202Egnp',
  'x'.repeat(200),
  'a --> b',
  'a -- text --- b',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details><!-- archwright:keep x -->',
  'a | b || c',
  'a\\|b',
  'line one\nline two\r\n# heading',
  '`tick` and ```fence```',
  '```',
  '**bold** _it_ ~~no~~ [x](javascript:alert(1)) ![y](z)',
  '1. list',
  '- item',
  '# heading',
  '%%{init: {"theme":"dark"}}%%',
  '%% comment',
  'a;b;c',
  'a:b::c:::opaque',
  '{{mustache}} {x} [y] (z)',
  '$$x^2$$ and $y$',
  'fa:fa-bomb',
  'http://evil.example/?a=b&c=d#e',
  'www.evil.example',
  'me@evil.example',
  '../../etc/passwd',
  '..',
  'CON',
  '\uD800lone',
  '&lt;b&gt; &amp; #quot; #59;',
  '   ',
  'Note over a: b',
  'loop every day',
];

function schemaOf(name: string, file: string): MessageSchema {
  return { by: 'type', name, from: name, evidence: [at(file, 7)] };
}

function way(service: string, name: string, file: string): Exposure {
  const evidence = at(file, 2, name);
  return { service, by: 'ingress', routes: [{ kind: name, host: name, path: name, evidence }], evidence: [evidence] };
}

/** A system in which every name that a repository can choose is `name`. */
export function hostileSystem(name: string): SystemModel {
  const own = { ...service('one'), id: `1 ${name}`, name, path: name, language: name, frameworks: [name] };
  const other = { ...service('two'), id: `2 ${name}`, name, evidence: [at(`${name}/package.json`, 2, name)] };
  const asks = { ...endpoint(own.id, 'POST', `/${name}`), id: `asks ${name}`, method: name };
  const answers = { ...endpoint(other.id, 'GET', `/${name}`), id: `answers ${name}` };
  const guards = policy(null);
  const source = {
    ...guards,
    timeout: { ...guards.timeout, source: name },
    retry: { state: 'present' as const, source: name },
  };
  const address = { origin: 'literal' as const, host: name, scheme: 'http', evidence: [] };
  const outside = { id: `call ${name}`, to: null, toEndpoint: null, target: name, path: name, client: name, address };
  const topic = { ...channel(name), broker: name };
  const store = { ...datastore(name), engine: name, host: name, schema: name };
  const file = `src/${name}.ts`;
  return system({
    name,
    services: [own, other],
    endpoints: [asks, answers],
    calls: [
      call(asks, answers, { policy: source, client: name, evidence: [at(file, 4, name)], repeated: true }),
      call(asks, answers, { ...outside, toKind: 'external' }),
      call(asks, answers, { ...outside, id: `lost ${name}`, toKind: 'unresolved', fromEndpoints: [] }),
    ],
    channels: [topic],
    publications: [
      { service: own.id, channel: topic.id, ...SENT, schema: schemaOf(name, file), evidence: [at(file, 5)] },
      {
        service: own.id,
        channel: topic.id,
        ...SENT,
        schema: { by: 'literal', name: null, members: [name, name], evidence: [at(file, 9)] },
        evidence: [at(file, 8)],
      },
    ],
    subscriptions: [
      {
        service: other.id,
        channel: topic.id,
        ...HANDLED,
        schema: { ...schemaOf(name, file), by: 'asyncapi' },
        evidence: [at(file, 6)],
      },
    ],
    datastores: [store],
    datastoreUses: [use(own.id, store, `read ${name}`, `write ${name}`), use(other.id, store, `write ${name}`)],
    foreignImports: [],
    dualWrites: [],
    distributedChanges: [],
    processStates: [],
    compensations: [],
    domainLibraries: [],
    deployment: { ...noDeployment, exposures: [way(own.id, name, file)] },
    coverage: {
      files: { seen: 1, parsed: 1, excluded: 0 },
      gaps: [{ file, line: 1, column: 1, reason: name }],
      opaqueServices: [],
      calls: { total: 3, resolved: 1, unknownTimeout: 0 },
    },
  });
}
