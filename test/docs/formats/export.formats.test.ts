import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { exportFile, exportFolder } from '../../../src/docs/formats/export-model.ts';
import type { SystemModel } from '../../../src/model/system.ts';
import { HOSTILE_NAMES, hostileSystem } from '../hostile-model.ts';
import { shop } from '../shop-model.ts';
import { hasValidators, validator } from './validators.ts';

const options = { owner: 'team-shop', version: '2.1.0' };
const systems: readonly (readonly [string, SystemModel])[] = [
  ['the shop', shop()],
  ...HOSTILE_NAMES.map((name) => [JSON.stringify(name), hostileSystem(name)] as const),
];

/** What a reader of a format says against each system; the empty list when it takes them all. */
async function faults(read: (model: SystemModel) => Promise<readonly string[]>): Promise<readonly string[]> {
  const all: string[] = [];
  for (const [name, model] of systems) all.push(...(await read(model)).map((fault) => `${name}: ${fault}`));
  return all;
}

/** Reads each file of a format that is a folder. */
async function folderFaults(
  format: 'openapi' | 'asyncapi',
  read: (text: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  let files = 0;
  const found = await faults(async (model) => {
    const texts = [...exportFolder(model, format, options).values()];
    files += texts.length;
    return (await Promise.all(texts.map(read))).flat();
  });
  expect(files).toBeGreaterThan(systems.length);
  return found;
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const taken = (): readonly string[] => [];

describe.runIf(hasValidators())('is read by the program that it is for, hostile names and all', () => {
  test('Structurizr DSL', async () => {
    interface Reader {
      StructurizrLexer: { tokenize: (text: string) => { errors: Error[]; tokens: unknown } };
      StructurizrParser: { input: unknown; errors: Error[]; workspaceWrapper: () => unknown };
    }
    const { StructurizrLexer, StructurizrParser } = await validator<Reader>('structurizr-parser');
    const read = async (text: string): Promise<readonly string[]> => {
      const { errors, tokens } = StructurizrLexer.tokenize(text);
      StructurizrParser.input = tokens;
      StructurizrParser.workspaceWrapper();
      return [...errors, ...StructurizrParser.errors].map(told);
    };
    expect(await read('workspace "a" { model { x = } }')).not.toEqual([]);
    expect(await faults(async (model) => read(await exportFile(model, 'structurizr', options)))).toEqual([]);
  });

  test('LikeC4', async () => {
    interface Workspace {
      getErrors: () => { message: string }[];
      dispose: () => Promise<void>;
    }
    interface Reader {
      LikeC4: { fromSource: (text: string, options: object) => Promise<Workspace> };
    }
    const { LikeC4 } = await validator<Reader>('likec4');
    const read = async (text: string): Promise<readonly string[]> => {
      const workspace = await LikeC4.fromSource(text, { logger: false, printErrors: false });
      const errors = workspace.getErrors().map(({ message }) => message);
      await workspace.dispose();
      return errors;
    };
    expect(await read("specification { element a }\nmodel { x = a 'b'\n x -> nobody }")).not.toEqual([]);
    expect(await faults(async (model) => read(await exportFile(model, 'likec4', options)))).toEqual([]);
  });

  test('D2', async () => {
    interface Reader {
      D2: new () => {
        compile: (text: string) => Promise<{ diagram: { shapes: unknown[] } }>;
        worker?: { terminate?: () => void };
      };
    }
    const { D2 } = await validator<Reader>('@terrastruct/d2', 'dist/node-esm/index.js');
    const d2 = new D2();
    const read = async (text: string): Promise<readonly string[]> =>
      d2.compile(text).then(
        ({ diagram }) => (diagram.shapes.length > 2 ? [] : ['nothing is drawn']),
        (error) => [told(error)],
      );
    expect(await read('a -> { b')).not.toEqual([]);
    expect(await faults(async (model) => read(await exportFile(model, 'd2', options)))).toEqual([]);
    d2.worker?.terminate?.();
  });

  test('Backstage', async () => {
    type Kind = Record<string, { check: (entity: object) => Promise<boolean> }>;
    interface Policies extends Kind {
      makeValidator: never;
    }
    const backstage = await validator<Policies>('@backstage/catalog-model');
    const kinds: Readonly<Record<string, string>> = {
      API: 'api',
      Component: 'component',
      Resource: 'resource',
      System: 'system',
    };
    const read = async (entity: { kind: string }): Promise<readonly string[]> => {
      const known = backstage[`${kinds[entity.kind] ?? ''}EntityV1alpha1Validator`];
      if (!known) return [`there is no kind ${entity.kind}`];
      return known.check(entity).then(
        (fits) => (fits ? [] : ['another version']),
        (error) => [told(error)],
      );
    };
    expect(await read({ kind: 'Component' })).not.toEqual([]);
    const all = faults(async (model) => {
      const entities = parseAllDocuments(await exportFile(model, 'backstage', options)).map(
        (one) => one.toJS() as { kind: string },
      );
      return (await Promise.all(entities.map(read))).flat();
    });
    expect(await all).toEqual([]);
  });

  test('OpenAPI', async () => {
    interface Reader {
      validate: (document: unknown) => Promise<{ valid: boolean; errors?: Error[]; warnings: Error[] }>;
    }
    const { validate } = await validator<Reader>('@readme/openapi-parser');
    const read = async (text: string): Promise<readonly string[]> => {
      const { errors, warnings } = await validate(parse(text));
      return [...(errors ?? []), ...warnings].map(told);
    };
    expect(await read('openapi: 3.1.0\ninfo: {}\npaths: {}')).not.toEqual([]);
    expect(await folderFaults('openapi', read)).toEqual([]);
  });

  test('AsyncAPI', async () => {
    interface Reader {
      Parser: new () => { parse: (text: string) => Promise<{ diagnostics: { severity: number; message: string }[] }> };
    }
    const { Parser } = await validator<Reader>('@asyncapi/parser');
    const parser = new Parser();
    const read = async (text: string): Promise<readonly string[]> => {
      const { diagnostics } = await parser.parse(text);
      return diagnostics.filter(({ severity }) => severity <= 1).map(({ message }) => message);
    };
    expect(await read('asyncapi: 3.0.0\ninfo: { title: a }')).not.toEqual([]);
    expect(await folderFaults('asyncapi', read)).toEqual([]);
  });

  test('EventCatalog', async () => {
    type Check = (parsed: unknown[]) => { message: string }[];
    interface Reader {
      scanCatalogFiles: (folder: string) => Promise<unknown[]>;
      parseAllFiles: (files: unknown[]) => Promise<{ parsed: unknown[]; errors: unknown[] }>;
      validateAllSchemas: Check;
      validateReferences: Check;
      validateDuplicateResourceIds: Check;
    }
    const linter = await validator<Reader>('@eventcatalog/linter');
    // Its advice on good practice asks for what code does not tell: a schema of each event.
    const checks = [linter.validateAllSchemas, linter.validateReferences, linter.validateDuplicateResourceIds];
    const read = async (files: ReadonlyMap<string, string>): Promise<readonly string[]> => {
      const folder = mkdtempSync(join(tmpdir(), 'archwright-catalog-'));
      try {
        for (const [path, text] of files) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
        const found = await linter.scanCatalogFiles(folder);
        const { parsed, errors } = await linter.parseAllFiles(found);
        const missed =
          parsed.length === files.size ? [] : [`${String(files.size)} files, ${String(parsed.length)} read`];
        return [
          ...missed,
          ...errors.map((error) => JSON.stringify(error)),
          ...checks.flatMap((check) => check(parsed).map(({ message }) => message)),
        ];
      } finally {
        rmSync(folder, { recursive: true });
      }
    };
    expect(await read(new Map([['services/a/index.mdx', '---\nid: a\nsends: [{ id: nobody }]\n---\n']]))).not.toEqual(
      [],
    );
    expect(await faults((model) => read(exportFolder(model, 'eventcatalog', options)))).toEqual([]);
  });
});

test('JSON is as its schema says, hostile names and all', async () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../schema/model.schema.json'), 'utf8'),
  ) as object;
  const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  const read = async (model: SystemModel): Promise<readonly string[]> =>
    validate(JSON.parse(await exportFile(model, 'json', options)))
      ? taken()
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  expect(await faults(read)).toEqual([]);
});
