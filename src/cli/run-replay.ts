import { basename, dirname } from 'node:path';
import { adrNamed, readAdrFolder } from '../advise/adr/read-adr-folder.ts';
import { readAdr, type Adr } from '../advise/adr/read-adr.ts';
import { replayAdr } from '../advise/replay.ts';
import { isFile, readText } from '../io/read-text.ts';
import { diffTexts } from '../util/diff-texts.ts';
import { decisionsFolder } from './decisions-folder.ts';
import { printJson } from './advise-output.ts';
import { treesHere } from './trees-here.ts';

/** Options of `archwright advise replay`. */
export interface ReplayOptions {
  readonly overlay?: readonly string[];
  readonly json?: true;
}

const shownLines = 40;

/** Asks the answers of a record again. Returns 0 when they give the same record, 1 when they do not. */
export function runReplay(word: string, options: ReplayOptions): number {
  const adr = recordOf(word);
  const { text, reasons } = replayAdr(adr, treesHere(undefined, options.overlay).trees);
  const same = reasons.length === 0;
  const diff = same || text === null ? '' : diffTexts(basename(adr.file), adr.text, text);
  if (options.json === true) printJson({ schemaVersion: 1, file: adr.file, same, reasons, diff });
  else if (same) process.stdout.write(`${adr.file}: the recorded answers give the same record.\n`);
  else {
    process.stdout.write(`${adr.file}: the recorded answers do not give this record.\n`);
    for (const reason of reasons) process.stdout.write(`  · ${reason}\n`);
    const lines = diff.trimEnd().split('\n');
    if (diff !== '') process.stdout.write(`\n${lines.slice(0, shownLines).join('\n')}\n`);
    if (lines.length > shownLines)
      process.stdout.write(`… and ${lines.length - shownLines} more lines, with --json.\n`);
  }
  return same ? 0 : 1;
}

/** The record that a word means: a file, or a number or name in the decisions folder. Throws UserError. */
export function recordOf(word: string): Adr {
  if (isFile(word)) return readAdr(word, basename(word), readText(word, 'the record'));
  const path = dirname(word);
  return adrNamed(readAdrFolder(path === '.' ? decisionsFolder('.') : path), word);
}
