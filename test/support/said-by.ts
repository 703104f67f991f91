import type { SystemModel } from '../../src/model/system.ts';
import { recoverFiles, type Files } from './recover-files.ts';

/** A form of a library: what it is called, the code, what the model says of it, further files. */
export type Form = readonly [name: string, code: string, expected: readonly string[], more?: Files];

/** What the model says of code that a small service, `orders`, runs: messages, stores with their tables, and calls when asked for. */
export async function saidBy(code: string, more: Files = {}, ask: 'data' | 'calls' = 'data'): Promise<string[]> {
  const isTyped =
    /: (?:string|any|Queue|Job|Db|Stan)\b|@[A-Z]\w+\(|\b(?:private|abstract|interface|enum|protected|satisfies) /.test(
      code,
    );
  const model = await recoverFiles({
    'package.json': {
      name: 'orders',
      type: 'module',
      scripts: { start: 'node src/app.js' },
      dependencies: dependencies(code),
    },
    'src/app.js': `import express from 'express';\nimport './orders.js';\nexpress().listen(3000);\n`,
    [`src/orders.${isTyped ? 'ts' : 'js'}`]: code,
    ...more,
  });
  const lines =
    ask === 'calls' ? model.calls.map((call) => `${call.method ?? '?'} ${call.target ?? '?'}`) : data(model);
  return [...new Set(lines)].sort();
}

function data(model: SystemModel): string[] {
  return [
    ...model.publications.map((use) => `> ${use.channel}`),
    ...model.subscriptions.map((use) => `< ${use.channel}`),
    ...model.datastoreUses.flatMap((use) => [
      use.datastore,
      ...use.accesses.map((one) => `${use.datastore} ${one.mode} ${one.table ?? '?'}`),
    ]),
  ];
}

function dependencies(code: string): Record<string, string> {
  const names = [...code.matchAll(/(?:from |require\(|import )'([^'.#][^']*)'/g)].map((match) => {
    const [first = '', second = ''] = (match[1] ?? '').split('/');
    return first.startsWith('@') ? `${first}/${second}` : first;
  });
  return Object.fromEntries(['express', ...names].map((name) => [name, '*']));
}
