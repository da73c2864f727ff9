/** The completion scripts. They ask this command for the names of roles and profiles, and it answers from its cache. */
import { quoteFish, quotePosix } from "./output/quoting";

/** A subcommand as completion sees it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly {
    readonly flag: string;
    readonly description: string;
    readonly value: boolean;
    readonly choices: readonly string[];
  }[];
}

/** Options whose values are names that this command can list. */
const profileOptions = ["--source-profile", "--explain-with"];

/** For bash 3.2 and newer; macOS has 3.2. In each script, `own` starts this command from any folder. */
export function bashScript(commands: readonly CompletedCommand[], own: string): string {
  const options = commands.map(
    ({ name, options }) => `    ${name}) words=${quotePosix(options.map(({ flag }) => flag).join(" "))} ;;`,
  );
  const values = choicesOf(commands).map(
    ([flag, choices]) =>
      `    ${flag}) COMPREPLY=($(compgen -W ${quotePosix(choices.join(" "))} -- "$current")); return ;;`,
  );
  return `# bash completion for cross-account
# Offers those of its input's lines that begin with what was typed. Not by compgen -W, which evaluates what it is given.
_cross_account_offer() {
  local line
  while IFS= read -r line; do
    case "$line" in "$1"*) COMPREPLY+=("$(printf %q "$line")") ;; esac
  done
}
_cross_account() {
  COMPREPLY=()
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words="" word
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quotePosix(commands.map(({ name }) => name).join(" "))} -- "$current"))
    return
  fi
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    if [ "$word" = "--" ]; then COMPREPLY=($(compgen -c -f -- "$current")); return; fi
  done
  case "$previous" in
${values.join("\n")}
    ${profileOptions.join("|")}) _cross_account_offer "$current" < <(${own} completion --words profiles 2>/dev/null); return ;;
  esac
  case "$command" in
${options.join("\n")}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *)
      if [ "$command" = assume ]; then _cross_account_offer "$current" < <(${own} completion --words roles 2>/dev/null)
      else COMPREPLY=($(compgen -f -- "$current")); fi ;;
  esac
}
complete -F _cross_account cross-account
`;
}

/** For zsh, after compinit. */
export function zshScript(commands: readonly CompletedCommand[], own: string): string {
  const cases = commands.map(({ name, options }) => {
    const specs = options.map(({ flag, description, value, choices }) => {
      const text = description.replace(/[[\]:\\]/g, "\\$&");
      const after = !value
        ? ""
        : choices.length > 0
          ? `:value:(${choices.join(" ")})`
          : profileOptions.includes(flag)
            ? ":profile:_cross_account_profiles"
            : ":value: ";
      return `        ${quotePosix(`*${flag}[${text}]${after}`)}`;
    });
    const argument = name === "assume" ? "'1:role:_cross_account_roles'" : `'*:file:_files'`;
    return `    ${name})\n      _arguments -s \\\n${specs.join(" \\\n")} \\\n        ${argument} ;;`;
  });
  return `# zsh completion for cross-account
_cross_account_roles() { local -a names; names=(\${(f)"$(${own} completion --words roles 2>/dev/null)"}); compadd -a names; }
_cross_account_profiles() { local -a names; names=(\${(f)"$(${own} completion --words profiles 2>/dev/null)"}); compadd -a names; }
_cross_account() {
  if (( CURRENT == 2 )); then
    local -a commands
    commands=(${commands.map(({ name, summary }) => quotePosix(`${name}:${summary}`)).join(" ")})
    _describe command commands
    return
  fi
  local command=$words[2]
  local -i child=\${words[(i)--]}
  if [[ $command = assume ]] && (( child < CURRENT )); then
    shift $child words; (( CURRENT -= child ))
    _normal
    return
  fi
  shift words; (( CURRENT-- ))
  case $command in
${cases.join("\n")}
  esac
}
compdef _cross_account cross-account
`;
}

/** For fish. */
export function fishScript(commands: readonly CompletedCommand[], own: string): string {
  const lines = ["# fish completion for cross-account", "complete -c cross-account -f"];
  const offered = (words: string) => quoteFish(`(${own} completion --words ${words} 2>/dev/null)`);
  for (const { name, summary, options } of commands) {
    lines.push(`complete -c cross-account -n __fish_use_subcommand -a ${name} -d ${quoteFish(summary)}`);
    for (const { flag, description, value, choices } of options) {
      const from = !value
        ? ""
        : choices.length > 0
          ? ` -x -a ${quoteFish(choices.join(" "))}`
          : profileOptions.includes(flag)
            ? ` -x -a ${offered("profiles")}`
            : " -x";
      lines.push(
        `complete -c cross-account -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^--/, "")}` +
          `${from} -d ${quoteFish(description)}`,
      );
    }
  }
  const assume = "__fish_seen_subcommand_from assume";
  const command = "contains -- -- (commandline -opc)";
  lines.push(`complete -c cross-account -n '${assume}; and not ${command}' -a ${offered("roles")} -d role`);
  lines.push(`complete -c cross-account -n '${assume}; and ${command}' -F -a '(__fish_complete_command)'`);
  lines.push(`complete -c cross-account -n 'not __fish_use_subcommand; and not ${assume}' -F`);
  return `${lines.join("\n")}\n`;
}

function choicesOf(commands: readonly CompletedCommand[]): [flag: string, choices: readonly string[]][] {
  const found = new Map<string, readonly string[]>();
  for (const { flag, choices } of commands.flatMap(({ options }) => options))
    if (choices.length > 0) found.set(flag, [...new Set([...(found.get(flag) ?? []), ...choices])]);
  return [...found];
}
