import { createHash } from 'node:crypto';
import type { Fields, Resource } from '../fields.ts';
import { HttpProblem } from '../platform/problem.ts';

/** A row as the tables of this service have it: an id, the fields as JSON, and the time of its creation. */
export interface Row {
  readonly id: string;
  readonly data: Fields;
  readonly created_at: Date;
}

/** The row as it goes out. */
export function toResource(row: Row): Resource {
  return { ...row.data, id: row.id, createdAt: row.created_at.toISOString() };
}

/** The only row. Throws a 404 when there is none. */
export function requireRow([row]: readonly Row[], what: string): Resource {
  if (row === undefined) throw new HttpProblem(404, `there is no such ${what}`);
  return toResource(row);
}

/** Tells whether a request repeats another one. */
export function fingerprint(fields: Fields): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
