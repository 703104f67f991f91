import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { deployedModel } from '../../../src/blueprint/deployed-model.ts';
import { readBlueprint } from '../../../src/blueprint/read-blueprint.ts';
import { compareModels } from '../../../src/model/compare.ts';
import { recoverSystem } from '../../../src/recover/recover-system.ts';
import { runMain } from '../../support/run-main.ts';
import { bank, choreographed, orders } from '../blueprints.ts';

const example = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, `../../../examples/${name}/archwright.yaml`), 'utf8');
const corner = example('monolith');
const taken = corner
  .replace('http: fastify', 'http: fastify, bus: nats')
  .replace('  payment:\n', '  payment:\n    standalone: true\n    facade: true\n');
const together = (text: string): string => text.replace('shape: microservices', 'shape: modular-monolith');

const ownTables = {
  ignoreTables: [
    ...['schema_migrations', 'sagas', 'saga_steps', 'saga_notes', 'saga_effects', 'choreographies'],
    ...['outbox', 'inbox', 'idempotency_keys', 'event_log', 'event_log_snapshots', 'projections'],
  ],
  ignoreChannels: /^(?:dead-letters|retry)[./]|\bsaga\.alert\b/,
};

test.each([
  ['the example', corner, 1],
  ['the example after payment was taken out of it', taken, 2],
  ['the shop of the examples', together(example('shop')), 1],
  [
    'the shop, whose events stay within the process',
    together(example('shop')).replace('bus: nats', 'bus: in-process'),
    1,
  ],
  ['every kind of endpoint, call and event', together(orders).replace('bus: rabbitmq', 'bus: nats'), 1],
  ['a choreographed saga', together(choreographed), 1],
  ['events as the source of data, views and copies', together(bank), 1],
])(
  '%s is recovered as one deployable, and sound under the strictest rules',
  { timeout: 300_000 },
  async (_, text, count) => {
    const root = mkdtempSync(path.join(tmpdir(), 'archwright-monolith-'));
    try {
      writeFileSync(path.join(root, 'archwright.yaml'), `${text.trimEnd()}\nlint: { extends: strict }\n`);
      expect(await runMain('generate', root)).toMatchObject({ status: 0, stderr: '' });
      const { model } = await recoverSystem(root);
      const blueprint = readBlueprint(path.join(root, 'archwright.yaml'));
      const { declaredOnly, observedOnly } = compareModels(deployedModel(blueprint), model, ownTables);
      expect(model.services.map(({ kind }) => kind)).toEqual(Array.from({ length: count }, () => 'service'));
      // What is kept as events has no table of its name.
      const asEvents = blueprint.services.flatMap(({ eventSourced }) => eventSourced);
      expect(declaredOnly.filter(({ what }) => !asEvents.includes(what))).toEqual([]);
      expect(observedOnly).toEqual([]);
      expect((await runMain('lint', root, '--no-cache', '--format', 'compact')).stdout).toBe('');
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);
