import type { Evidence } from '../../model/system.ts';
import type { EnvironmentEntry } from './facts.ts';
import { folderOf } from './paths.ts';
import type { FunctionEvent } from './serverless-events.ts';

/** A process that a Procfile, a PM2 file, a serverless.yml, a platform's file or a shell script starts or builds. */
export interface StartedProcess {
  readonly file: string;
  readonly name: string;
  /** `run`: a platform or a sidecar's runner starts the command of a folder. */
  readonly kind: 'procfile' | 'pm2' | 'serverless' | 'image' | 'run';
  /** Folder in which it starts, relative to the root. */
  readonly folder: string;
  /** Command line; null for functions and images. */
  readonly command: string | null;
  /** Dockerfile of an image, relative to the root; null when it stands in the folder or there is none. */
  readonly dockerfile: string | null;
  /** Handler files of functions, relative to the root, without extension. */
  readonly handlers: readonly string[];
  /** What functions answer and receive. */
  readonly events: readonly FunctionEvent[];
  /** Names by which code asks a cloud for its functions and state machines: `lambda:orders-{…}-create`. */
  readonly answers: readonly CloudName[];
  /** Names by which others reach it. */
  readonly hostNames: readonly string[];
  readonly ports: readonly number[];
  readonly environment: readonly EnvironmentEntry[];
  readonly evidence: Evidence;
}

/** A name of a function or state machine; what a deployment fills in is `{…}`. */
export interface CloudName {
  readonly name: string;
  /** File of the function's handler, relative to the root, without ending; null for a state machine. */
  readonly handler: string | null;
}

/** A process of which only name, kind and place are known. */
export function processOf(
  file: string,
  name: string,
  kind: StartedProcess['kind'],
  evidence: Evidence,
): StartedProcess {
  return {
    file,
    name,
    kind,
    folder: folderOf(file),
    command: null,
    dockerfile: null,
    handlers: [],
    events: [],
    answers: [],
    hostNames: [],
    ports: [],
    environment: [],
    evidence,
  };
}
