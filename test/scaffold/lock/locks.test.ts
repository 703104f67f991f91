import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flawsOfTree } from '../../../scripts/locks/flaws-of-tree.mjs';
import { readTemplates } from '../../../src/scaffold/generate.ts';
import { lockTree, type LockTable } from '../../../src/scaffold/lock/lock-table.ts';
import { ENGINES, NODE_MAJORS, parseVersions, type NodeMajor } from '../../../src/scaffold/package-json.ts';
import { renderSystem } from '../../../src/scaffold/render-system.ts';
import { blueprint, edge, orders } from '../blueprints.ts';
import { repository } from '../generated-system.ts';

const read = (name: string): string => readFileSync(join(repository, 'templates/platform', name), 'utf8');
const table = JSON.parse(read('locks.json')) as LockTable;
const treeOf = (node: NodeMajor): ReturnType<typeof lockTree> =>
  lockTree(
    table,
    NODE_MAJORS.filter((major) => major <= node),
  );

describe('templates/platform/locks.json', () => {
  test.each(NODE_MAJORS)('has for Node.js %i the versions of versions.json, all of which run on it', (node) => {
    expect(flawsOfTree(treeOf(node), parseVersions(read('versions.json'), node), ENGINES[node])).toEqual([]);
  });

  test('a version that it lacks is told', () => {
    const versions = { node: 20, packages: { fastify: '0.0.1', nowhere: '1.0.0' } };
    expect(flawsOfTree(treeOf(20), versions, ENGINES[20])).toEqual([
      expect.stringMatching(/^Node\.js 20: versions\.json names fastify 0\.0\.1, locks\.json \d/),
      'Node.js 20: versions.json names nowhere 1.0.0, locks.json lacks it',
    ]);
  });

  test('a package that does not run on the release is refused by name', () => {
    const opossum = { version: '10.0.0', engines: { node: '^22 || ^24 || ^26' } };
    const flaws = flawsOfTree(new Map([['node_modules/opossum', opossum]]), { node: 20, packages: {} }, ENGINES[20]);
    expect(flaws).toEqual([
      expect.stringMatching(/^Node\.js 20: opossum 10\.0\.0 wants Node\.js \^22 \|\| \^24 \|\| \^26,/),
    ]);
    expect(flawsOfTree(new Map([['node_modules/opossum', opossum]]), { node: 22, packages: {} }, '^22.19.0')).toEqual(
      [],
    );
  });

  test('knows no registry but the public one, and the hash of everything', () => {
    expect(read('locks.json')).not.toMatch(/"resolved"|https?:\/\/(?!(www\.)?[\w.-]+\/)/);
    for (const [name, { integrity }] of Object.entries(table.packages)) expect(integrity, name).toMatch(/^sha512-/);
  });
});

test.each([
  ['a shop', orders],
  ['an edge', edge],
])('%s has a lockfile of its workspaces for the oldest and the newest Node.js', (_, text) => {
  for (const node of [20, 26] as const) {
    const files = renderSystem(blueprint(text), readTemplates(), node);
    const lock = JSON.parse(files.get('package-lock.json') ?? '') as {
      packages: Record<string, { resolved?: string; link?: boolean; integrity?: string }>;
    };
    for (const [path, content] of files) {
      if (!path.endsWith('package.json')) continue;
      const { dependencies = {}, devDependencies = {} } = JSON.parse(content) as Record<string, Record<string, string>>;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        expect(lock.packages[`node_modules/${name}`], `${path} ${name}`).toMatchObject({ version });
    }
    for (const [at, { resolved, link, integrity }] of Object.entries(lock.packages)) {
      if (!at.includes('node_modules/') || link) continue;
      expect(resolved, at).toMatch(/^https:\/\/registry\.npmjs\.org\/.+\.tgz$/);
      expect(integrity, at).toMatch(/^sha512-/);
    }
  }
});
