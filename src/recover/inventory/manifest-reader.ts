import type { CoverageGap } from '../../model/system.ts';
import type { ComposeService } from '../manifests/compose.ts';
import type { LoadConfig } from '../manifests/config-literal.ts';
import type { BuiltImage } from '../manifests/docker-run.ts';
import type { Dockerfile } from '../manifests/dockerfile.ts';
import type { EnvironmentEntry, Parsed } from '../manifests/facts.ts';
import type { TemplateValues } from '../manifests/helm.ts';
import type { KubernetesFile } from '../manifests/kubernetes-facts.ts';
import type { ProxyRoute } from '../manifests/nginx.ts';
import type { AsyncApiChannel } from '../manifests/asyncapi.ts';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import type { PackageJson } from '../manifests/package-json.ts';
import { folderOf, joinPath, resolvePath } from '../manifests/paths.ts';
import type { PrismaSchema } from '../manifests/prisma.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import type { StartedProcess } from '../manifests/started-process.ts';
import type { Project } from '../manifests/workspaces.ts';

/** Text of a file, by its path relative to the root. May throw when the file cannot be read. */
export type ReadFile = (file: string) => string;

// Manifests are small; a larger file is data that happens to be YAML or JSON.
const LARGEST = 2_000_000;

/** Files, what was read of them so far, and what could not be read. */
export interface Reader {
  readonly files: ReadonlySet<string>;
  readonly read: ReadFile;
  readonly gaps: CoverageGap[];
  readonly found: {
    packages: PackageJson[];
    projects: Project[];
    compose: ComposeService[];
    dockerfiles: Dockerfile[];
    builtImages: BuiltImage[];
    kubernetes: { readonly file: string; readonly facts: KubernetesFile }[];
    processes: StartedProcess[];
    prisma: PrismaSchema[];
    protos: ProtoFile[];
    openApi: OpenApiDocument[];
    asyncApi: AsyncApiChannel[];
    proxies: ProxyRoute[];
    dotenv: EnvironmentEntry[];
  };
  /** Variables of each dotenv file, for compose. */
  readonly environments: Map<string, readonly EnvironmentEntry[]>;
  readonly charts: Map<string, TemplateValues>;
  /** Files of values for charts. */
  readonly values: Map<string, TemplateValues['values']>;
  /** Compose files that were read, and those that were only extended so far. */
  readonly composed: Set<string>;
  readonly templates: string[];
  /** Compose files by what they say, under names of their own. */
  readonly unnamed: string[];
}

/** Facts of what was parsed; its gaps are noted. */
export function keep<T>(reader: Reader, parsed: Parsed<T>): T {
  reader.gaps.push(...parsed.gaps);
  return parsed.facts;
}

/** Text of a manifest; empty, with a gap, when it cannot be read or is no manifest by its size. */
export function textOf(reader: Reader, file: string): string {
  try {
    const text = reader.read(file);
    if (text.length <= LARGEST) return text;
    reader.gaps.push({ file, line: 0, column: 0, reason: 'the file is too large to be a manifest and is not read' });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    reader.gaps.push({ file, line: 0, column: 0, reason: `the file cannot be read (${reason})` });
  }
  return '';
}

/** Finds a module or file that a configuration includes: relative, or behind an alias for a folder of `src`. */
export function loaderOf(reader: Reader): LoadConfig {
  return (specifier, from) => {
    const alias = /^@([\w-]+)\/(.+)$/.exec(specifier);
    const bases = specifier.startsWith('.')
      ? [resolvePath(folderOf(from), specifier)]
      : alias
        ? aboveOf(folderOf(from)).map((folder) => joinPath(folder, `src/${alias[1] ?? ''}/${alias[2] ?? ''}`))
        : [];
    for (const base of bases.filter((one) => one !== null)) {
      const file = ['', '.ts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js', '.json']
        .map((end) => `${base}${end}`)
        .find((one) => reader.files.has(one));
      if (file !== undefined) return { file, text: textOf(reader, file) };
    }
    return undefined;
  };
}

/** A folder and those that it lies in. */
export function aboveOf(folder: string): string[] {
  return folder === '.' ? ['.'] : [folder, ...aboveOf(folderOf(folder))];
}
