import type { CompletedCommand } from './completion-tree.ts';

/** A completion script for bash. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const nested = commands.filter(({ name }) => name.includes(' '));
  return `# Completion of archwright for bash: source <(archwright completion bash)
_archwright() {
  local word command="" options="" values=""
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
${nested.map(({ name }) => `      "${name}") command="${name}" ;;`).join('\n')}
      " -"*) ;;
      " "*) command="$word" ;;
    esac
  done
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
  [[ "$current" == -* ]] && values="$options"
  COMPREPLY=($(compgen -W "$values" -- "$current"))
}
complete -o default -o bashdefault -F _archwright archwright
`;
}

function valueCases({ name, options }: CompletedCommand): string[] {
  return options
    .filter(({ value }) => value === 'required')
    .map(({ flags, values }) => {
      const patterns = flags.map((flag) => `"${name} ${flag}"`).join('|');
      const words =
        values.length === 0 ? 'COMPREPLY=()' : `COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$current"))`;
      return `    ${patterns}) ${words}; return ;;`;
    });
}

function commandCase({ name, options, values }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags).join(' ');
  return `    "${name}") options="${flags}"; values="${values.join(' ')}" ;;`;
}
