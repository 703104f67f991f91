import type { CompletedCommand, CompletedOption } from './completion-tree.ts';

/** A completion script for zsh. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const top = commands.filter(({ name }) => name !== '' && !name.includes(' '));
  return `#compdef archwright
# Completion of archwright for zsh: archwright completion zsh > "\${fpath[1]}/_archwright"
_archwright() {
  local -a commands
  commands=(
${top.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )) && [[ "$words[2]" != -* ]]; then
    _describe command commands
    return
  fi
  case "$words[2]" in
${top.map(commandCase).join('\n')}
    *) _arguments ${argumentsOf(commands[0])} ;;
  esac
}
compdef _archwright archwright
`;
}

function commandCase(command: CompletedCommand): string {
  return `    ${command.name}) shift words; (( CURRENT-- )); _arguments ${argumentsOf(command)} ;;`;
}

function argumentsOf(command: CompletedCommand | undefined): string {
  if (command === undefined) return '';
  const rest = command.values.length > 0 ? `1:value:(${command.values.join(' ')})` : '*:file:_files';
  return [...command.options.flatMap(optionSpecs), rest].map(quoted).join(' ');
}

function optionSpecs({ flags, description, value, values }: CompletedOption): string[] {
  const text = description.replaceAll(/[[\]:\\]/g, (sign) => `\\${sign}`);
  const colon = value === 'optional' ? '::' : ':';
  const action = values.length > 0 ? `(${values.join(' ')})` : '_files';
  return flags.map((flag) => `*${flag}[${text}]${value === 'none' ? '' : `${colon}value:${action}`}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
