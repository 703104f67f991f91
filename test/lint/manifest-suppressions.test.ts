import { expect, test } from 'vitest';
import { noticeComments } from '../../src/recover/ignore-comments.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import { lintModel } from '../../src/lint/engine.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import { lintFolder } from '../support/lint-folder.ts';
import { shop } from '../support/adoption-shop.ts';
import { writeFiles, type Files } from '../support/recover-files.ts';

const compose = (...lines: readonly string[]): Files => ({ ...shop, 'compose.yaml': `${lines.join('\n')}\n` });
const aboutComments = async (files: Files): Promise<string[]> =>
  (await lintFolder(writeFiles(files), 'suppression', 'unused-suppression', 'dual-write')).findings.map(
    ({ file, line, rule }) => `${file}:${line} ${rule}`,
  );

/** Reports every service at the place in a deployment file that tells of it. */
const deployed = defineRule({
  ...rules[0]!,
  name: 'deployed',
  options: {},
  *check(model) {
    for (const { id, evidence } of model.services)
      for (const at of evidence.filter(({ file }) => file === 'compose.yaml').slice(0, 1))
        yield { at, service: id, message: `${id} is deployed`, evidence: [] };
  },
});

test('a comment in a deployment file silences the finding below it or in its line', async () => {
  const files = compose(
    'services:',
    '  # archwright-ignore deployed -- it is retired in May',
    '  # and so it goes',
    '',
    '  orders: { build: ./orders }',
    '  payment: { build: ./payment } # archwright-ignore deployed -- known',
    '  # archwright-ignore deployed',
    '  reviews: { build: ./reviews }',
  );
  const reviews = {
    'reviews/package.json': shop['orders/package.json'] ?? '',
    'reviews/src/app.js': shop['payment/src/app.js'] ?? '',
  };
  const root = writeFiles({ ...files, ...reviews });
  const text = String(files['compose.yaml']);
  const result = lintModel(await recoverSystem(root), {
    settings: defaultSettings,
    rules: [deployed],
    sources: (file) => (file === 'compose.yaml' ? text : undefined),
  });
  expect(result.suppressed.map(({ line, reason }) => [line, reason])).toEqual([
    [5, 'it is retired in May'],
    [6, 'known'],
  ]);
  expect(result.findings.map(({ line, rule }) => [line, rule])).toEqual([
    [7, 'suppression'],
    [8, 'deployed'],
  ]);
});

test('comments of deployment files that need a reason, a rule or a finding are told', async () => {
  const files = compose(
    'services:',
    '  orders: { build: ./orders } # archwright-ignore dual-write',
    '  payment:',
    '    # archwright-ignore dual-write -- none here',
    '    build: ./payment',
  );
  expect(
    await aboutComments({
      ...files,
      'orders/Dockerfile': 'FROM node\n# archwright-ignore dual-wrote -- why\nCMD ["node", "src/app.js"]\n',
    }),
  ).toEqual(['compose.yaml:2 suppression', 'compose.yaml:4 unused-suppression', 'orders/Dockerfile:2 suppression']);
});

test.each([
  ['compose.yaml', 'a: "b#archwright-ignore x -- y"', []],
  ['compose.yaml', 'a: b  #archwright-ignore x -- y', [[1, 7, 'x -- y']]],
  ['k8s/app.yml', '\r\n# archwright-ignore x -- y\r\n', [[2, 1, 'x -- y']]],
  ['README.md', '# archwright-ignore x -- y', []],
])('%s: %j', (file, text, expected) => {
  const { read, comments } = noticeComments(() => text);
  read(file);
  expect(comments().map(({ line, column, text: said }) => [line, column, said])).toEqual(expected);
});
