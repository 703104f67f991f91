// Makes templates/platform/locks.json, from which generated systems get their package-lock.json without a network: npm
// resolves everything that templates/platform/versions.json names, once for each release of Node.js.
//   node scripts/locks.mjs            asks the registry and writes the table
//   node scripts/locks.mjs --check    only says whether the table fits versions.json, and whether all of it runs on its Node.js
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ENGINES, NODE_MAJORS, parseVersions } from '../dist/scaffold/package-json.js';
import { lockTree, packageNameAt } from '../dist/scaffold/lock/lock-table.js';
import { flawsOfTree } from './locks/flaws-of-tree.mjs';

const platform = path.resolve(import.meta.dirname, '../templates/platform');
const file = path.join(platform, 'locks.json');
const versions = readFileSync(path.join(platform, 'versions.json'), 'utf8');
const columns = (newest) => NODE_MAJORS.filter((major) => major <= newest);

const table = process.argv.includes('--check') ? JSON.parse(readFileSync(file, 'utf8')) : resolveAll();
const flaws = NODE_MAJORS.flatMap((node) =>
  flawsOfTree(lockTree(table, columns(node)), parseVersions(versions, node), ENGINES[node]),
);
for (const flaw of flaws) console.error(flaw);
if (flaws.length > 0) process.exit(1);
if (!process.argv.includes('--check')) writeFileSync(file, textOf(table));
console.log(`${Object.keys(table.packages).length} packages, ${NODE_MAJORS.length} releases of Node.js: no flaws`);

function resolveAll() {
  const packages = {};
  const trees = {};
  let before = {};
  for (const node of NODE_MAJORS) {
    const tree = {};
    for (const [location, entry] of Object.entries(resolve(parseVersions(versions, node)))) {
      if (location === '') continue;
      const { version, resolved, dev: _dev, optional: _o, devOptional: _d, peer: _p, ...rest } = entry;
      requirePublic(location, version, resolved);
      tree[location] = version;
      packages[`${packageNameAt(location)}@${version}`] = rest;
    }
    const gone = Object.keys(before).filter((location) => !(location in tree));
    const changed = Object.entries(tree).filter(([location, version]) => before[location] !== version);
    trees[`node${node}`] = Object.fromEntries([...changed, ...gone.map((location) => [location, null])]);
    before = tree;
  }
  return { packages, trees };
}

function resolve({ packages, overrides }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'archwright-lock-'));
  try {
    const manifest = { name: 'superset', version: '0.0.0', private: true, dependencies: packages, overrides };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    const quiet = [
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel=error',
      '--omit-lockfile-registry-resolved=false',
    ];
    execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', ...quiet], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    return JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')).packages;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The address of a package is not kept, because it can be told from its name: so it has to be the usual one.
function requirePublic(location, version, resolved) {
  const name = packageNameAt(location);
  const file = `/${name}/-/${name.replace(/^@[^/]+\//, '')}-${version}.tgz`;
  if (!resolved?.endsWith(file)) throw new Error(`"${location}" comes from ${resolved}, which is not …${file}`);
}

// A line for each package, so that a change can be read.
function textOf({ packages, trees }) {
  const lines = (record) =>
    Object.keys(record)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(record[key])}`)
      .join(',\n');
  const columns = Object.entries(trees).map(([node, tree]) => `${JSON.stringify(node)}:{\n${lines(tree)}\n}`);
  return `{"packages":{\n${lines(packages)}\n},\n"trees":{\n${columns.join(',\n')}\n}}\n`;
}
