import { describe, expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const mode = `export enum Mode { Eager = 'eager', Later = 'later' }\n`;
const clients = `import axios from 'axios';
export class SearchClient {
  async refresh(id: string) { await axios.post('http://search/refresh', { id }); }
}
export class RefreshQueue {
  async refresh(id: string) { console.log(id); }
}
`;

// The endpoints that lead to the one call of a system, which is made or not made by what `refresh.ts` says.
async function callersOf(use: string, refresh: string): Promise<string[]> {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'axios'),
    'src/mode.ts': mode,
    'src/clients.ts': clients,
    'src/refresh.ts': refresh,
    'src/app.ts': `import express from 'express';
import * as refresh from './refresh';
import { Mode } from './mode';
const app = express();
app.post('/orders', async (req, res) => {
  ${use}
  res.end();
});
app.listen(3000);
`,
  });
  return model.calls.flatMap((call) => call.fromEndpoints);
}

const text = `import axios from 'axios';
export async function refresh(id, mode = 'later') {
  if (mode === 'eager') await axios.post('http://search/refresh', { id });
}
`;
const options = `import axios from 'axios';
export async function refresh(id, { eager = false } = {}) {
  if (!eager) return;
  await axios.post('http://search/refresh', { id });
}
`;
const enumeration = `import { SearchClient, RefreshQueue } from './clients';
import { Mode } from './mode';
export class Refresh {
  mode: Mode;
  constructor(log: unknown, mode: Mode = Mode.Later) { this.mode = mode; }
  async client() {
    if (this.mode === Mode.Eager) return new SearchClient();
    if (this.mode === Mode.Later) return new RefreshQueue();
    throw new Error('no such mode');
  }
  async refresh(id: string) { await (await this.client()).refresh(id); }
}
`;
const property = `import axios from 'axios';
export class Refresh {
  constructor(private readonly log: unknown, private readonly eager = false) {}
  async refresh(id: string) { if (this.eager) await axios.post('http://search/refresh', { id }); }
}
`;

describe('a branch for a mode that nobody asks for', () => {
  test.each([
    ['a parameter with a default', 'await refresh.refresh(1);', text],
    ['a parameter that is given another constant', "await refresh.refresh(1, 'later');", text],
    ['an option that is left out', 'await refresh.refresh(1);', options],
    ['an option that is off', 'await refresh.refresh(1, { eager: false });', options],
    ['a member of an enumeration', 'await new refresh.Refresh(console).refresh(1);', enumeration],
    ['another member, given', 'await new refresh.Refresh(console, Mode.Later).refresh(1);', enumeration],
    ['a parameter property', 'await new refresh.Refresh(console).refresh(1);', property],
  ])('makes no call: %s', async (_, use, refresh) => {
    expect(await callersOf(use, refresh)).toEqual([]);
  });

  test.each([
    ['asks for it by text', "await refresh.refresh(1); await refresh.refresh(2, 'eager');", text],
    ['asks for what the request says', 'await refresh.refresh(1); await refresh.refresh(2, req.body.mode);', text],
    ['asks for what is configured', 'await refresh.refresh(1, process.env.MODE);', text],
    ['hands the function on', 'await refresh.refresh(1); req.body.ids.forEach(refresh.refresh);', text],
    ['switches the option on', 'await refresh.refresh(1); await refresh.refresh(2, { eager: true });', options],
    ['gives options of its own', 'await refresh.refresh(1); await refresh.refresh(2, req.body);', options],
    [
      'constructs it so',
      'await new refresh.Refresh(1).refresh(1); await new refresh.Refresh(1, Mode.Eager).refresh(2);',
      enumeration,
    ],
    [
      'changes it from outside',
      'const one = new refresh.Refresh(1); one.eager = true; await one.refresh(1);',
      property,
    ],
  ])('makes the call where one caller %s', async (_, use, refresh) => {
    expect(await callersOf(use, refresh)).toEqual(['orders POST /orders']);
  });
});
