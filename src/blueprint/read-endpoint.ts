import type { EndpointSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import { describe, oneOf } from './cursor.ts';
import { flawOfOperation } from './names.ts';

/** Methods that an endpoint may have. */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** What every service answers by itself. */
const ownPaths = ['/health/live', '/health/ready', '/health/startup', '/metrics'];

/** An endpoint as far as it is known without the rest of the service; the cursors lead to what its handler does. */
export interface EndpointDraft {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly cursor: Cursor;
  readonly details: ReadonlyMap<string, Cursor>;
}

/**
 * Reads `POST /orders`, `POST /orders as placeOrder` or `POST /orders: { as, calls, computes, publishes, starts, idempotent }`.
 * `existing`: of a service whose code is there, so that nothing is added to what it answers.
 */
export function readEndpoint(item: Cursor, existing = false): EndpointDraft | undefined {
  if (typeof item.value === 'string') return readShort(item, item.value, new Map(), existing);
  const entries = item.asMap('an endpoint in its long form');
  const [entry, ...rest] = entries ?? [];
  if (!entry) return undefined;
  const [text, cursor] = entry;
  if (rest.length > 0) {
    return item.fail(`an endpoint has one key, its method and path, but here are ${rest.length + 1}`, indentHelp);
  }
  const details = cursor.asMap('an endpoint', ['as', 'calls', 'computes', 'publishes', 'starts', 'idempotent']);
  return details && readShort(cursor, text, details, existing);
}

const indentHelp = 'indent what belongs to the endpoint further than its method and path';

function readShort(
  cursor: Cursor,
  text: string,
  details: ReadonlyMap<string, Cursor>,
  existing: boolean,
): EndpointDraft | undefined {
  const key = typeof cursor.value !== 'string';
  const [, method = '', written = '', named] = /^(\S+)\s+(\S+)(?:\s+as\s+(\S+))?$/.exec(text) ?? [];
  if (!method) {
    const help = 'write method and path: "POST /orders", or with a name "POST /orders as placeOrder"';
    return cursor.fail(`${describe(text)} is not an endpoint`, help, key);
  }
  if (!methods.some((known) => known === method)) {
    return cursor.fail(`"${method}" is not a method of HTTP`, oneOf(method, methods, 'methods'), key);
  }
  const path = readPath(cursor, written, key, existing ? [] : ownPaths);
  if (path === undefined) return undefined;
  const operation = readOperation(cursor, named, details.get('as'), key) ?? defaultOperation(method, path);
  return { method, path, operation, cursor, details };
}

function readOperation(
  cursor: Cursor,
  named: string | undefined,
  as: Cursor | undefined,
  key: boolean,
): string | undefined {
  const given = as?.asString('the name of an operation');
  if (named !== undefined && as) return as.fail('the endpoint is named twice', `keep "as ${named}" or "as: …"`);
  const name = named ?? given;
  if (name === undefined) return undefined;
  return (as ?? cursor).check(name, flawOfOperation(name), as ? false : key) ? name : undefined;
}

/** The path with parameters as `:name`; notes what is wrong with it. `key`: it stands in the key of its entry. */
export function readPath(
  cursor: Cursor,
  written: string,
  key: boolean,
  taken: readonly string[] = ownPaths,
): string | undefined {
  const fail = (what: string, help: string): undefined => cursor.fail(`the path "${written}" ${what}`, help, key);
  if (!written.startsWith('/')) return fail('does not start with "/"', `write "/${written}"`);
  if (written !== '/' && written.endsWith('/'))
    return fail('ends with "/"', `write "${written.replace(/\/+$/, '') || '/'}"`);
  if (/[?#]/.test(written)) return fail('has a query or fragment', 'declare the path alone');
  const names = new Set<string>();
  const parts: string[] = [];
  for (const segment of written.split('/').slice(1)) {
    const parameter = /^(?::([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})$/.exec(segment);
    const name = parameter?.[1] ?? parameter?.[2];
    if (name === undefined && !(written === '/' || /^[\w.~@-]+$/.test(segment))) {
      return fail(
        `has the segment "${segment}"`,
        'segments are letters, digits, "-", "_", "." or a parameter: {id}, :id',
      );
    }
    if (name !== undefined && names.has(name)) return fail(`has two parameters "${name}"`, 'name them differently');
    if (name !== undefined) names.add(name);
    parts.push(name === undefined ? segment : `:${name}`);
  }
  const path = `/${parts.join('/')}`;
  if (taken.includes(path)) return fail('is answered by every service already', 'leave it out');
  return path;
}

/** `getOrdersById` for `GET /orders/:id`. */
export function defaultOperation(method: string, path: string): string {
  const words = path.split('/').flatMap((segment) => {
    const name = segment.replace(/^:/, '');
    const parts = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
    return segment.startsWith(':') ? ['by', ...parts] : parts;
  });
  const name = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
  return `${method.toLowerCase()}${name || 'Root'}`;
}

/** Method and path with every parameter as `:`, so that two spellings of one endpoint compare equal. */
export function endpointShape(method: string, path: string): string {
  return `${method} ${path.replace(/\{[^}]*\}|:\w+/g, ':')}`;
}

/** The endpoint of an existing service that says nothing of its endpoints: it is known by who calls it. Undefined for no endpoint. */
export function endpointWritten(text: string): EndpointSpec | undefined {
  const [, method = '', written = ''] = /^([A-Z]+)\s+(\/\S*)$/.exec(text) ?? [];
  if (!methods.some((known) => known === method)) return undefined;
  const path = written.replace(/\{(\w+)\}/g, ':$1');
  const operation = defaultOperation(method, path);
  return { method, path, operation, calls: [], computes: [], publishes: [], starts: null, idempotency: 'none' };
}
