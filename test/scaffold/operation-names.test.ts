import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint } from './blueprints.ts';
import { inFolder, linkPackages, repository, run } from './generated-system.ts';

// Each is the name of something else in the files that the operation comes to stand in.
const names = [
  ...[
    'findCharge',
    'insertCharge',
    'listCharges',
    'changeCharge',
    'removeCharge',
    'putCharge',
    'charge',
    'items',
    'row',
  ],
  ...[
    'publishChargeMade',
    'randomUUID',
    'derivedKey',
    'requireText',
    'close',
    'http',
    'stub',
    'then',
    'constructor',
    'deps',
  ],
  ...[
    'app',
    'request',
    'reply',
    'response',
    'result',
    'text',
    'fields',
    'page',
    'keyed',
    'validate',
    'z',
    'id',
    'tx',
    'saga',
  ],
  ...[
    'findChargeHandler',
    'registerRoutes',
    'keyedRequest',
    'service',
    'store',
    'bus',
    'body',
    'log',
    'httpClose',
    'lastItems',
  ],
];

const text = (http: string): string => `
system: { name: odd }
defaults: { http: ${http} }
services:
  payment:
    owns: [charges]
    grpc: true
    endpoints:
      - POST /charges: { as: insertCharge, publishes: [charge.made] }
      - GET /charges as listCharges
      - GET /charges/{id} as findCharge
      - PUT /charges/{id} as putCharge
      - PATCH /charges/{id} as changeCharge
      - DELETE /charges/{id} as removeCharge
${names
  .slice(6)
  .map((name, index) => `      - POST /charges/{id}/what${index}: { as: ${name}, publishes: [charge.made] }`)
  .join('\n')}
    publishes: [charge.made]
  orders:
    endpoints:
      - POST /orders: { calls: [${names.map((name) => `payment.${name}`).join(', ')}] }
    calls:
      payment: [${names.join(', ')}]
`;

test.each(['fastify', 'express', 'nest'])(
  'operations that are called like something else in the code compile on %s',
  { timeout: 300_000 },
  async (http) => {
    const { services } = blueprint(text(http));
    const { root, remove } = inFolder(renderSystem(blueprint(text(http)), readTemplates()));
    try {
      linkPackages(root);
      const tsc = join(repository, 'node_modules/typescript/bin/tsc');
      expect(await run(root, process.execPath, [tsc, '-b', ...services.map(({ path }) => path)])).toBe('');
    } finally {
      remove();
    }
  },
);
