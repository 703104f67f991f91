import { text, type Lib } from '../link/values.ts';
import { signalPolicy } from './http-deadlines.ts';
import { LONG_DEFAULT } from './http-client-table.ts';
import { argument, firstPolicy, joinUrl, optionValues } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

const CALL = /^(?:client\.)?hc\(\)((?:\.[^.()$]+)*)\.\$(get|post|put|patch|delete|options|head)$/;

/**
 * The client of Hono: `hc('http://stock').items[':id'].$get()` asks for `GET http://stock/items/:id`.
 * https://hono.dev/docs/guides/rpc
 */
export const honoClient: Recogniser = { packages: ['hono'], request };

function request(lib: Lib, site: Site): RequestShape | undefined {
  const match = CALL.exec(lib.path);
  if (!match) return undefined;
  const { evaluator } = site;
  const [, members = '', method = ''] = match;
  const segments = members.split('.').filter((one) => one !== '' && one !== 'index');
  const path = `/${segments.map((one) => (one === '[]' ? ':part' : one)).join('/')}`;
  const init = (values: Parameters<typeof optionValues>[1]): typeof values => optionValues(evaluator, values, 'init');
  const own = argument(evaluator, site.args, 1);
  const options = argument(evaluator, lib.args, 1);
  return {
    client: 'hono',
    protocol: 'http',
    url: joinUrl(argument(evaluator, lib.args, 0), [text(path, 'literal', evaluator.evidence(site.file, site.call))]),
    method: method.toUpperCase(),
    timeout: firstPolicy([signalPolicy(site, init(own)), signalPolicy(site, init(options))], LONG_DEFAULT),
  };
}
