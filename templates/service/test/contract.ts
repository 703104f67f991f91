import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

type Fields = Readonly<Record<string, 'string' | 'array' | 'any'>>;

/** A call that a consumer makes: what it asks, and what of the answer it relies on. */
export interface ContractCall {
  readonly operation: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly body?: Readonly<Record<string, unknown>>;
    readonly key: boolean;
  };
  readonly answer: { readonly status: number; readonly fields: Fields };
  readonly rpc?: { readonly method: string; readonly fields: readonly string[] };
}

/** What one service needs of another. */
export interface Contract {
  readonly consumer: string;
  readonly provider: string;
  readonly calls: readonly ContractCall[];
  readonly events: readonly { readonly type: string; readonly versions: readonly number[]; readonly fields: Fields }[];
}

/** The contracts of which a service is one side. */
export function contractsOf(side: 'consumer' | 'provider', service: string, folder: URL): readonly Contract[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const all = files.sort().map((file): Contract => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  return all.filter((contract) => contract[side] === service);
}

/** The smallest value that has what is relied on. */
export function exampleOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, type === 'array' ? [] : '7']));
}

/** Fails unless everything is there that is relied on. */
export function expectFields(value: unknown, fields: Fields): void {
  const kinds = { string: expect.any(String), array: expect.any(Array), any: expect.anything() };
  expect(value).toMatchObject(Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, kinds[type]])));
}

/** Fails unless a .proto file has the procedure, and its message the fields under their numbers. */
export function expectProcedure(proto: string, { method, fields }: NonNullable<ContractCall['rpc']>): void {
  const request = new RegExp(`rpc ${method} \\((\\w+)\\)`).exec(proto)?.[1];
  expect(request, `rpc ${method}`).toBeDefined();
  const message = new RegExp(`message ${request} \\{([^}]*)\\}`).exec(proto)?.[1];
  for (const field of fields) expect(message).toContain(field);
}
