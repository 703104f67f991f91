import { expect, test } from 'vitest';
import { fixText } from './fix-text.ts';

test('a Nest application gets its shutdown hooks before it listens', () => {
  const fix = { kind: 'shutdown-hooks' } as const;
  const marked =
    'async function main() {\n  const app = await NestFactory.create(AppModule);\n  await ▸app.listen(3000);\n}\n';
  expect(fixText({ fix, marked })).toBe(
    'async function main() {\n  const app = await NestFactory.create(AppModule);\n  app.enableShutdownHooks();\n  await app.listen(3000);\n}\n',
  );
  expect(fixText({ fix, marked: 'const app = express();\n▸app.listen(3000);\n' })).toBe(
    'left: what listens is not a Nest application that is made here',
  );
});

test('retries without end are limited', () => {
  const fix = { kind: 'retry-bound' } as const;
  expect(fixText({ fix, marked: '▸axiosRetry(api, { retries: Infinity, retryDelay });' })).toBe(
    'axiosRetry(api, { retries: 3, retryDelay });',
  );
  expect(fixText({ fix, marked: '▸pRetry(charge, { forever: true });' })).toBe('pRetry(charge, { forever: false });');
  expect(fixText({ fix, marked: '▸pRetry(charge, options);' })).toBe('left: the number of tries is not written here');
});
