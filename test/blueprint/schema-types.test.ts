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
const sources = ['consistency', 'deployment', 'evidence', 'finding', 'messaging', 'system'].map((name) =>
  project.addSourceFileAtPath(`src/model/${name}.ts`),
);
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
  ['Repetition', model.$defs['repetition']],
  ['Policy', model.$defs['policy']],
  ['Address', model.$defs['address']],
  ['Call', model.$defs['call']],
  ['Channel', model.$defs['channel']],
  ['Publication', model.$defs['channelUse']],
  ['Subscription', model.$defs['subscription']],
  ['ForeignImport', model.$defs['foreignImport']],
  ['DualWrite', model.$defs['dualWrite']],
  ['ChangeStep', model.$defs['changeStep']],
  ['DistributedChange', model.$defs['distributedChange']],
  ['ProcessState', model.$defs['processState']],
  ['Compensation', model.$defs['compensation']],
  ['DomainLibrary', model.$defs['domainLibrary']],
  ['LibraryUse', model.$defs['libraryUse']],
  ['Deployment', model.$defs['deployment']],
  ['Exposure', model.$defs['exposure']],
  ['Infrastructure', model.$defs['infrastructure']],
  ['StartOrder', model.$defs['startOrder']],
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
  // What pages ask for is told apart when a model is written out.
  const shown = Object.keys(shape?.properties ?? {}).filter((key) => key !== 'browserCalls');
  expect(shown.sort()).toEqual(all);
  expect([...(shape?.required ?? [])].sort()).toEqual(required);
});
