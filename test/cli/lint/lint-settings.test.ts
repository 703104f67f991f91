import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLintSettings } from '../../../src/cli/lint/lint-settings.ts';
import { checkSettings } from '../../../src/lint/settings.ts';
import { rules } from '../../../src/lint/rules/index.ts';
import { UserError, formatWhere } from '../../../src/util/user-error.ts';
import { writeFiles, type Files } from '../../support/recover-files.ts';

const inPackage = (name: string, file: string, content: string | object): Files => ({
  [`node_modules/${name}/package.json`]: { name },
  [`node_modules/${name}/${file}`]: content,
});

/** The mistake that reading the settings of these files ends in: its place without the folder, message and help. */
function mistake(files: Files): string {
  const root = writeFiles(files);
  try {
    const { settings, locate } = readLintSettings(root, undefined);
    checkSettings(settings, rules, locate);
  } catch (error) {
    if (!(error instanceof UserError) || !error.where) throw error;
    const place = formatWhere(error.where).split('shop/').at(-1);
    return `${place}: ${error.message} | ${error.help}`;
  }
  throw new Error('no mistake');
}

describe('extends', () => {
  test('files and packages, YAML and JSON, over several steps; the file itself weighs most', () => {
    const root = writeFiles({
      'archwright.yaml':
        'lint:\n  extends: [strict, ./config/team.yaml, "@acme/rules", "@acme/rules/extra/more.json"]\n  rules:\n    chatty-calls: info\n  ignore: [own/**]\n',
      'config/team.yaml':
        'lint:\n  extends: recommended\n  rules:\n    chatty-calls: error\n    sync-call-chain: { severity: error, maxHops: 4 }\n  ignore: [old/**]\n',
      ...inPackage('@acme/rules', 'archwright.json', {
        lint: { rules: { 'sync-call-chain': { maxHops: 6 }, 'dual-write': 'off' } },
      }),
      'node_modules/@acme/rules/extra/more.json': {
        lint: { overrides: [{ files: ['jobs/**'], rules: { 'dual-write': 'info' } }], ignore: ['old/**'] },
      },
    });
    expect(readLintSettings(root, undefined).settings).toEqual({
      extends: ['strict', 'recommended'],
      rules: {
        'chatty-calls': { severity: 'info' },
        'sync-call-chain': { severity: 'error', options: { maxHops: 6 } },
        'dual-write': { severity: 'off' },
      },
      overrides: [{ files: ['jobs/**'], rules: { 'dual-write': { severity: 'info' } } }],
      ignore: ['old/**', 'own/**'],
      customRules: [],
    });
  });

  test('a package is found in a folder above, and paths begin at the file that names them', () => {
    const root = writeFiles({
      ...inPackage('shop-rules', 'archwright.yaml', 'lint: { rules: { dual-write: off } }\n'),
      'apps/shop/archwright.yaml': 'lint: { extends: [shop-rules, ../base.yaml] }\n',
      'apps/base.yaml': 'lint: { rules: { chatty-calls: off }, baseline: known.json }\n',
    });
    const { settings, baseline } = readLintSettings(join(root, 'apps/shop'), undefined);
    expect(Object.keys(settings.rules)).toEqual(['dual-write', 'chatty-calls']);
    expect(baseline).toMatchObject({ name: 'known.json', folder: join(root, 'apps') });
  });

  test('two ways to one file are no circle', () => {
    const root = writeFiles({
      'archwright.yaml': 'lint: { extends: [./a.yaml, ./b.yaml] }\n',
      'a.yaml': 'lint: { extends: ./base.yaml }\n',
      'b.yaml': 'lint: { extends: ./base.yaml }\n',
      'base.yaml': 'lint: { rules: { dual-write: off } }\n',
    });
    expect(readLintSettings(root, undefined).settings.rules).toEqual({ 'dual-write': { severity: 'off' } });
  });

  test.each<[string, Files, RegExp]>([
    [
      'a circle',
      { 'archwright.yaml': 'lint: { extends: ./a.yaml }\n', 'a.yaml': 'lint:\n  extends: ./archwright.yaml\n' },
      /^a\.yaml:2:12: "extends" goes in a circle through "\.\/archwright\.yaml": .*archwright\.yaml → .*a\.yaml → .*archwright\.yaml \|/,
    ],
    [
      'a file that is not there',
      { 'archwright.yaml': 'lint:\n  extends: [strict, ./nowhere.yaml]\n' },
      /^archwright\.yaml:2:21: "\.\/nowhere\.yaml" is no file \| looked for ".*nowhere\.yaml"/,
    ],
    [
      'a misspelt preset',
      { 'archwright.yaml': 'lint: { extends: recomended }\n' },
      /^archwright\.yaml:1:18: there is no preset "recomended", and no package "recomended" is installed, did you mean "recommended"\? \| presets: recommended, strict;/,
    ],
    [
      'a package without settings',
      { 'archwright.yaml': 'lint: { extends: "@acme/rules" }\n', ...inPackage('@acme/rules', 'index.js', '') },
      /^archwright\.yaml:1:18: the package "@acme\/rules" has no file "archwright\.yaml" \| looked for archwright\.yaml, /,
    ],
    [
      'a path out of a package',
      { 'archwright.yaml': 'lint: { extends: "acme/../../secret.yaml" }\n', ...inPackage('acme', 'a.yaml', '') },
      /^archwright\.yaml:1:18: "acme\/\.\.\/\.\.\/secret\.yaml" is neither a preset nor a path nor/,
    ],
    [
      'an absolute path',
      { 'archwright.yaml': 'lint: { extends: /etc/archwright.yaml }\n' },
      /^archwright\.yaml:1:18: "\/etc\/archwright\.yaml" is neither a preset nor/,
    ],
    [
      'a rule that is not there, in an override of an extended file',
      {
        'archwright.yaml': 'lint:\n  extends: ./a.yaml\n  overrides: [{ files: [x], rules: {} }]\n',
        'a.yaml': 'lint:\n  overrides:\n    - files: [y]\n      rules:\n        dual-writes: off\n',
      },
      /^a\.yaml:5:9: there is no rule "dual-writes", did you mean "dual-write"\?/,
    ],
    [
      'an option of a wrong type, where another file settles the severity',
      {
        'archwright.yaml': 'lint:\n  extends: ./a.yaml\n  rules: { sync-call-chain: error }\n',
        'a.yaml': 'lint:\n  rules:\n    sync-call-chain: { maxHops: three }\n',
      },
      /^a\.yaml:3:33: option "maxHops" of rule "sync-call-chain" is "three": a number is expected/,
    ],
  ])('%s is a mistake at its place', (_, files, expected) => {
    expect(mistake(files)).toMatch(expected);
  });
});
