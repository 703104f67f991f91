import type { Evaluator } from '../link/evaluate.ts';
import { OPENAPI } from '../link/resolve-module.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import { option, optionValues, timeoutFrom } from './options.ts';
import type { Uses } from './recogniser.ts';
import type { TimeoutPolicy } from '../../model/system.ts';

/** One operation that a contract describes. */
export interface Operation {
  /** Names by which a client may call it. */
  readonly names: readonly string[];
  /** In capitals. */
  readonly method: string;
  readonly path: readonly Value[];
}

/** The OpenAPI document that something generated comes from. */
export function documentOf(uses: Uses, lib: Lib): OpenApiDocument | undefined {
  if (!lib.pkg.startsWith(OPENAPI)) return undefined;
  const file = lib.pkg.slice(OPENAPI.length);
  return uses.contracts.find((contract) => contract.file === file);
}

const operations = new WeakMap<OpenApiDocument, readonly Operation[]>();

/** The operations of an OpenAPI document, with the names that generators give those without an `operationId`. */
export function operationsOf(document: OpenApiDocument): readonly Operation[] {
  let known = operations.get(document);
  if (!known) {
    known = operationsIn(document);
    operations.set(document, known);
  }
  return known;
}

function operationsIn(document: OpenApiDocument): readonly Operation[] {
  return document.operations.map(({ id, method, path, evidence }) => {
    const words = path.replace(/[^A-Za-z0-9]+/g, ' ').trim();
    return {
      names: id === null ? [`${method} ${words}`, `${words} ${method}`] : [id],
      method,
      path: [text(path.replace(/\{(\w[^}]*)\}/g, ':$1'), 'literal', { ...evidence })],
    };
  });
}

/** The operation that a member of a client stands for; generators differ in case and separators only. */
export function operationNamed(of: readonly Operation[], member: string): Operation | undefined {
  let known = byName.get(of);
  if (!known) {
    known = named(of);
    byName.set(of, known);
  }
  const wanted = plain(member);
  return known.get(wanted) ?? (wanted.endsWith('raw') ? known.get(wanted.slice(0, -3)) : undefined);
}

const byName = new WeakMap<readonly Operation[], ReadonlyMap<string, Operation>>();

// Of several operations of one name the first counts.
function named(of: readonly Operation[]): ReadonlyMap<string, Operation> {
  const found = new Map<string, Operation>();
  for (const operation of of)
    for (const name of operation.names) if (!found.has(plain(name))) found.set(plain(name), operation);
  return found;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const BASES = ['basePath', 'baseURL', 'baseUrl', 'BASE', 'prefixUrl', 'base'];

/** Addresses among values that configure a client: a text, an option, a configuration object, an axios instance. */
export function addressesIn(evaluator: Evaluator, values: readonly Value[], depth = 0): Value[] {
  return values.flatMap((value): Value[] => {
    if (value.t === 'text') return isAddress(value) ? [value] : [];
    if (value.t === 'lib') {
      const [options] = value.lib.args;
      return depth < 2 && options && /(?:[cC]onfiguration!|create\w*\(\)|extend\(\))$/.test(value.lib.path)
        ? addressesIn(evaluator, evaluator.of(options), depth + 1)
        : [];
    }
    if (value.t !== 'obj' && value.t !== 'merge') return [];
    const own = optionValues(evaluator, [value], ...BASES).filter((one) => one.t === 'text');
    if (own.length > 0 || depth > 1) return [...own];
    const inner = [
      'axiosConfig',
      'axiosInstance',
      'client',
      'axiosConfigDefaults',
      'fetchOptions',
      'config',
      'baseOptions',
    ];
    return addressesIn(
      evaluator,
      inner.flatMap((name) => optionValues(evaluator, [value], name)),
      depth + 1,
    );
  });
}

// A text among other arguments is an address when it looks like one or is configured.
function isAddress(value: Extract<Value, { t: 'text' }>): boolean {
  const [first] = value.parts;
  return first?.p === 'text' ? /^(?:[a-z][a-z0-9+.-]*:\/\/|\/)/i.test(first.s) : first !== undefined;
}

/** The timeout among options of a client or a call: its own, or that of the axios configuration inside. */
export function timeoutAmong(
  evaluator: Evaluator,
  options: readonly Value[],
  source: string,
): TimeoutPolicy | undefined {
  const objects = options.flatMap((value) => {
    if (value.t === 'lib' && value.lib.pkg === 'axios')
      return value.lib.args.slice(0, 1).flatMap((arg) => evaluator.of(arg));
    return value.t === 'obj' || value.t === 'merge' ? [value] : [];
  });
  const inner = ['axiosConfig', 'axiosInstance', 'baseOptions', 'signal'].flatMap((name) =>
    optionValues(evaluator, objects, name),
  );
  const found = option(evaluator, objects, 'timeout');
  if (found.state === 'given') return timeoutFrom(found, source);
  return inner.length > 0 ? timeoutAmong(evaluator, inner, source) : undefined;
}
