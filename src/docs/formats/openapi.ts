import { blockText } from '../../io/yaml-text.ts';
import type { Endpoint, Evidence } from '../../model/system.ts';
import type { ServiceFacts } from '../docs-context.ts';
import { plainText } from './names.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** What an endpoint for every method is written as: those that requests are made with. */
const ANY = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * OpenAPI 3.1 of one service: its HTTP endpoints with their path parameters, each with the place in the code that proves
 * it. What bodies look like is not known, so nothing is said of it. Null when it answers no HTTP request.
 */
export function openapi({ service, endpoints }: ServiceFacts, version: string): string | null {
  const paths = new Map<string, Map<string, object>>();
  const shapes = new Map<string, string>();
  const operations = new Set<string>();
  for (const endpoint of endpoints) {
    if (endpoint.protocol !== 'http') continue;
    const template = templateOf(endpoint.path);
    // Two templates that differ only in the names of their parameters are one path.
    const shape = template.replace(/\{[^}]*\}/g, '{}');
    const path = shapes.get(shape) ?? template;
    shapes.set(shape, path);
    const item = paths.get(path) ?? new Map<string, object>();
    paths.set(path, item);
    const named = METHODS.filter((method) => method === endpoint.method.toLowerCase());
    for (const method of named.length > 0 ? named : ANY) {
      if (!item.has(method)) item.set(method, operation(endpoint, { method, path, operations }));
    }
  }
  if (paths.size === 0) return null;
  return blockText({
    openapi: '3.1.0',
    info: { title: plainText(service.name), version },
    paths: Object.fromEntries([...paths].map(([path, item]) => [path, Object.fromEntries(item)])),
  });
}

function operation(
  { path: written, evidence }: Endpoint,
  { method, path, operations }: { method: string; path: string; operations: Set<string> },
): object {
  const parameters = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    operationId: unique(operationName(method, path), operations),
    summary: plainText(`${method.toUpperCase()} ${written}`),
    ...(parameters.length > 0 && { parameters }),
    responses: { default: { description: 'not known from the code' } },
    'x-evidence': evidence.slice(0, 3).map(placeOf),
  };
}

/** `file:line` of a piece of evidence. */
export function placeOf({ file, line }: Evidence): string {
  return plainText(line > 0 ? `${file}:${String(line)}` : file);
}

// `/orders/:id` → `/orders/{id}`; a wildcard and what is not known have names of their own.
function templateOf(path: string): string {
  const taken = new Set<string>();
  const parameter = (name: string): string => `{${unique(name.replace(/\W/g, '') || 'rest', taken)}}`;
  const segments = path.split('/').map((segment) => {
    if (/^:\w+[?*+]?$/.test(segment)) return parameter(segment.slice(1));
    if (/[*…(){}]/.test(segment)) return parameter('rest');
    return encodeURI(plainText(segment === '' ? ' ' : segment)).replace(/[?#]/g, encodeURIComponent);
  });
  const text = path
    .split('/')
    .map((segment, index) => (segment === '' ? '' : segments[index]))
    .join('/');
  return text.startsWith('/') ? text : `/${text}`;
}

function operationName(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(candidate); n++) candidate = `${name}${String(n)}`;
  taken.add(candidate);
  return candidate;
}
