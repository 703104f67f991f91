import type { SourceFacts } from '../facts/source-facts.ts';
import { isCompose, looksLikeCompose } from '../manifests/compose.ts';
import { isShellScript } from '../manifests/docker-run.ts';
import { looksLikeKubernetes } from '../manifests/kubernetes.ts';
import { baseOf } from '../manifests/paths.ts';
import { FACTS_FORMAT, type FactFile } from './fact-file.ts';
import { redactFacts } from './redact-facts.ts';
import { redactManifest, redactText } from './redact-text.ts';
import type { SourceTree } from './source-tree.ts';

/** Remembers everything that recovery asks a repository for. */
export class RecordingTree implements SourceTree {
  readonly files: readonly string[];
  readonly gaps: SourceTree['gaps'];
  readonly texts = new Map<string, string>();
  readonly sources = new Map<string, SourceFacts>();
  readonly unreadable = new Map<string, { code: string; message: string }>();
  private readonly tree: SourceTree;

  constructor(tree: SourceTree) {
    this.tree = tree;
    this.files = tree.files;
    this.gaps = tree.gaps;
  }

  read(file: string): string {
    return this.record(this.texts, file, () => this.tree.read(file));
  }

  facts(file: string): SourceFacts {
    return this.record(this.sources, file, () => this.tree.facts(file));
  }

  private record<T>(into: Map<string, T>, file: string, work: () => T): T {
    try {
      const found = work();
      into.set(file, found);
      return found;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      // The message of the file system names the file's place on this machine behind a comma.
      const message = error instanceof Error ? (error.message.split(',')[0] ?? '') : String(error);
      if (code !== '') this.unreadable.set(file, { code, message });
      throw error;
    }
  }
}

/** The fact file of a repository that was read to the end. */
export function makeFactFile(tree: RecordingTree, repository: string, version: string): FactFile {
  return {
    kind: 'archwright-facts',
    schemaVersion: FACTS_FORMAT,
    tool: { name: 'archwright', version },
    repository,
    files: tree.files,
    gaps: tree.gaps,
    manifests: record(tree.texts, (text, file) => (isNeeded(file, text) ? redactManifest(file, text) : '')),
    sources: record(tree.sources, ({ facts, problem }) => ({
      facts: facts === undefined ? null : redactFacts(withoutPath(facts)),
      problem: problem === undefined ? null : { ...problem, reason: redactText(problem.reason) },
    })),
    unreadable: record(tree.unreadable, (why) => why),
  };
}

// Every YAML file and script is opened to see whether it deploys something; of those that do not, nothing else is looked at.
function isNeeded(file: string, text: string): boolean {
  if (isShellScript(file)) return text.includes('docker');
  const isYaml = /\.ya?ml$/.test(file);
  const isKnown = isCompose(file) || /^(?:serverless|skaffold|values|Chart|pnpm-workspace)\b/.test(baseOf(file));
  return !isYaml || isKnown || looksLikeKubernetes(text) || looksLikeCompose(text);
}

function record<T, R>(items: ReadonlyMap<string, T>, map: (item: T, file: string) => R): Readonly<Record<string, R>> {
  const sorted = [...items].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([file, item]) => [file, map(item, file)]));
}

function withoutPath<T extends { readonly file: string }>({ file: _file, ...rest }: T): Omit<T, 'file'> {
  return rest;
}
