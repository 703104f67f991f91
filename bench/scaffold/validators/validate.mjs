// Holds what is generated around services against the parsers and schemas of its formats: OpenAPI, AsyncAPI, compose,
// Kubernetes (values by its schemas, unknown fields by its types) and Backstage; kustomize builds the overlays where kubectl is.
//   npm install --prefix bench/scaffold/validators --ignore-scripts && node bench/scaffold/validators/validate.mjs [FOLDER…]
// FOLDER: a system that was generated, in place of those that are generated here. The last line is JSON.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Parser } from '@asyncapi/parser';
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  locationEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { validate as validateOpenapi } from '@readme/openapi-parser';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { parse, parseAllDocuments } from 'yaml';

const here = import.meta.dirname;
const repository = path.resolve(here, '../../..');
const counts = { systems: 0, openapi: 0, asyncapi: 0, compose: 0, manifests: 0, entities: 0 };
const wrong = [];
const typed = [];

const composeSchema = JSON.parse(
  readFileSync(path.join(here, 'node_modules/dclint/schemas/compose.schema.json'), 'utf8'),
);
const isCompose = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(
  withoutDraft(composeSchema),
);
const asyncapi = new Parser();
const backstage = {
  API: apiEntityV1alpha1Validator,
  Component: componentEntityV1alpha1Validator,
  Location: locationEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
  System: systemEntityV1alpha1Validator,
};

const given = process.argv.slice(2);
for (const root of given) {
  counts.systems++;
  await validateSystem(root, (what) => wrong.push(`${root}: ${what}`));
}
for (const { name, text } of given.length > 0 ? [] : blueprints()) {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-validate-'));
  try {
    writeFileSync(path.join(root, 'archwright.yaml'), text);
    const { status, stderr } = spawnSync(process.execPath, [
      path.join(repository, 'bin/archwright.js'),
      'generate',
      root,
    ]);
    if (status !== 0) throw new Error(String(stderr));
    counts.systems++;
    await validateSystem(root, (what) => wrong.push(`${name}: ${what}`));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
checkTypes();
for (const line of wrong) console.log(line);
console.log(JSON.stringify({ ...counts, wrong: wrong.length, kustomize: kubectl() !== null }));
process.exitCode = wrong.length > 0 ? 1 : 0;

/** Both examples on every framework and bus, with everything that can be asked for, and the monolith. */
function blueprints() {
  const all = [];
  for (const example of ['shop', 'bank'])
    for (const http of ['fastify', 'express', 'nest'])
      for (const bus of ['nats', 'rabbitmq', 'redis', 'kafka', 'sqs', 'in-process']) {
        if (http !== 'fastify' && bus !== 'nats') continue;
        const text = readFileSync(path.join(repository, `examples/${example}/archwright.yaml`), 'utf8');
        const defaults = `defaults: { bus: ${bus}, http: ${http}, telemetry: otel, deploy: [compose, kubernetes] }`;
        const owned = text
          .replace(/^system: \{/m, "system: { owner: '@shop/everybody',")
          .replace(/^defaults: .*$/m, defaults);
        all.push({ name: `${example} on ${http} and ${bus}`, text: owned });
      }
  const monolith = readFileSync(path.join(repository, 'examples/monolith/archwright.yaml'), 'utf8');
  const deployed = monolith.replace(
    'database: postgres',
    'database: postgres, bus: nats, deploy: [compose, kubernetes]',
  );
  return [...all, { name: 'monolith', text: deployed }];
}

async function validateSystem(root, fail) {
  const compose = parse(readFileSync(path.join(root, 'compose.yaml'), 'utf8'));
  counts.compose++;
  if (!isCompose(compose))
    for (const { instancePath, message } of isCompose.errors) fail(`compose ${instancePath} ${message}`);
  const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const service of workspaces) {
    const file = (name) => path.join(root, service, name);
    if (existsSync(file('openapi.json'))) {
      counts.openapi++;
      const result = await validateOpenapi(JSON.parse(readFileSync(file('openapi.json'), 'utf8')));
      for (const { message } of [...(result.errors ?? []), ...(result.warnings ?? [])])
        fail(`${service}: OpenAPI ${message}`);
    }
    if (existsSync(file('asyncapi.yaml'))) {
      counts.asyncapi++;
      const { diagnostics } = await asyncapi.parse(readFileSync(file('asyncapi.yaml'), 'utf8'));
      for (const { severity, message } of diagnostics)
        if (Number(severity) <= 1) fail(`${service}: AsyncAPI ${message}`);
    }
    if (existsSync(file('catalog-info.yaml'))) await checkEntities(file('catalog-info.yaml'), fail);
  }
  if (existsSync(path.join(root, 'catalog-info.yaml'))) await checkEntities(path.join(root, 'catalog-info.yaml'), fail);
  if (!existsSync(path.join(root, 'deploy/kubernetes'))) return;
  for (const overlay of ['dev', 'production'])
    await checkManifests(path.join(root, 'deploy/kubernetes'), overlay, fail);
}

async function checkEntities(file, fail) {
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    const entity = document.toJS();
    counts.entities++;
    // Whoever reads the file puts the text in the place of the reference.
    if (entity.kind === 'API') entity.spec.definition = 'text';
    await backstage[entity.kind].check(entity).then(
      (known) => known || fail(`Backstage does not know ${entity.kind}`),
      (error) => fail(`Backstage ${entity.kind} ${error.message}`),
    );
  }
}

async function checkManifests(folder, overlay, fail) {
  for (const manifest of built(folder, overlay, fail)) {
    const { apiVersion, kind, metadata } = manifest;
    if (apiVersion.startsWith('kustomize')) continue;
    const models = await import(`kubernetes-models/${apiVersion}`);
    counts.manifests++;
    try {
      new models[kind](manifest).validate();
    } catch (error) {
      fail(`${overlay}: ${kind} ${metadata.name}: ${error.message}`);
    }
    typed.push(
      `const m${typed.length}: import('kubernetes-models/${apiVersion}').I${kind} = ${JSON.stringify(manifest)};`,
    );
  }
}

/** What kustomize makes of an overlay; without kubectl the files as they are. */
function built(folder, overlay, fail) {
  const binary = kubectl();
  if (binary !== null) {
    const { status, stdout, stderr } = spawnSync(binary, ['kustomize', path.join(folder, 'overlays', overlay)], {
      encoding: 'utf8',
    });
    if (status !== 0) fail(`kustomize ${overlay}: ${stderr}`);
    return parseAllDocuments(stdout).map((document) => document.toJS());
  }
  return [path.join(folder, 'base'), path.join(folder, 'overlays', overlay)].flatMap((part) =>
    readdirSync(part)
      .filter((name) => name.endsWith('.yaml'))
      .flatMap((name) =>
        parseAllDocuments(readFileSync(path.join(part, name), 'utf8')).map((document) => document.toJS()),
      ),
  );
}

function kubectl() {
  return spawnSync('kubectl', ['version', '--client']).error === undefined ? 'kubectl' : null;
}

/** A schema lets unknown fields pass; the types of object literals do not. */
function checkTypes() {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-validate-'));
  try {
    symlinkSync(path.join(here, 'node_modules'), path.join(root, 'node_modules'));
    writeFileSync(path.join(root, 'manifests.ts'), `${typed.join('\n')}\nexport {};\n`);
    const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--moduleResolution', 'nodenext'];
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags, 'manifests.ts'], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) wrong.push(...stdout.split('\n').filter((line) => line !== ''));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function withoutDraft({ $schema: _, ...schema }) {
  return schema;
}
