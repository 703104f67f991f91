import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/io/yaml.ts';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { bank, blueprint, choreographed, edge, engines, orders, plain, remote } from './blueprints.ts';

const templates = readTemplates();
const examples = ['shop', 'bank'].map((name) => readFileSync(`examples/${name}/archwright.yaml`, 'utf8'));
const everyBlueprint = [orders, edge, choreographed, bank, remote, plain, engines, ...examples];

function render(text: string): ReadonlyMap<string, string> {
  return renderSystem(blueprint(text), templates);
}

function onKubernetes(text: string): string {
  const deploy = 'deploy: [compose, kubernetes]';
  if (/^defaults: \{/m.test(text)) return text.replace(/^defaults: \{/m, `defaults: { ${deploy},`);
  return text.replace(/^services:/m, `defaults: { ${deploy} }\nservices:`);
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            operationId: string;
            responses: object;
            security?: object[];
            parameters?: { name?: string; required?: boolean }[];
          }
        >
      >
    >
  >;
}

function openapi(files: ReadonlyMap<string, string>, service: string): Document {
  return JSON.parse(files.get(`services/${service}/openapi.json`) ?? '{}') as Document;
}

/** Every `$ref` within a value, and what it leads to. */
function references(document: unknown): [ref: string, target: unknown][] {
  const found: [string, unknown][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') {
        const steps = value.slice(2).split('/');
        found.push([
          value,
          steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document),
        ]);
      } else visit(value);
    }
  };
  visit(document);
  return found;
}

describe('documents', () => {
  test.each(everyBlueprint.map((text) => [text]))(
    'refer to nothing that is not there, and name each operation once',
    (text) => {
      let documents = 0;
      for (const [path, content] of render(text)) {
        if (!/\/(openapi\.json|asyncapi\.yaml)$/.test(path)) continue;
        documents++;
        const document = path.endsWith('.json') ? (JSON.parse(content) as unknown) : parseYaml(path, content).value;
        for (const [ref, target] of references(document)) expect(target, `${path} ${ref}`).toBeDefined();
        const names = Object.values((document as Partial<Document>).paths ?? {}).flatMap((item) =>
          Object.values(item).map(({ operationId }) => operationId),
        );
        expect(new Set(names).size).toBe(names.length);
      }
      expect(documents).toBeGreaterThan(0);
    },
  );

  test('an operation has the statuses of what its route and handler do', () => {
    const { paths } = openapi(render(orders), 'payment');
    expect(Object.keys(paths['/charges']?.['post']?.responses ?? {})).toEqual([
      '201',
      '400',
      '404',
      '409',
      '413',
      '415',
      '422',
      '500',
      '503',
      '504',
    ]);
    expect(Object.keys(paths['/charges/{id}']?.['get']?.responses ?? {})).toEqual([
      '200',
      '400',
      '404',
      '500',
      '503',
      '504',
    ]);
    const dispute = paths['/charges/{id}/dispute']?.['post'];
    expect(dispute?.parameters?.find(({ name }) => name === 'Idempotency-Key')?.required).toBe(true);
  });

  test('a gateway tells the operations behind its prefixes, with the scopes that they take', () => {
    const { paths } = openapi(render(edge), 'web');
    expect(Object.keys(paths)).toContain('/api/orders/{id}');
    expect(paths['/api/orders/{id}']?.['get']?.security).toEqual([{ bearer: ['orders:read'] }]);
    expect(Object.keys(paths['/api/orders/{id}']?.['get']?.responses ?? {})).toEqual(
      expect.arrayContaining(['401', '403', '429', '502']),
    );
    expect(paths['/mobile/orders/{order}']?.['get']?.security).toEqual([]);
  });

  test('workers answer nothing, and have no document of it', () => {
    const files = render(orders);
    expect([files.has('services/audit/openapi.json'), files.has('services/audit/asyncapi.yaml')]).toEqual([
      false,
      true,
    ]);
  });
});

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { ingress?: Rule[]; egress?: Rule[]; template?: { spec: Record<string, unknown> } };
}
interface Rule {
  readonly from?: Peer[];
  readonly to?: Peer[];
}
interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

function manifests(files: ReadonlyMap<string, string>, path: string): Manifest[] {
  const text = files.get(`deploy/kubernetes/${path}`) ?? '';
  return text.split(/^---$/m).map((part) => parseYaml(path, part).value as Manifest);
}

function peers(rules: Rule[] | undefined): string[] {
  return (rules ?? []).flatMap(({ from, to }) =>
    (from ?? to ?? []).flatMap(({ podSelector }) => podSelector?.matchLabels['app.kubernetes.io/name'] ?? []),
  );
}

