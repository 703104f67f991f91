import type { DocsBeside } from '../../../src/docs/docs-beside.ts';
import { placedDrift, type PlacedDrift } from '../../../src/docs/drift/placed-drift.ts';
import type { DocsOptions } from '../../../src/docs/docs-context.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { SystemModel } from '../../../src/model/system.ts';
import { at, call, channel, datastore, endpoint, policy, service, system, use } from '../shop-model.ts';
import { hostileSystem } from '../hostile-model.ts';
import { HANDLED, SENT } from '../../support/sound-messaging.ts';

export const options: DocsOptions = {
  source: { kind: 'url', base: 'https://git.example/shop/blob/main' },
  availability: 0.999,
  command: 'archwright docs --html',
};

/** Orders asks payment, payment asks fraud, fraud asks customers; orders tells mail with an event. */
export function pageShop(): SystemModel {
  const [place, charge, check, find] = [
    endpoint('orders', 'POST', '/orders'),
    endpoint('payment', 'POST', '/charges'),
    endpoint('fraud', 'POST', '/checks'),
    endpoint('customers', 'GET', '/customers/:id'),
  ];
  const placed = channel('order.placed');
  return system({
    services: ['customers', 'fraud', 'mail', 'orders', 'payment'].map((name) => service(name)),
    endpoints: [place, charge, check, find],
    calls: [call(place, charge), call(charge, check, { policy: policy(null) }), call(check, find)],
    channels: [placed],
    publications: [
      {
        service: 'orders',
        channel: placed.id,
        ...SENT,
        schema: { by: 'literal', name: null, members: ['id', 'total'], evidence: [at('orders/src/tell.ts', 8)] },
        evidence: [at('orders/src/tell.ts', 7)],
      },
    ],
    subscriptions: [{ service: 'mail', channel: placed.id, ...HANDLED, evidence: [at('mail/src/main.ts', 4)] }],
    datastores: [datastore('orders')],
    datastoreUses: [use('orders', datastore('orders'), 'write orders')],
    deployment: {
      exposures: [
        { service: 'orders', by: 'compose', evidence: [at('compose.yaml', 9)] },
        {
          service: 'customers',
          by: 'ingress',
          routes: [
            { kind: 'Ingress', host: 'shop.example', path: '/customers', evidence: at('k8s/ingress.yaml', 12) },
            { kind: 'HTTPRoute', host: null, path: '/people', evidence: at('k8s/route.yaml', 9) },
          ],
          evidence: [at('k8s/ingress.yaml', 12), at('k8s/route.yaml', 9)],
        },
      ],
      infrastructure: [{ engine: 'postgres', names: ['db'], evidence: [at('compose.yaml', 30)] }],
      startOrders: [{ service: 'orders', after: 'payment', evidence: [at('compose.yaml', 12)] }],
    },
  });
}

const finding: Finding = {
  rule: 'missing-timeout',
  severity: 'error',
  message: '"payment" calls "fraud" without a deadline',
  service: 'payment',
  file: 'payment/src/clients/fraud.ts',
  line: 14,
  column: 3,
  endLine: 14,
  endColumn: 9,
  evidence: [],
  fingerprint: 'f1',
  help: 'give it a timeout',
};

export const beside: DocsBeside = {
  findings: [finding],
  decisions: [
    {
      label: 'ADR-0002',
      title: 'Charge before shipping',
      state: 'accepted',
      date: '2026-03-01',
      file: 'docs/decisions/0002-charge.md',
      supersedes: ['ADR-0001'],
      supersededBy: [],
      lines: [
        { number: 5, text: '# Charge before shipping', isTitle: true },
        { number: 9, text: 'The `payment` service is asked first; an order may wait.', isTitle: false },
      ],
    },
  ],
  sagas: [],
  drift: null,
};

/**
 * The shop against a blueprint that declares returns and a call of fraud by orders, and knows of no call of customers;
 * telemetry has seen that mail asks customers.
 */
export function pageDrift(): readonly PlacedDrift[] {
  const observed = pageShop();
  const [place, , check] = observed.endpoints;
  if (!place || !check) throw new Error('the shop has endpoints');
  const calls = [...observed.calls.filter(({ to }) => to !== 'customers'), call(place, check)];
  const declared = { ...observed, services: [...observed.services, service('returns')], calls };
  const evidence = [at('metrics.prom', 1)];
  return placedDrift(declared, observed, [
    { from: 'mail', to: 'customers', kind: 'call', operation: null, count: 2, evidence },
  ]);
}

/** The same as `beside`, with a name in every place that a repository fills. */
export function hostileBeside(name: string): DocsBeside {
  const [decision] = beside.decisions ?? [];
  if (!decision) throw new Error('the shop has a decision');
  return {
    findings: [{ ...finding, rule: name, message: name, help: name, service: `1 ${name}`, file: `src/${name}.ts` }],
    decisions: [
      {
        ...decision,
        label: name,
        title: name,
        date: name,
        file: `${name}.md`,
        supersedes: [name],
        lines: [{ number: 1, text: `\`${name}\``, isTitle: true }],
      },
    ],
    drift: placedDrift(
      { ...hostileSystem(name), services: [{ ...service('three'), name: `3 ${name}` }] },
      hostileSystem(name),
    ),
    sagas: [
      {
        name,
        service: `1 ${name}`,
        style: name,
        evidence: at(`${name}.yaml`, 3),
        steps: [
          { service: `1 ${name}`, request: name, undo: name, timeout: 100, pivot: false },
          { service: `2 ${name}`, request: name, undo: null, timeout: 100, pivot: true },
        ],
      },
    ],
  };
}
