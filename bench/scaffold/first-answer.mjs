// T1, T4, N13: from the command to the first answer, without an install and with one from a warm cache, as a ratio to
// "npm install" alone; ten services from a short blueprint; and how small the smallest service is.
//   node bench/scaffold/first-answer.mjs
// The last line is JSON. Milliseconds hold for this machine and moment; ratios and counts travel.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { run } from '../platform/support/system.mjs';
import { firstAnswer } from './support/programs.mjs';

const repository = path.resolve(import.meta.dirname, '../..');
const plain = 'system: { name: plain }\nservices:\n  quotes:\n    endpoints: [GET /quotes]\n';
const install = ['--no-audit', '--no-fund', '--prefer-offline'];
const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const small = folder(plain);
const generate = await timed(() => archwright(small));
// npm alone: the same packages, nothing of ours but the names. The first time fills the cache and is not counted.
const bare = folder(plain);
for (const entry of ['package.json', 'package-lock.json', 'services'])
  cpSync(path.join(small, entry), path.join(bare, entry), { recursive: true });
await run(bare, 'npm', ['ci', ...install], process.env);
rmSync(path.join(bare, 'node_modules'), { recursive: true });
const npmAlone = await timed(() => run(bare, 'npm', ['install', ...install], process.env));

const withInstall = await timed(async () => {
  await archwright(folder(plain));
  await run(folders.at(-1), 'npm', ['ci', ...install], process.env);
  await run(folders.at(-1), 'npm', ['run', 'build'], process.env);
  await firstAnswer(folders.at(-1), 'quotes', '/quotes');
});
const withoutInstall = await timed(async () => {
  const root = folder(plain);
  await archwright(root);
  symlinkSync(path.join(bare, 'node_modules'), path.join(root, 'node_modules'));
  await run(root, 'npm', ['run', 'build'], process.env);
  await firstAnswer(root, 'quotes', '/quotes');
});

const ten = tenServices();
const many = folder(ten);
const generateTen = await timed(() => archwright(many));
await run(bare, 'npm', ['prune', '--omit=dev', ...install], process.env);

const figures = {
  milliseconds: { generate, generateTen, npmAlone, withInstall, withoutInstall },
  ratioToNpmAlone: { withInstall: ratio(withInstall, npmAlone), withoutInstall: ratio(withoutInstall, npmAlone) },
  tenServices: { blueprintLines: ten.trim().split('\n').length, files: filesOf(many).length },
  plainService: { ...sizeOf(small), installMegabytes: megabytes(path.join(bare, 'node_modules')) },
};
console.log(JSON.stringify(figures, null, 2));
console.log(JSON.stringify(figures));

function folder(blueprint) {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-first-'));
  folders.push(root);
  writeFileSync(path.join(root, 'archwright.yaml'), blueprint);
  return root;
}

function archwright(root) {
  return run(root, process.execPath, [path.join(repository, 'bin/archwright.js'), 'generate'], process.env);
}

async function timed(work) {
  const begin = performance.now();
  await work();
  return Math.round(performance.now() - begin);
}

function ratio(one, other) {
  return Number((one / other).toFixed(2));
}

function tenServices() {
  const names = ['orders', 'payments', 'stock', 'parcels', 'catalogue', 'customers', 'prices', 'invoices', 'reviews'];
  const services = names.flatMap((name, index) => [
    `  ${name}:`,
    `    owns: [${name}]`,
    `    endpoints: [GET /${name}, "GET /${name}/{id}", POST /${name}: { publishes: [${name}.created] }]`,
    ...(index > 0 ? [`    calls: { ${names[index - 1]}: ["GET /${names[index - 1]}/{id}"] }`] : []),
    `    publishes: [${name}.created]`,
  ]);
  const routes = names.map((name) => `/api/${name}: ${name}`).join(', ');
  return `${['system: { name: ten }', 'services:', ...services, '  web:', '    kind: gateway', `    routes: { ${routes} }`].join('\n')}\n`;
}

function filesOf(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](node_modules|\.archwright|dist)[\\/]|archwright\.yaml$/.test(file));
}

// Lines of code are those of src without blank ones and comments.
function sizeOf(root) {
  const files = filesOf(root).filter((file) => !/[\\/]test[\\/]/.test(file));
  const lines = files
    .filter((file) => /[\\/]src[\\/]/.test(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const code = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^(\/\/|\/\*|\*)/.test(line));
  return { filesWithoutTests: files.length, lines: lines.length, linesOfCode: code.length };
}

function megabytes(root) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
  return Math.round(bytes / 1e5) / 10;
}
