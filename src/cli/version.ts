import { packageManifest } from './package-manifest.ts';

/** Archwright's own version. */
export function version(): string {
  return String(packageManifest()['version'] ?? '');
}
