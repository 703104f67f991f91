/**
 * Settles for the whole run whether output is colored, by setting FORCE_COLOR in `env` where it has to differ:
 * `--color` and `--no-color` beat FORCE_COLOR, which beats NO_COLOR, which beats the look at the terminal.
 * chalk, commander, the prompts and child processes obey that one variable; chalk for one does not know NO_COLOR.
 */
export function settleColor(argv: readonly string[], env: Record<string, string | undefined>): void {
  const flag = argv.findLast((word) => word === '--color' || word === '--no-color');
  if (flag === '--no-color') env['FORCE_COLOR'] = '0';
  else if (flag === '--color') env['FORCE_COLOR'] = '1';
  else if (env['FORCE_COLOR'] === undefined && env['NO_COLOR']) env['FORCE_COLOR'] = '0';
}
