/** The shells that have a script. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/** Names with spaces are quoted by the shell itself, which takes them for file names; bash 3 has no such switch. */
const bash = `# Completion of picket for bash. Switch it on in ~/.bashrc: source <(picket completion bash)
_picket_completion() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line value spaced=
  COMPREPLY=()
  while IFS= read -r line; do
    value="\${line%%$'\\t'*}"
    [[ "$value" == *[[:space:]]* ]] && spaced=yes
    COMPREPLY+=("$value")
  done < <(picket __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "=$current" 2>/dev/null)
  [[ -z "$spaced" ]] && return
  if ! compopt -o filenames 2>/dev/null && [[ "$current" != [\\"\\']* ]]; then
    local index
    for index in "\${!COMPREPLY[@]}"; do printf -v "COMPREPLY[$index]" '%q' "\${COMPREPLY[index]}"; done
  fi
}
complete -o default -F _picket_completion picket
`;

const zsh = `#compdef picket
# Completion of picket for zsh. Switch it on in ~/.zshrc, after compinit: source <(picket completion zsh)
_picket() {
  local -a values shown
  local line
  for line in "\${(@f)$(picket __complete "\${(@Q)words[2,CURRENT-1]}" "=\${words[CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  if (( \${#values} )); then
    compadd -l -M 'm:{a-zA-Z}={A-Za-z}' -d shown -a values
  else
    _files
  fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _picket "$@"; else compdef _picket picket; fi
`;

const fish = `# Completion of picket for fish. Switch it on: picket completion fish > ~/.config/fish/completions/picket.fish
function __picket_completion
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l found (picket __complete $words "=$current" 2>/dev/null)
    if test (count $found) -eq 0
        __fish_complete_path "$current"
    else
        printf '%s\\n' $found
    end
end
complete -c picket -f -a '(__picket_completion)'
`;

const powershell = `# Completion of picket for PowerShell. Switch it on in $PROFILE: picket completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName picket -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    picket __complete @words "=$wordToComplete" 2>$null | ForEach-Object {
        $value, $about = $_ -split "\`t", 2
        $typed = if ($value -match '[^\\w./:=*-]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
        [System.Management.Automation.CompletionResult]::new($typed, $value, 'ParameterValue', $(if ($about) { $about } else { $value }))
    }
}
`;

/** What a shell runs to complete \`picket\`. */
export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };
