import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintModel } from '../../src/lint/engine.ts';
import { parseBaseline } from '../../src/lint/baseline-file.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import { readTree } from '../../src/io/read-tree.ts';
import type { Finding } from '../../src/model/finding.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import { writeFiles } from './recover-files.ts';

const FOLDER = 'test/fixtures/examples';
const BASELINE = '.archwright/baseline.json';
const marker = /^[ \t]*\/\/ the example goes here$/m;

/** Where an example's code stands in the system that it was put into. */
interface Piece {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Puts the code of an example into the shop of test/fixtures/examples (with the files of a folder named for the rule in
 * place of the shop's, where there is one), and gives what the rule finds in it, and in how many pieces it stands.
 */
export async function lintExample(rule: string, code: string): Promise<{ found: Finding[]; inside: Finding[] }> {
  const files = readTree(`${FOLDER}/shop`);
  if (existsSync(`${FOLDER}/${rule}`)) for (const [file, text] of readTree(`${FOLDER}/${rule}`)) files.set(file, text);
  const pieces = sections(code).map(({ file = 'orders/src/app.ts', text }) => embed(files, file, text));
  const root = writeFiles(Object.fromEntries(files));
  const baseline = files.get(BASELINE);
  const { findings } = lintModel(await recoverSystem(root), {
    settings: defaultSettings,
    rules,
    sources: (file) => readFileSync(path.join(root, file), 'utf8'),
    ...(baseline !== undefined && { baseline: parseBaseline(BASELINE, BASELINE, baseline) }),
  });
  const found = findings.filter((finding) => finding.rule === rule);
  const isInside = ({ file, line }: Finding): boolean =>
    pieces.some((piece) => piece.file === file && piece.first <= line && line <= piece.last);
  return { found, inside: found.filter(isInside) };
}

/** The parts of an example: each begins with a comment that names its file; code before the first has no file. */
function sections(code: string): { file?: string; text: string }[] {
  const parts: { file?: string; text: string }[] = [];
  for (const line of code.split('\n')) {
    const file = /^(?:\/\/|#) ((?:[\w.-]+\/)*[\w.-]+\.\w+)(?::.*)?$/.exec(line)?.[1];
    const last = parts.at(-1);
    if (file !== undefined) parts.push({ file, text: '' });
    else if (last === undefined) parts.push({ text: line });
    else last.text += `${last.text === '' ? '' : '\n'}${line}`;
  }
  return parts;
}

function embed(files: Map<string, string>, file: string, code: string): Piece {
  const frame = files.get(file) ?? '// the example goes here\n';
  const before = frame.slice(0, marker.exec(frame)?.index ?? -1);
  const first = before.split('\n').length;
  if (!marker.test(frame)) throw new Error(`${file} of the examples' shop has no line "// the example goes here"`);
  files.set(
    file,
    frame.replace(marker, () => code),
  );
  return { file, first, last: first + code.split('\n').length - 1 };
}
