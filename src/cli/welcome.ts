import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';

type Summaries = Readonly<Record<string, { readonly summary: string }>>;

/**
 * What `archwright` says without arguments: every command with its summary, then what to try first.
 * On a terminal of fewer than `columns` characters (80 when unknown) a summary goes below its command.
 */
export function welcome(version: string, commands: Summaries, columns = 80): string {
  const tries: [string, string][] = [
    ['archwright lint .', 'what is unsound in this repository, with evidence'],
    ['archwright advise', 'what to build: answer questions, get a recommendation'],
    ['archwright docs .', 'diagrams and catalogs of what is there'],
  ];
  return [
    `archwright ${version}`,
    'Advise, scaffold, lint and document Node.js back ends.',
    '',
    ...table(
      Object.entries(commands).map(([name, { summary }]) => [`archwright ${name}`, summary]),
      columns,
    ),
    '',
    'Try first:',
    ...table(tries, columns),
    '',
  ].join('\n');
}

/** The error for a first word that is no command: names the nearest one, and all of them. */
export function unknownCommand(word: string, commands: Summaries): UserError {
  const names = Object.keys(commands);
  const near = didYouMean(word, names);
  const all = `the commands are ${names.map((name) => `"${name}"`).join(', ')}`;
  return new UserError(`there is no command "${word}"`, {
    help: near === undefined ? all : `did you mean "${near}"? ${all}`,
  });
}

function table(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const left = Math.max(...rows.map(([term]) => term.length));
  const right = Math.max(...rows.map(([, text]) => text.length));
  if (left + right + 4 > columns) return rows.flatMap(([term, text]) => [`  ${term}`, `      ${text}`]);
  return rows.map(([term, text]) => `  ${term.padEnd(left)}  ${text}`);
}
