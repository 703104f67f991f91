import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { z } from 'zod';

/** Fields by their paths (`items[].sku`), each with its type, and "?" behind that where it may be missing. */
type Fields = Readonly<Record<string, string>>;
type Schema = z.core.JSONSchema.BaseSchema;

/**
 * Fails when consumers of an event would miss something that they could count on: a field that is gone, has another
 * type, or may be missing now. What is added is kept in test/events by `npm test -- -u`, and counted on from then on.
 */
export async function expectCompatible(schema: z.ZodType, type: string, version: number): Promise<void> {
  const file = new URL(`./events/${type}.v${version}.json`, import.meta.url);
  const recorded: Fields = JSON.parse(await readFile(file, 'utf8'));
  const now = fieldsOf(z.toJSONSchema(schema, { unrepresentable: 'any' }));
  expect(broken(recorded, now), `this breaks who reads "${type}": make it version ${version + 1}`).toEqual([]);
  await expect(`${JSON.stringify(now, null, 2)}\n`).toMatchFileSnapshot(fileURLToPath(file));
}

/** Every field of an object's schema. */
function fieldsOf({ properties = {}, required = [] }: Schema, before = ''): Fields {
  const all = Object.entries(properties).flatMap(([name, given]) => {
    const schema: Schema = typeof given === 'object' ? given : {};
    const path = `${before}${name}`;
    const { items } = schema;
    const item: Schema = typeof items === 'object' && !Array.isArray(items) ? items : {};
    const inner = { ...fieldsOf(schema, `${path}.`), ...fieldsOf(item, `${path}[].`) };
    const kind = typeof schema.type === 'string' ? schema.type : 'any';
    const of = kind === 'array' && typeof item.type === 'string' ? ` of ${item.type}` : '';
    return [[path, `${kind}${of}${required.includes(name) ? '' : '?'}`] as const, ...Object.entries(inner)];
  });
  return Object.fromEntries(all);
}

/** What was said and is not any more. */
function broken(recorded: Fields, now: Fields): string[] {
  return Object.entries(recorded).flatMap(([path, was]) => {
    const is = now[path];
    if (is === undefined) return [`"${path}" is gone`];
    // One that may be missing, and now never is, is more than was promised.
    return is === was || `${is}?` === was ? [] : [`"${path}" was ${was}, and is ${is}`];
  });
}
