import type { PackageEntry } from '../../src/recover/link/resolve-module.ts';
import { linkProgram } from '../../src/recover/link/link.ts';
import { Program } from '../../src/recover/link/program.ts';
import type { Value } from '../../src/recover/link/values.ts';
import { sourceFacts } from '../../src/recover/facts/source-facts.ts';
import { readFacts } from '../../src/recover/read-facts.ts';

/**
 * Links files and gives what the first of them exports as `result`, as text: known characters as they are, `$NAME` for an
 * environment variable, `{name}` for what is not known, ` (default)` behind what configuration may replace.
 */
export function resultOf(
  files: Readonly<Record<string, string>>,
  packages: readonly PackageEntry[] = [],
): readonly string[] {
  const [entry] = Object.keys(files);
  const read = (file: string): string => files[file] ?? '';
  const tree = {
    files: Object.keys(files).sort(),
    gaps: [],
    read,
    facts: (file: string) => sourceFacts(file, read(file)),
  };
  const { facts, resolver } = readFacts(tree, packages);
  const evaluator = linkProgram(new Program(facts, resolver));
  return evaluator.exportValue(entry ?? '', 'result').map(show);
}

function show(value: Value): string {
  if (value.t === 'text') {
    const shown = value.parts.map((part) =>
      part.p === 'text' ? part.s : part.p === 'env' ? `$${part.name}` : `{${part.name}}`,
    );
    return `${shown.join('')}${value.parts.some((part) => part.p === 'text' && part.origin === 'default') ? ' (default)' : ''}`;
  }
  if (value.t === 'num' || value.t === 'bool') return String(value.v);
  if (value.t === 'lib') return `${value.lib.pkg}:${value.lib.path}`;
  return value.t;
}