describe('Kubernetes', () => {
  test('is only there for who asks for it, and compose is not there for who does not', () => {
    expect([...render(orders).keys()].filter((path) => path.includes('kubernetes'))).toEqual([]);
    const only = render(orders.replace('defaults: {', 'defaults: { deploy: [kubernetes],'));
    expect(
      [...only.keys()].filter((path) => path === 'compose.yaml' || path === 'deploy/create-databases.sql'),
    ).toEqual([]);
    expect(only.get('README.md')).not.toContain('docker compose');
  });

  test('network policies are the declared calls, in both directions', () => {
    for (const text of everyBlueprint.map(onKubernetes)) {
      const files = render(text);
      const { services } = blueprint(text);
      const declared = services.flatMap((service) => [
        ...service.calls.map(({ to }) => `${service.name} > ${to}`),
        ...service.routes.map(({ to }) => `${service.name} > ${to}`),
        ...service.aggregates.flatMap(({ parts }) => parts.map((part) => `${service.name} > ${part.service}`)),
        ...service.sagas
          .filter(({ style }) => style === 'orchestration' || style === 'temporal')
          .flatMap(({ steps }) =>
            steps.flatMap((step) =>
              [step.do, step.undo].flatMap((part) => (part ? [`${service.name} > ${part.service}`] : [])),
            ),
          ),
      ]);
      const policies = services.flatMap(({ name }) =>
        manifests(files, `base/${name}.yaml`).filter(({ kind }) => kind === 'NetworkPolicy'),
      );
      const sorted = [...new Set(declared)].sort();
      expect(
        policies
          .flatMap(({ metadata, spec }) => peers(spec.ingress).map((from) => `${from} > ${metadata.name}`))
          .sort(),
      ).toEqual(sorted);
      expect(
        policies.flatMap(({ metadata, spec }) => peers(spec.egress).map((to) => `${metadata.name} > ${to}`)).sort(),
      ).toEqual(sorted);
    }
  });

  test('a container may do nothing that it need not, holds no secret, and has the time that its work takes', () => {
    const slow = onKubernetes(orders).replace('timeout: 5s }', 'timeout: 40s }');
    const [deployment] = manifests(render(slow), 'base/orders.yaml').filter(({ kind }) => kind === 'Deployment');
    const spec = deployment?.spec.template?.spec ?? {};
    expect(spec).toMatchObject({
      terminationGracePeriodSeconds: 50,
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true },
      containers: [
        {
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
          env: [
            { valueFrom: { secretKeyRef: { key: 'DATABASE_URL' } } },
            { valueFrom: { secretKeyRef: { key: 'BUS_URL' } } },
          ],
        },
      ],
    });
    const files = render(slow);
    expect(files.get('services/orders/src/config.ts')).toContain('.default(48_000)');
    expect(files.get('compose.yaml')).toContain('stop_grace_period: 50s');
    for (const [path, text] of files)
      if (path.startsWith('deploy/kubernetes') && path.endsWith('.yaml'))
        expect(text, path).not.toMatch(/kind: Secret\n|password:/i);
  });

  test('what kustomize puts together is there', () => {
    const files = render(onKubernetes(edge));
    for (const part of ['base', 'overlays/dev', 'overlays/production']) {
      const [kustomization] = manifests(files, `${part}/kustomization.yaml`) as unknown as { resources: string[] }[];
      for (const resource of kustomization?.resources ?? []) {
        const path = resource === '../../base' ? 'base/kustomization.yaml' : `${part}/${resource}`;
        expect(files.has(`deploy/kubernetes/${path}`), path).toBe(true);
      }
    }
  });
});

describe('contracts', () => {
  test('say what a consumer asks and what it relies on', () => {
    const files = render(orders.replace('retries: 1 }', 'retries: 1, reads: [amount] }'));
    const contract = JSON.parse(files.get('contracts/orders-payment.json') ?? '') as {
      calls: { operation: string }[];
      events: object[];
    };
    expect(contract.calls.find(({ operation }) => operation === 'getChargesById')).toEqual({
      operation: 'getChargesById',
      request: { method: 'GET', path: '/charges/{id}', key: false },
      answer: { status: 200, fields: { amount: 'any', id: 'string' } },
    });
    expect(contract.events).toEqual([{ type: 'payment.settled', versions: [1, 2, 3], fields: { id: 'string' } }]);
    expect(files.get('services/payment/test/contracts.test.ts')).toContain('what others need of this service');
    expect(files.get('services/orders/test/contracts.test.ts')).toContain("client.getChargesById('7')");
  });

  test('a service that nobody needs, and that needs nobody, has none', () => {
    expect([...render(plain).keys()].filter((path) => path.includes('contract'))).toEqual([]);
  });
});

describe('owners', () => {
  const owned = orders
    .replace('name: shop,', 'name: shop, owner: "@shop/everybody",')
    .replace('\n  payment:\n', '\n  payment:\n    owner: "@ada"\n');

  test('are named to reviewers and to the catalogue', () => {
    const files = render(owned);
    expect(files.get('.github/CODEOWNERS')).toBe(
      '* @shop/everybody\n/services/orders/ @shop/everybody\n/services/payment/ @ada\n/services/audit/ @shop/everybody\n/services/web/ @shop/everybody\n',
    );
    expect(files.get('services/payment/catalog-info.yaml')).toContain('owner: user:default/ada');
    expect(files.get('services/orders/catalog-info.yaml')).toContain('consumesApis: [payment-api]');
  });

  test('nobody is named unless the blueprint does', () => {
    expect([...render(orders).keys()].filter((path) => /CODEOWNERS|catalog-info/.test(path))).toEqual([]);
  });

  test('who is no team and no person is refused', () => {
    expect(() => blueprint(owned.replace('@ada', 'ada'))).toThrow(/"ada" is not the name of a team or a person/);
  });
});
