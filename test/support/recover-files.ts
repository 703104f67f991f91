import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Call, SystemModel } from '../../src/model/system.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';

/** Files of a small system by their path: text, bytes, or an object that is written as JSON. */
export type Files = Readonly<Record<string, string | Uint8Array | object>>;

/** Writes a system into a folder of its own, which goes when the test ends; gives the folder's real path. */
export function writeFiles(files: Files): string {
  const root = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'archwright-'))), 'shop');
  onTestFinished(() => rmSync(path.dirname(root), { recursive: true, force: true, maxRetries: 3 }));
  mkdirSync(root);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    const data = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
    writeFileSync(path.join(root, file), data);
  }
  return root;
}

/** Recovers the model of a system that is given as files. */
export async function recoverFiles(files: Files): Promise<SystemModel> {
  return (await recoverSystem(writeFiles(files))).model;
}

/** A package.json of a service that a script starts; every word is a dependency. */
export function service(name: string, ...dependencies: readonly string[]): object {
  return {
    name,
    scripts: { start: 'node src/app.js' },
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])),
  };
}

/** The only call of a model; fails when there are more or none. */
export function onlyCall(model: SystemModel): Call {
  const [call, ...more] = model.calls;
  if (call === undefined || more.length > 0) throw new Error(`${model.calls.length} calls: ${calls(model).join(', ')}`);
  return call;
}

/** Calls as lines: `orders POST http://payment/charges → payment`. */
export function calls(model: SystemModel): string[] {
  return model.calls.map(
    (call) => `${call.from} ${call.method ?? '?'} ${call.target ?? '?'} → ${call.to ?? `(${call.toKind})`}`,
  );
}

/** Endpoints as lines: `POST /orders`, with the service in front where there are several services. */
export function endpoints(model: SystemModel): string[] {
  const many = model.services.length > 1;
  return model.endpoints.map(
    (one) => `${many ? `${one.service} ` : ''}${one.protocol === 'rpc' ? 'rpc' : one.method} ${one.path}`,
  );
}
