import type { CompletedCommand, CompletedOption } from './completion-tree.ts';

/** A completion script for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const top = commands.filter(({ name }) => name !== '' && !name.includes(' '));
  const start = '-n __fish_use_subcommand';
  const lines = [
    '# Completion of archwright for fish: archwright completion fish > ~/.config/fish/completions/archwright.fish',
    ...top.map(({ name, summary }) => `complete -c archwright -f ${start} -a ${name} -d ${quoted(summary)}`),
    ...(commands[0]?.options ?? []).map((option) => `complete -c archwright ${start}${optionText(option)}`),
    ...commands.filter(({ name }) => name !== '').flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ name, options, values }: CompletedCommand): string[] {
  const seen = name.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  const when = `-n ${quoted(seen.join('; and '))}`;
  return [
    ...(values.length > 0 ? [`complete -c archwright ${when} -f -a ${quoted(values.join(' '))}`] : []),
    ...options.map((option) => `complete -c archwright ${when}${optionText(option)}`),
  ];
}

function optionText({ flags, description, value, values }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
  const given = values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : value === 'required' ? ' -r' : '';
  return `${names}${given} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (sign) => `\\${sign}`)}'`;
}
