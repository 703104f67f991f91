type Fields = Readonly<Record<string, unknown>>;

/** The value at a reference path such as `$.failed.step1`; undefined where there is none. */
export function valueAt(data: unknown, path: string): unknown {
  return keysOf(path).reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), data);
}

/** A copy of `data` with `value` at a reference path; what is missing on the way is made. */
export function setAt(data: unknown, path: string, value: unknown): unknown {
  const set = (target: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return value;
    const fields = isFields(target) ? target : {};
    return { ...fields, [key]: set(fields[key], rest) };
  };
  return set(data, keysOf(path));
}

/** A payload template with its `….$` members resolved: references into `data`, States.Format and States.JsonToString. */
export function resolvePayload(template: unknown, data: unknown): unknown {
  if (Array.isArray(template)) return template.map((item) => resolvePayload(item, data));
  if (!isFields(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), resolve(String(value), data)] : [key, resolvePayload(value, data)],
    ),
  );
}

function resolve(expression: string, data: unknown): unknown {
  const [, name, args = ''] = /^States\.(\w+)\((.*)\)$/s.exec(expression) ?? [];
  if (name === undefined) return needed(data, expression);
  const values = [...args.matchAll(/'((?:[^'\\]|\\.)*)'|(\$[\w.]*)/g)].map(([, text, path]) =>
    path === undefined ? (text ?? '').replace(/\\(.)/g, '$1') : needed(data, path),
  );
  if (name === 'Format') return format(values.map(String));
  if (name === 'JsonToString') return JSON.stringify(values[0]);
  throw new Error(`States.${name} is not known here`);
}

function needed(data: unknown, path: string): unknown {
  const value = valueAt(data, path);
  if (value === undefined) throw new Error(`there is nothing at "${path}"`);
  return value;
}

function format([template = '', ...values]: readonly string[]): string {
  let next = 0;
  return template.replace(/\{\}/g, () => values[next++] ?? '');
}

function keysOf(path: string): string[] {
  return path.split('.').slice(1);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
