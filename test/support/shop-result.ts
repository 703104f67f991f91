import { lintModel, type LintResult } from '../../src/lint/engine.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import { at, noTimeout, policy, shopModel } from './shop-model.ts';

const sources: Readonly<Record<string, string>> = {
  'orders/src/http.ts': `import axios from 'axios';

export async function post<T>(url: string, body: unknown): Promise<T> {
  const { data } = await axios.post<T>(url, body);
  return data;
}
`,
  'orders/src/place-order.ts': `import { post } from './http.ts';

export async function placeOrder(order: Order) {
  await post(\`\${process.env.PAYMENT_URL}/charges\`, { amount: order.total });
  await post(\`\${process.env.INVENTORY_URL}/reservations\`, { items: order.items });
}
`,
  'payment/src/fraud.ts': `export async function score(customer: string): Promise<number> {
  const answer = await fetch('http://10.0.3.17:8080/scores/' + customer, { signal: AbortSignal.timeout(2_000) });
  return (await answer.json()).score;
}
`,
  'fraud/src/server.ts': "app.get('/scores/:customer', score);\napp.listen(8080);\n",
};

/** The source files of `shopResult`. */
export const shopSources = (file: string): string | undefined => sources[file];

/** Findings of most kinds in a small shop, one of them silenced, and something that was not understood. */
export function shopResult(): LintResult {
  const wrapper = at('orders/src/http.ts:4:26', 'the client is called here');
  const model = shopModel({
    services: {
      customers: {},
      fraud: { listens: [at('fraud/src/server.ts:2:1')], health: { state: 'absent', evidence: [] } },
      inventory: { listens: [at('inventory/src/server.ts:2:1')], health: { state: 'absent', evidence: [] } },
      orders: {},
      payment: {},
    },
    calls: [
      {
        route: 'orders → payment',
        serving: 'POST /orders → POST /charges',
        policy: policy(noTimeout),
        evidence: [at('orders/src/place-order.ts:4:9'), wrapper],
      },
      {
        route: 'orders → inventory',
        policy: policy(noTimeout),
        evidence: [at('orders/src/place-order.ts:5:9'), wrapper],
      },
      {
        route: 'payment → fraud',
        serving: 'POST /charges → GET /scores/:customer',
        client: 'fetch',
        address: {
          origin: 'literal',
          host: '10.0.3.17:8080',
          scheme: 'http',
          evidence: [at('payment/src/fraud.ts:2:30')],
        },
        evidence: [at('payment/src/fraud.ts:2:24')],
      },
      { route: 'inventory → supplier', toKind: 'unresolved', evidence: [at('inventory/src/supplier.ts:9:20')] },
      { route: 'fraud → customers', serving: 'GET /scores/:customer → GET /customers/:id' },
    ],
  });
  const coverage = {
    ...model.coverage,
    gaps: [{ file: 'legacy/report.js', line: 7, column: 12, reason: 'it does not parse: "}" expected' }],
    calls: { ...model.coverage.calls, unknownTimeout: 1 },
  };
  const ignores = [
    { file: 'inventory/src/server.ts', line: 1, column: 1, text: 'missing-health-check -- goes away in March' },
  ];
  return lintModel(
    { model: { ...model, coverage }, ignores },
    { settings: defaultSettings, rules, sources: shopSources },
  );
}
