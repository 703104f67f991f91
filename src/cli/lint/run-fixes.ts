import { join } from 'node:path';
import { readExact } from '../../io/read-exact.ts';
import { writeAll } from '../../io/write-all.ts';
import type { LintResult } from '../../lint/engine.ts';
import { planFixes, type LeftFinding, type PlannedFix } from '../../lint/fixes/plan-fixes.ts';
import { proveFixes, type ProvenFixes } from '../../lint/fixes/prove-fixes.ts';
import type { Sources } from '../../lint/span.ts';
import type { Finding } from '../../model/finding.ts';
import { diffTexts } from '../../util/diff-texts.ts';
import { UserError } from '../../util/user-error.ts';
import { dirtyFiles } from './dirty-files.ts';
import type { FixFlags } from './fix-options.ts';

/** Lints the repository with texts that stand for those of its files. */
export type Relint = (texts: ReadonlyMap<string, string>) => Promise<LintResult>;

/**
 * Mends the findings shown that can be mended, all files or none, and says on standard error what was done and what is
 * left to a person. Gives the result of linting what is there afterwards; a dry run prints a diff and changes nothing.
 * Throws UserError when a file has changes that are not committed, unless forced.
 */
export async function runFixes(
  dir: string,
  shown: readonly Finding[],
  result: LintResult,
  sources: Sources,
  flags: FixFlags,
  relint: Relint,
): Promise<LintResult> {
  const plan = planFixes(shown, exactly(dir, sources));
  const relinted = new Map<ReadonlyMap<string, string>, LintResult>();
  const proven = await proveFixes(plan, result.findings, sources, async (texts) => {
    const again = await relint(texts);
    relinted.set(texts, again);
    return again.findings;
  });
  if (flags.fixDryRun) {
    process.stdout.write([...proven.texts].map(([file, text]) => diffTexts(file, sources(file) ?? '', text)).join(''));
    process.stderr.write(summary(proven, 'would be mended'));
    return result;
  }
  await requireClean(dir, [...proven.texts.keys()], flags);
  write(dir, proven.texts);
  process.stderr.write(summary(proven, 'mended'));
  return relinted.get(proven.texts) ?? result;
}

/** Only files that can be written back byte for byte. */
function exactly(dir: string, sources: Sources): Sources {
  return (file) => (readExact(join(dir, file)) === undefined ? undefined : sources(file));
}

async function requireClean(dir: string, files: readonly string[], { force }: FixFlags): Promise<void> {
  if (files.length === 0 || force) return;
  const dirty = await dirtyFiles(dir, files);
  const help = 'commit or stash them first, look at --fix-dry-run, or give --force';
  if (dirty === null)
    throw new UserError(
      `--fix would change ${files.length} files that git cannot give back: "${dir}" is in no git repository`,
      {
        help: 'put it under version control, look at --fix-dry-run, or give --force',
      },
    );
  if (dirty.size > 0)
    throw new UserError(
      `--fix would change files whose changes are not committed: ${[...dirty].map((file) => `"${file}"`).join(', ')}`,
      {
        help,
      },
    );
}

function write(dir: string, texts: ReadonlyMap<string, string>): void {
  const changes = [...texts].map(([path, text]) => {
    const before = readExact(join(dir, path)) ?? null;
    return { path, before, text: before?.startsWith('\uFEFF') === true ? `\uFEFF${text}` : text };
  });
  writeAll(dir, '.archwright/cache', changes);
}

function summary({ fixes, left, texts }: ProvenFixes, done: string): string {
  const lines = [
    ...fixes.map(fixLine),
    ...left.map(leftLine),
    `${fixes.length} of ${fixes.length + left.length} findings with a fix ${done}, in ${texts.size} ${texts.size === 1 ? 'file' : 'files'}`,
  ];
  return `${lines.join('\n')}\n`;
}

function fixLine({ finding: { file, line, column, rule }, title }: PlannedFix): string {
  return `fixed   ${file}:${line}:${column} ${rule}: ${title}`;
}

function leftLine({ finding: { file, line, column, rule }, reason }: LeftFinding): string {
  return `left    ${file}:${line}:${column} ${rule}: ${reason}`;
}
