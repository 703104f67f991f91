import { describe, expect, test } from 'vitest';
import { linkKubernetes, looksLikeKubernetes, parseKubernetes } from '../../../src/recover/manifests/kubernetes.ts';

const ORDERS = `# orders
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - name: app
          image: registry.shop.io/orders:1
          ports: [{ containerPort: 3000 }]
          env:
            - name: PAYMENT_URL
              value: http://payment:3000
            - name: DB_HOST
              valueFrom: { configMapKeyRef: { name: shop, key: db } }
            - name: DB_PASSWORD
              valueFrom: { secretKeyRef: { name: shop-secret, key: password } }
          envFrom:
            - configMapRef: { name: shop }
          readinessProbe: { httpGet: { path: /health } }
---
apiVersion: v1
kind: Service
metadata:
  name: orders-svc
spec:
  selector: { app: orders }
  ports: [{ port: 80, targetPort: 3000 }]
`;
const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
data:
  db: postgres
---
apiVersion: v1
kind: Secret
metadata: { name: shop-secret }
data:
  password: c2VjcmV0
`;

test('resolves environment from config maps and secrets, with the place of each value', () => {
  const files = [parseKubernetes('k8s/orders.yaml', ORDERS), parseKubernetes('k8s/config.yaml', CONFIG)];
  expect(files.flatMap((file) => file.gaps)).toEqual([]);
  const { containers, services } = linkKubernetes(files.map((file) => file.facts));
  expect(containers[0]).toMatchObject({
    workload: 'orders',
    image: 'registry.shop.io/orders:1',
    ports: [3000],
    labels: { app: 'orders' },
    evidence: { line: 11 },
  });
  expect(containers[0]?.probes).toMatchObject([{ line: 22 }]);
  expect(
    containers[0]?.environment.map(({ name, value, evidence }) => [name, value, `${evidence.file}:${evidence.line}`]),
  ).toEqual([
    ['PAYMENT_URL', 'http://payment:3000', 'k8s/orders.yaml:14'],
    ['DB_HOST', 'postgres', 'k8s/config.yaml:5'],
    ['DB_PASSWORD', 'secret', 'k8s/config.yaml:11'],
    ['db', 'postgres', 'k8s/config.yaml:5'],
  ]);
  expect(services[0]).toMatchObject({
    name: 'orders-svc',
    selector: { app: 'orders' },
    ports: [{ port: 80, targetPort: 3000 }],
    evidence: { line: 27 },
  });
});

test('a mistake is a gap with its line in the file, and the other documents are still read', () => {
  const { facts, gaps } = parseKubernetes('k8s/all.yaml', `apiVersion: v1\nkind: Pod\nspec: [\n---\n${ORDERS}`);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toMatchObject({ file: 'k8s/all.yaml', line: 4 });
  expect(facts.containers).toHaveLength(1);
});

test('a Helm template is read with the values of its chart', () => {
  const template = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "orders.fullname" . }}
  labels:
    {{- include "orders.labels" . | nindent 4 }}
spec:
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          env:
            - name: PAYMENT_URL
              value: {{ .Values.payment.url | quote }}
{{- end }}
`;
  const values = {
    chart: 'orders',
    values: { image: { repository: 'shop/orders' }, payment: { url: 'http://payment' } },
    others: [],
  };
  const { facts, gaps } = parseKubernetes('charts/orders/templates/deployment.yaml', template, values);
  expect(gaps).toEqual([]);
  expect(linkKubernetes([facts]).containers[0]).toMatchObject({
    workload: 'orders',
    image: 'shop/orders:placeholder',
    environment: [{ name: 'PAYMENT_URL', value: 'http://payment', evidence: { line: 15 } }],
  });
});

describe('what the values of a chart switch off', () => {
  const cache = (condition: string): string => `{{- if ${condition} }}
apiVersion: v1
kind: Service
metadata: { name: cache }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cache }
spec: { template: { spec: { containers: [{ name: cache, image: redis }] } } }
{{- else }}
---
apiVersion: v1
kind: Service
metadata: { name: cache-elsewhere }
spec: { type: ExternalName }
{{- end }}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec: { template: { spec: { containers: [{ name: orders, image: orders }] } } }
`;
  const names = (condition: string, values: object, others: readonly object[] = []): string => {
    const chart = { chart: 'shop', values: { ...values }, others: others.map((one) => ({ ...one })) };
    const { facts } = parseKubernetes('shop/templates/all.yaml', cache(condition), chart);
    return [...facts.containers.map(({ workload }) => workload), ...facts.services.map(({ name }) => name)].join(' ');
  };
  const off = { redis: { enabled: false }, local: true };
  const on = { redis: { enabled: true }, local: true };

  test.each([
    ['.Values.redis.enabled', off, 'orders cache-elsewhere'],
    ['.Values.redis.enabled', on, 'cache orders cache'],
    ['not .Values.redis.enabled', on, 'orders cache-elsewhere'],
    ['and .Values.local .Values.redis.enabled', off, 'orders cache-elsewhere'],
    ['or (not .Values.local) .Values.redis.enabled', off, 'orders cache-elsewhere'],
    // What is not decided stays, either way.
    ['.Values.redis.host', off, 'cache orders cache cache-elsewhere'],
    ['eq .Values.redis.mode "own"', off, 'cache orders cache cache-elsewhere'],
    ['.Values.nowhere.enabled', off, 'cache orders cache cache-elsewhere'],
  ])('%s', (condition, values, expected) => {
    expect(names(condition, values)).toBe(expected);
  });

  test('is there all the same where another file of values switches it on', () => {
    expect(names('.Values.redis.enabled', off, [on])).toBe('cache orders cache cache-elsewhere');
    expect(names('.Values.redis.enabled', off, [{ redis: { enabled: false } }])).toBe('orders cache-elsewhere');
  });
});

test('other YAML is not taken for Kubernetes', () => {
  expect(looksLikeKubernetes('openapi: 3.0.0\npaths: {}\n')).toBe(false);
  expect(looksLikeKubernetes('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n')).toBe(false);
  expect(looksLikeKubernetes(ORDERS)).toBe(true);
});

test('a Kustomization is known by its name, and a patch adds to the container that it names', () => {
  const overlay = `resources: [../base]
configMapGenerator:
  - name: shop
    literals: [db=postgres]
`;
  const patch = `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec: { template: { spec: { containers: [{ name: app, env: [{ name: STOCK_URL, value: http://stock }] }] } } }
`;
  const files = { 'base/orders.yaml': ORDERS, 'prod/kustomization.yaml': overlay, 'prod/patch.yaml': patch };
  expect(looksLikeKubernetes(overlay)).toBe(false);
  expect(Object.entries(files).every(([file, text]) => looksLikeKubernetes(text, file))).toBe(true);
  const { containers } = linkKubernetes(Object.entries(files).map(([file, text]) => parseKubernetes(file, text).facts));
  const variables = containers.flatMap((one) =>
    one.environment.map(({ name, value }) => `${one.workload} ${name}=${value}`),
  );
  expect(variables).toContain('orders DB_HOST=postgres');
  expect(variables).toContain('orders STOCK_URL=http://stock');
});
