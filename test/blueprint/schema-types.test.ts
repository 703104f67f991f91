import { readFileSync } from 'node:fs';
import { Project } from 'ts-morph';
import { expect, test } from 'vitest';

interface Shape {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

interface Schema extends Shape {
  readonly $defs: Readonly<Record<string, Shape>>;
}

const project = new Project({ skipAddingFilesFromTsConfig: true });
const sources = ['src/model/system.ts', 'src/model/finding.ts'].map((file) => project.addSourceFileAtPath(file));
const read = (name: string) => JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as Schema;
const [model, lint] = [read('model'), read('lint')];

function members(name: string): { all: string[]; required: string[] } {
  const found = sources.flatMap((source) => source.getInterface(name) ?? []);
  const properties = found.flatMap((one) => one.getProperties());
  return {
    all: properties.map((property) => property.getName()).sort(),
    required: properties
      .filter((property) => !property.hasQuestionToken())
      .map((property) => property.getName())
      .sort(),
  };
}

test.each([
  ['SystemModel', model],
  ['Service', model.$defs['service']],
  ['Observed', model.$defs['observed']],
  ['Endpoint', model.$defs['endpoint']],
  ['TimeoutPolicy', model.$defs['timeout']],
  ['GuardPolicy', model.$defs['guard']],
  ['Policy', model.$defs['policy']],
  ['Address', model.$defs['address']],
  ['Call', model.$defs['call']],
  ['Channel', model.$defs['channel']],
  ['Publication', model.$defs['channelUse']],
  ['Subscription', model.$defs['subscription']],
  ['ForeignImport', model.$defs['foreignImport']],
  ['DualWrite', model.$defs['dualWrite']],
  ['Datastore', model.$defs['datastore']],
  ['Access', model.$defs['access']],
  ['DatastoreUse', model.$defs['datastoreUse']],
  ['Evidence', model.$defs['evidence']],
  ['Coverage', model.$defs['coverage']],
  ['CoverageGap', model.$defs['coverageGap']],
  ['Evidence', lint.$defs['evidence']],
  ['Coverage', lint.$defs['coverage']],
  ['CoverageGap', lint.$defs['coverageGap']],
  ['Finding', lint.$defs['finding']],
])('the schema of %s has the members of its type', (name, shape) => {
  const { all, required } = members(name);
  expect(all.length).toBeGreaterThan(0);
  expect(Object.keys(shape?.properties ?? {}).sort()).toEqual(all);
  expect([...(shape?.required ?? [])].sort()).toEqual(required);
});
