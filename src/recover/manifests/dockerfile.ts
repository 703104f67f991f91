import type { Evidence } from '../../model/system.ts';
import { interpolate } from './dotenv.ts';
import { portOf, type EnvironmentEntry, type Located } from './facts.ts';
import { baseOf } from './paths.ts';

/** `COPY` or `ADD` from the build context. */
export interface DockerCopy {
  readonly sources: readonly string[];
  readonly target: string;
  /** Working folder at that point. */
  readonly workdir: string;
  readonly evidence: Evidence;
}

/** One `FROM … ` section; what an earlier stage of the same file sets is inherited. */
export interface DockerStage {
  readonly name: string | null;
  /** The image that everything starts from, behind all stages; arguments with a default are filled in. */
  readonly base: string;
  readonly copies: readonly DockerCopy[];
  readonly workdir: string;
  readonly environment: readonly EnvironmentEntry[];
  readonly expose: readonly number[];
  readonly command: Located<string> | null;
  readonly entrypoint: Located<string> | null;
  readonly healthcheck: Evidence | null;
}

/** A Dockerfile. Arguments stay as `${NAME}` where a build gives their value. */
export interface Dockerfile {
  readonly file: string;
  readonly stages: readonly DockerStage[];
  /** `ARG` names and defaults. */
  readonly args: ReadonlyMap<string, string | null>;
  /** Lines of `RUN`. */
  readonly runs: readonly string[];
  readonly evidence: Evidence;
}

/** True for Dockerfile, Dockerfile.dev, orders.Dockerfile, dockerfile, Containerfile, … */
export function isDockerfile(file: string): boolean {
  const name = baseOf(file);
  return (
    /^(?:dockerfile|containerfile)(?:[.\-_][\w.-]+)?$|^[\w-]+\.(?:dockerfile|containerfile)$/i.test(name) &&
    !/\.(?:dockerignore|md|sh|js|ts|ya?ml|hbs|ejs|tpl|tmpl|j2)$/i.test(name)
  );
}

/** Reads a Dockerfile. Unknown instructions are passed over; a text without `FROM` has no stages. */
export function parseDockerfile(file: string, text: string): Dockerfile {
  const state: State = { file, stages: [], args: new Map(), runs: [] };
  for (const { line, keyword, rest } of instructions(text)) apply(state, keyword, rest, { file, line, column: 1 });
  return { ...state, evidence: { file, line: 1, column: 1, note: 'Dockerfile' } };
}

