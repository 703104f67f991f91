import { expect, test } from 'vitest';
import { startedBy } from '../../../src/recover/manifests/command.ts';

const entries = (line: string): string[] =>
  startedBy(line).map((one) =>
    one.kind === 'node'
      ? one.entry
      : one.kind === 'script'
        ? `npm:${one.script}${one.workspace === null ? '' : `@${one.workspace}`}`
        : one.kind === 'project'
          ? `project:${one.project ?? '-'}`
          : one.kind,
  );

test.each([
  ['node dist/main.js', ['dist/main.js']],
  ['cross-env NODE_ENV=development nodemon --loader esm-module-alias/loader --no-warnings index.js', ['index.js']],
  ["nodemon -w 'src/**/*.ts' -x ts-node --files -H -T server.ts", ['server.ts']],
  ['nodemon --watch src --ext "ts,json" --exec "ts-node src/index.ts"', ['src/index.ts']],
  ['nodemon', ['.']],
  ['node .', ['.']],
  ['ts-node-dev -r tsconfig-paths/register --respawn src/index.ts', ['src/index.ts']],
  ['tsx watch src/index.ts', ['src/index.ts']],
  ['bun --watch src/index.ts', ['src/index.ts']],
  ['/bin/sh -c "npm install && npm run dev"', ['npm:dev']],
  ['dumb-init npm start', ['npm:start']],
  [
    'concurrently --kill-others "npm run start:orders" "npm run start:payment"',
    ['npm:start:orders', 'npm:start:payment'],
  ],
  ['pnpm --filter @shop/orders start', ['npm:start@@shop/orders']],
  ['nest start orders --watch', ['project:orders']],
  ['npx nx serve payment', ['project:payment']],
  ['moleculer-runner --repl --hot services', ['moleculer']],
  ['pm2 start ecosystem.config.json --no-daemon', ['pm2']],
  ['pm2-runtime start dist/main.js --name orders', ['dist/main.js']],
  ['prisma migrate deploy && node dist/main', ['dist/main']],
  ['next start -p 3000', ['framework']],
  ['vite', ['browser']],
  ['vite build', []],
  ['docker-compose up', []],
  ['lerna run start', []],
  ['node node_modules/.bin/jest', []],
  ['tsc -p .', []],
])('%s', (line, expected) => {
  expect(entries(line)).toEqual(expected);
});

test('keeps the environment that a command sets', () => {
  expect(startedBy('cross-env PORT=3000 BROKER="amqp://mq" node app.js')).toEqual([
    { kind: 'node', entry: 'app.js', environment: { PORT: '3000', BROKER: 'amqp://mq' } },
  ]);
});
