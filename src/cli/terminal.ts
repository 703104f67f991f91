import chalk from 'chalk';
import type { Style } from '../advise/render-verdict.ts';

/** Columns to write in: those of the terminal within what is readable, 80 without one. */
export function columns(): number {
  return Math.min(100, Math.max(40, process.stdout.columns || 80));
}

/** Emphasis in colour, or none where the terminal or NO_COLOR says so. */
export const style: Style = {
  title: chalk.bold.cyan,
  strong: chalk.bold,
  quiet: chalk.dim,
  good: chalk.green,
  bad: chalk.yellow,
};
