import { describe, expect, test } from 'vitest';
import { recordFile } from '../../src/scaffold/manifest.ts';
import { planFiles, type Existing, type Operation } from '../../src/scaffold/plan.ts';

const path = 'services/orders/src/routes.ts';
const base = 'one\ntwo\nthree\nfour\nfive\nsix\n';
const options = { template: '0.1.0', node: 20 };

function existing(text: string | undefined, recorded: string | undefined): Existing {
  return {
    manifest:
      recorded === undefined
        ? undefined
        : {
            template: '0.0.9',
            templates: '',
            node: 20,
            blueprint: '',
            services: {},
            files: new Map([[path, recordFile(recorded)]]),
          },
    files: new Map(text === undefined ? [] : [[path, { text }]]),
  };
}

function planOne(
  output: string,
  now: Existing,
  more: { keep?: string[]; restore?: boolean } = {},
): Operation | undefined {
  return planFiles(new Map([[path, output]]), now, { ...options, ...more }).operations[0];
}

describe('planFiles', () => {
  test('creates what is not there', () => {
    expect(planOne(base, existing(undefined, undefined))).toEqual({ kind: 'create', path, text: base });
  });

  test('leaves what is as it should be', () => {
    expect(planOne(base, existing(base, base))).toEqual({ kind: 'unchanged', path });
  });

  test('updates what nobody edited', () => {
    const output = base.replace('two', 'TWO');
    expect(planOne(output, existing(base, base))).toEqual({
      kind: 'update',
      path,
      before: base,
      text: output,
      merged: false,
    });
  });

  test('keeps an edited file whose template stayed the same', () => {
    expect(planOne(base, existing(`${base}mine\n`, base))).toMatchObject({
      kind: 'skip',
      reason: expect.stringMatching(/edited/),
    });
  });

  test('merges changes to different lines', () => {
    const operation = planOne(base.replace('two', 'TWO'), existing(base.replace('five', 'mine'), base));
    expect(operation).toMatchObject({ kind: 'update', merged: true, text: 'one\nTWO\nthree\nfour\nmine\nsix\n' });
  });

  test('reports changes to the same line, with both sides', () => {
    const operation = planOne(base.replace('two', 'TWO'), existing(base.replace('two', 'mine'), base));
    expect(operation).toMatchObject({ kind: 'conflict', lines: [2] });
    expect(operation).toMatchObject({
      text: expect.stringMatching(/<<<<<<< yours\nmine\n\|\|\|\|\|\|\| generated before\ntwo\n=======\nTWO\n>>>>>>>/),
    });
  });

  test('settles a conflict by keeping the edited file, and merges from there on', () => {
    const mine = base.replace('two', 'mine');
    const output = base.replace('two', 'TWO');
    const plan = planFiles(new Map([[path, output]]), existing(mine, base), { ...options, keep: [path] });
    expect(plan.operations).toMatchObject([{ kind: 'skip' }]);
    const next = planFiles(
      new Map([[path, output.replace('six', 'SIX')]]),
      { ...existing(mine, base), manifest: plan.manifest },
      options,
    );
    expect(next.operations).toMatchObject([{ kind: 'update', merged: true, text: mine.replace('six', 'SIX') }]);
  });

  test('never touches what it did not generate', () => {
    expect(planOne(base, existing('by hand\n', undefined))).toMatchObject({
      kind: 'skip',
      reason: expect.stringMatching(/not generated/),
    });
    const folder: Existing = { manifest: undefined, files: new Map([[path, { other: 'a folder' }]]) };
    expect(planOne(base, folder)).toMatchObject({
      kind: 'skip',
      reason: expect.stringMatching(/a folder stands there/),
    });
  });

  test('does not bring back what was deleted, unless asked to', () => {
    expect(planOne(base, existing(undefined, base))).toMatchObject({
      kind: 'skip',
      reason: expect.stringMatching(/deleted/),
    });
    expect(planOne(base, existing(undefined, base), { restore: true })).toMatchObject({ kind: 'create' });
  });

  test('deletes what is no longer generated, but not what was edited', () => {
    const nothing = new Map<string, string>();
    expect(planFiles(nothing, existing(base, base), options).operations).toMatchObject([{ kind: 'delete', path }]);
    const kept = planFiles(nothing, existing(`${base}mine\n`, base), options);
    expect(kept.operations).toMatchObject([
      { kind: 'skip', reason: expect.stringMatching(/no longer generated, but edited/) },
    ]);
    expect(kept.manifest.files.get(path)).toMatchObject({ owner: 'orphan' });
  });

  test('does not take the line ends of a checkout for an edit, and keeps them', () => {
    const crlf = base.replaceAll('\n', '\r\n');
    expect(planOne(base, existing(crlf, base))).toMatchObject({ kind: 'unchanged' });
    const updated = planOne(base.replace('two', 'TWO'), existing(crlf, base));
    expect(updated).toMatchObject({ kind: 'update', merged: false, text: crlf.replace('two', 'TWO') });
    const merged = planOne(base.replace('two', 'TWO'), existing(crlf.replace('five', 'mine'), base));
    expect(merged).toMatchObject({ merged: true, text: crlf.replace('two', 'TWO').replace('five', 'mine') });
  });
});
