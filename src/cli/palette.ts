import chalk, { type ChalkInstance } from 'chalk';
import type { Palette } from '../lint/reporters/reporter.ts';

/** Colors for standard output, as the terminal and the user allow. */
export function terminalPalette(colors: ChalkInstance = chalk): Palette {
  return {
    error: (text) => colors.red.bold(text),
    warning: (text) => colors.yellow.bold(text),
    info: (text) => colors.cyan.bold(text),
    strong: (text) => colors.bold(text),
    dim: (text) => colors.dim(text),
  };
}

/** Columns of the terminal; 100 where output goes elsewhere, so that it does not depend on the machine. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : 100;
}
