import { isSecretName, redactText } from './redact-text.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const MASK = 'redacted';

/**
 * Facts of a source file without secrets that are written in code: texts that a secret's name is given, fallbacks of secret
 * variables, and in all other texts credentials of URLs and tokens of known shape. Names stay, so that values are found as before.
 */
export function redactFacts<T>(facts: T): T {
  return redact(facts as Json, false) as T;
}

function redact(node: Json, isSecret: boolean): Json {
  if (node === null || typeof node !== 'object') return node;
  if (isList(node)) return node.map((item) => redact(item, isSecret));
  if (node['k'] === 'str' && typeof node['v'] === 'string')
    return { ...node, v: isSecret && isWritten(node['v']) ? MASK : redactText(node['v']) };
  // What is called, or indexed, is no secret by the name of where it goes to.
  if (node['k'] === 'fn' || node['k'] === 'get' || node['k'] === 'call') return each(node, () => false);
  if (node['k'] === 'any') return each(node, () => isSecret || readsSecret(node['of'] ?? null));
  if (node['k'] !== undefined) return each(node, () => isSecret);
  const name = nameOf(node);
  const isValue = name !== undefined && /^(?:value|default|plain(?:text)?)$/.test(name);
  const secret = name !== undefined && (isSecretName(name) || (isSecret && isValue));
  return each(node, (key) => secret && (key === 'value' || key === 'values'));
}

function each(node: { readonly [key: string]: Json }, isSecret: (key: string) => boolean): Json {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, redact(value, isSecret(key))]));
}

// A binding, a field, an entry of an object, an assignment to a member.
function nameOf(node: { readonly [key: string]: Json }): string | undefined {
  const { name, key, target } = node;
  if (typeof name === 'string') return name;
  if (typeof key === 'string') return key;
  return isObject(target) && typeof target['n'] === 'string' ? target['n'] : undefined;
}

// `process.env.JWT_SECRET || 'development'`
function readsSecret(alternatives: Json): boolean {
  return (
    isList(alternatives) &&
    alternatives.some(
      (one) => isObject(one) && one['k'] === 'get' && typeof one['n'] === 'string' && isSecretName(one['n']),
    )
  );
}

// Tokens of dependency injection, names of variables and of headers are names, not secrets; addresses are needed.
function isWritten(text: string): boolean {
  return (
    !/^(?:[A-Z][A-Z\d]*(?:_[A-Z\d]+)+|[A-Z][A-Za-z]+|x-[\w-]+|authorization|bearer|)$/i.test(text) &&
    !/^[a-z][a-z\d+.-]*:\/\//i.test(text)
  );
}

function isObject(node: Json | undefined): node is { readonly [key: string]: Json } {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}
