/** The completion scripts. They ask this command for names, and it answers from its cache and the files that are here. */
import { quoteFish, quotePosix } from "./output/quoting";

/** Kinds of names that this command can list. */
export type Words = "roles" | "stacks" | "profiles";

/** What fits a place. */
export type Values =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "words"; readonly words: Words }
  | { readonly kind: "files" | "folders" | "nothing" };

/** A subcommand as completion sees it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What fits the words that belong to no option. */
  readonly argument: Values;
}

/** An option. It has no `values` when it takes none. */
interface CompletedOption {
  readonly flag: string;
  readonly description: string;
  readonly values?: Values;
  /** Whether several values may follow it. */
  readonly several?: boolean;
}

const kindsOfWords: readonly Words[] = ["roles", "stacks", "profiles"];

/** For bash 3.2 and newer; macOS has 3.2. In each script, `own` starts this command from any folder. */
export function bashScript(commands: readonly CompletedCommand[], own: string): string {
  const offer = (values: Values): string => {
    switch (values.kind) {
      case "choices":
        return `COMPREPLY=($(compgen -W ${quotePosix(values.choices.join(" "))} -- "$current"))`;
      case "words":
        return `_cross_account_offer "$current" < <(${own} completion --words ${values.words} 2>/dev/null)`;
      case "files":
        return `_cross_account_paths -f "$current"`;
      case "folders":
        return `_cross_account_paths -d "$current"`;
      case "nothing":
        return ":";
    }
  };
  const options = commands.map(
    ({ name, options }) => `    ${name}) words=${quotePosix(options.map(({ flag }) => flag).join(" "))} ;;`,
  );
  const valued = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flag, values, several }) => (values === undefined ? [] : [{ name, flag, values, several }])),
  );
  const after = valued.map(({ name, flag, values }) => `    "${name} ${flag}") ${offer(values)}; return ;;`);
  const further = valued
    .filter(({ several }) => several)
    .map(({ name, flag, values }) => `    "${name} ${flag}") ${offer(values)}; return ;;`);
  const words = commands.map(({ name, argument }) => `        ${name}) ${offer(argument)} ;;`);
  return `# bash completion for cross-account
# Offers those of its input's lines that begin with what was typed. Not by compgen -W, which evaluates what it is given.
_cross_account_offer() {
  local line
  while IFS= read -r line; do
    case "$line" in "$1"*) COMPREPLY+=("$(printf %q "$line")") ;; esac
  done
}
_cross_account_paths() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$1" -- "$2")
  compopt -o filenames 2>/dev/null
}
_cross_account() {
  COMPREPLY=()
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local words="" word option=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quotePosix(commands.map(({ name }) => name).join(" "))} -- "$current"))
    return
  fi
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    if [ "$word" = "--" ]; then COMPREPLY=($(compgen -c -f -- "$current")); return; fi
    case "$word" in -*) option="$word" ;; esac
  done
  # bash takes --option=value for three words.
  if [ "$current" = "=" ]; then current=""; elif [ "$previous" = "=" ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  case "$command $previous" in
${after.join("\n")}
  esac
  case "$command" in
${options.join("\n")}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *)
      case "$command $option" in
${further.join("\n")}
      esac
      case "$command" in
${words.join("\n")}
      esac ;;
  esac
}
complete -F _cross_account cross-account
`;
}

/** For zsh, after compinit. */
export function zshScript(commands: readonly CompletedCommand[], own: string): string {
  const offer = (values: Values): string => {
    switch (values.kind) {
      case "choices":
        return `:value:(${values.choices.join(" ")})`;
      case "words":
        return `:${values.words}:_cross_account_${values.words}`;
      case "files":
        return ":file:_files";
      case "folders":
        return ":folder:_files -/";
      case "nothing":
        return ":value: ";
    }
  };
  const cases = commands.map(({ name, options, argument }) => {
    const specs = options.map(({ flag, description, values }) => {
      const text = description.replace(/[[\]:\\]/g, "\\$&");
      return `        ${quotePosix(`*${flag}[${text}]${values === undefined ? "" : offer(values)}`)}`;
    });
    const rest = argument.kind === "nothing" ? [] : [`        ${quotePosix(`*${offer(argument)}`)}`];
    return `    ${name})\n      _arguments -s \\\n${[...specs, ...rest].join(" \\\n")} ;;`;
  });
  const lists = kindsOfWords.map(
    (words) =>
      `_cross_account_${words}() { local -a names; names=(\${(f)"$(${own} completion --words ${words} 2>/dev/null)"}); compadd -a names; }`,
  );
  return `# zsh completion for cross-account
${lists.join("\n")}
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
  const offer = (values: Values): string | undefined => {
    switch (values.kind) {
      case "choices":
        return `-a ${quoteFish(values.choices.join(" "))}`;
      case "words":
        return `-a ${quoteFish(`(${own} completion --words ${values.words} 2>/dev/null)`)}`;
      case "files":
        return "-F";
      case "folders":
        return "-a '(__fish_complete_directories)'";
      case "nothing":
        return undefined;
    }
  };
  const command = "contains -- -- (commandline -opc)";
  for (const { name, summary, options, argument } of commands) {
    const seen = `__fish_seen_subcommand_from ${name}`;
    lines.push(`complete -c cross-account -n __fish_use_subcommand -a ${name} -d ${quoteFish(summary)}`);
    for (const { flag, description, values } of options) {
      const from = values === undefined ? "" : ` ${values.kind === "files" ? "-r" : "-x"} ${offer(values) ?? ""}`;
      lines.push(
        `complete -c cross-account -n '${seen}' -l ${flag.replace(/^--/, "")}${from.trimEnd()} -d ${quoteFish(description)}`,
      );
    }
    const words = offer(argument);
    if (words !== undefined) lines.push(`complete -c cross-account -n '${seen}; and not ${command}' ${words}`);
  }
  lines.push(
    `complete -c cross-account -n '__fish_seen_subcommand_from assume; and ${command}' -F -a '(__fish_complete_command)'`,
  );
  return `${lines.join("\n")}\n`;
}
