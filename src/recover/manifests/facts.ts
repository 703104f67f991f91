import type { CoverageGap, Evidence } from '../../model/system.ts';
import { UserError } from '../../util/user-error.ts';

/** A value with its place. */
export interface Located<T> {
  readonly value: T;
  readonly evidence: Evidence;
}

/** Facts of one manifest, and what in it was not understood. */
export interface Parsed<T> {
  readonly facts: T;
  readonly gaps: readonly CoverageGap[];
}

/**
 * A value that configuration gives to a unit. `environment` names where it holds: `compose:docker-compose.yml`, `k8s:deploy/orders.yaml`,
 * `dotenv:orders/.env`, `dockerfile:orders/Dockerfile`, `script:package.json#start`, `pm2:ecosystem.config.json`, `serverless:serverless.yml`.
 * `value` is null when the name is set but its value is not in the files (a secret, a `${VAR}` without default).
 */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string | null;
  readonly environment: string;
  readonly evidence: Evidence;
}

/** A gap for a mistake in a file: what it says in plain words, where it stands. Anything but a UserError is thrown on. */
export function gapOf(error: unknown, file: string): CoverageGap {
  if (!(error instanceof UserError)) throw error;
  return { file, line: error.where?.line ?? 0, column: error.where?.column ?? 0, reason: error.message };
}

/** The object that `value` is, or an empty one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The items of a list; one for a single value; none when there is nothing. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** Text of a scalar, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : null;
}

/** A port number, or null. */
export function portOf(value: unknown): number | null {
  const port =
    typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : NaN;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}