/** The stage that a build ends with: the named one, else the last. */
export function finalStage(dockerfile: Dockerfile, target: string | null = null): DockerStage | undefined {
  return (
    (target === null ? undefined : dockerfile.stages.find((stage) => stage.name === target.toLowerCase())) ??
    dockerfile.stages.at(-1)
  );
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

interface State {
  readonly file: string;
  readonly stages: Mutable<DockerStage>[];
  readonly args: Map<string, string | null>;
  readonly runs: string[];
}

function apply(state: State, keyword: string, rest: string, evidence: Evidence): void {
  const stage = state.stages.at(-1);
  if (keyword === 'FROM') return openStage(state, rest);
  if (keyword === 'ARG') {
    const [, name = '', value] = /^(\w+)(?:=(.*))?$/.exec(rest.trim()) ?? [];
    if (name !== '') state.args.set(name, value === undefined ? (state.args.get(name) ?? null) : unquote(value));
    return;
  }
  if (stage === undefined) return;
  if (keyword === 'RUN') state.runs.push(rest);
  else if (keyword === 'WORKDIR') {
    const path = fill(state, stage, unquote(rest.trim()));
    stage.workdir = path.startsWith('/') ? path : `${stage.workdir.replace(/\/$/, '')}/${path}`;
  } else if (keyword === 'COPY' || keyword === 'ADD') addCopy(stage, rest, evidence);
  else if (keyword === 'ENV') {
    for (const [name, value] of pairs(rest)) {
      stage.environment.unshift({
        name,
        value: fill(state, stage, value),
        environment: `dockerfile:${state.file}`,
        evidence,
      });
    }
  } else if (keyword === 'EXPOSE') {
    for (const word of rest.split(/\s+/)) {
      const port = portOf(fill(state, stage, word).replace(/\/\w+$/, ''));
      if (port !== null) stage.expose.push(port);
    }
  } else if (keyword === 'CMD')
    stage.command = { value: command(rest), evidence: { ...evidence, note: `CMD ${rest}` } };
  else if (keyword === 'ENTRYPOINT') {
    stage.entrypoint = { value: command(rest), evidence: { ...evidence, note: `ENTRYPOINT ${rest}` } };
    stage.command = null;
  } else if (keyword === 'HEALTHCHECK') {
    stage.healthcheck = /^\s*NONE\b/i.test(rest) ? null : { ...evidence, note: 'Dockerfile health check' };
  }
}

function openStage(state: State, rest: string): void {
  const [, image = '', name] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(rest.trim()) ?? [];
  const parent = state.stages.find((stage) => stage.name !== null && stage.name === image.toLowerCase());
  const base = interpolate(image, (key) => state.args.get(key) ?? undefined) ?? image;
  state.stages.push({
    name: name?.toLowerCase() ?? null,
    base: parent?.base ?? base,
    copies: [...(parent?.copies ?? [])],
    workdir: parent?.workdir ?? '/',
    environment: [...(parent?.environment ?? [])],
    expose: [...(parent?.expose ?? [])],
    command: parent?.command ?? null,
    entrypoint: parent?.entrypoint ?? null,
    healthcheck: parent?.healthcheck ?? null,
  });
}

function addCopy(stage: Mutable<DockerStage>, rest: string, evidence: Evidence): void {
  if (/(?:^|\s)--from=/.test(rest)) return;
  const words = rest.trim().startsWith('[') ? jsonWords(rest) : rest.trim().split(/\s+/);
  const paths = words.filter((word) => !word.startsWith('--')).map(unquote);
  const target = paths.pop();
  if (target === undefined || paths.length === 0) return;
  stage.copies.push({ sources: paths, target, workdir: stage.workdir, evidence });
}

/** Instructions with continued lines joined, comments between them left out, here-documents kept as one. */
function* instructions(text: string): Generator<{ line: number; keyword: string; rest: string }> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length; i++) {
    const first = i;
    let whole = lines[i] ?? '';
    if (/^\s*(?:#|$)/.test(whole)) continue;
    while (/\\\s*$/.test(whole) && i + 1 < lines.length) {
      const next = lines[++i] ?? '';
      whole = /^\s*#/.test(next) ? whole : `${whole.replace(/\\\s*$/, ' ')}${next}`;
    }
    const end = /^\s*(?:RUN|COPY)\b.*<<-?["']?(\w+)["']?/i.exec(whole)?.[1];
    while (end !== undefined && i + 1 < lines.length && lines[++i]?.trim() !== end) whole += ` ; ${lines[i] ?? ''}`;
    const [, keyword = '', rest = ''] = /^\s*(?:ONBUILD\s+)?([A-Za-z]+)\s+(.*)$/.exec(whole) ?? [];
    if (keyword !== '') yield { line: first + 1, keyword: keyword.toUpperCase(), rest };
  }
}

function command(rest: string): string {
  const text = rest.trim();
  if (!text.startsWith('[')) return text;
  return jsonWords(text)
    .map((word) => (/[\s"]/.test(word) ? `'${word}'` : word))
    .join(' ');
}

function jsonWords(text: string): string[] {
  return [...text.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replaceAll('\\"', '"'),
  );
}

function pairs(rest: string): [string, string][] {
  const old = /^\s*([\w.]+)\s+([^=\s].*)$/.exec(rest);
  if (old !== null && !/^\s*[\w.]+=/.test(rest)) return [[old[1] ?? '', unquote((old[2] ?? '').trim())]];
  return [...rest.matchAll(/([\w.]+)=("(?:\\.|[^"\\])*"|'[^']*'|(?:\\.|[^\s\\])*)/g)].map((match) => [
    match[1] ?? '',
    unquote(match[2] ?? ''),
  ]);
}

function fill(state: State, stage: DockerStage, text: string): string {
  const lookup = (name: string): string | undefined =>
    stage.environment.find((entry) => entry.name === name)?.value ?? state.args.get(name) ?? undefined;
  return text.includes('$')
    ? text.replace(
        /\$\{?(\w+)(?::-([^}]*))?\}?/g,
        (whole, name: string, fallback?: string) => lookup(name) ?? fallback ?? whole,
      )
    : text;
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}
