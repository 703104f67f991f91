import type { Evidence } from '../../model/system.ts';
import type { EnvironmentEntry } from './facts.ts';

/** One service of one compose file, overlays not merged. Folders and files are relative to the root. */
export interface ComposeService {
  readonly file: string;
  readonly name: string;
  readonly containerName: string | null;
  readonly hostname: string | null;
  readonly aliases: readonly string[];
  readonly build: {
    readonly context: string;
    readonly dockerfile: string;
    readonly args: Readonly<Record<string, string>>;
  } | null;
  readonly image: string | null;
  /** `environment`, then `env_file` contents: the first entry of a name wins. */
  readonly environment: readonly EnvironmentEntry[];
  readonly ports: readonly { readonly published: number | null; readonly target: number }[];
  readonly expose: readonly number[];
  readonly dependsOn: readonly string[];
  readonly healthcheck: Evidence | null;
  /** `disable: true` or `test: NONE`. */
  readonly healthcheckDisabled: boolean;
  readonly command: string | null;
  readonly entrypoint: string | null;
  readonly workingDir: string | null;
  readonly volumes: readonly { readonly source: string; readonly target: string }[];
  readonly evidence: Evidence;
}
