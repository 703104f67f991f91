import { expect, test } from 'vitest';
import { sourceFacts } from '../../../src/recover/facts/source-facts.ts';
import { resultOf } from '../../support/evaluate-files.ts';

test('what YAML says stands where it says it', () => {
  const { facts, problem } = sourceFacts(
    'config/default.yml',
    '# shop\npayment:\n  url: http://payment\n  hosts:\n    - a\n',
  );
  expect(problem).toBeUndefined();
  const texts = JSON.stringify(facts).matchAll(/"v":"(http[^"]*|a)","at":\{"line":(\d+)/g);
  expect([...texts].map(([, text, line]) => `${text}:${line}`)).toEqual(['http://payment:3', 'a:5']);
});

test('YAML that does not parse is a gap', () => {
  const { facts, problem } = sourceFacts('config/default.yml', 'payment: [');
  expect(facts).toBeUndefined();
  expect(problem?.reason).toMatch(/^YAML: /);
});

test.each(['yml', 'yaml'])('node-config reads its folder: .%s', (ending) => {
  const files = {
    'src/app.js': "import config from 'config';\nexport const result = config.get('payment.url');\n",
    [`config/default.${ending}`]: 'payment:\n  url: http://payment:3001\n',
    [`config/custom-environment-variables.${ending}`]: 'payment:\n  url: PAYMENT_URL\n',
  };
  expect(resultOf(files)).toEqual(['$PAYMENT_URL', 'http://payment:3001 (default)']);
});
