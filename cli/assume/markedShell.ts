/** `--shell`: the person's own shell, with the role in its prompt. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { quotePosix } from "./output/quoting";

/** How a shell is started. */
export interface MarkedShell {
  readonly command: readonly string[];
  /** What its environment has besides. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes away what was made for it. */
  readonly end: () => void;
}

/** @param mark letters, digits or _+=,.@- */
export function markedShell(mark: string, env: NodeJS.ProcessEnv): MarkedShell {
  const windows = process.platform === "win32";
  const program = (windows ? env["COMSPEC"] : env["SHELL"]) || (windows ? "cmd.exe" : "/bin/sh");
  const prefix = `(${mark}) `;
  const plain = { command: [program], env: {}, end: () => {} };
  switch (
    basename(program)
      .replace(/\.exe$/i, "")
      .toLowerCase()
  ) {
    case "bash":
      return bash(program, prefix);
    case "zsh":
      return zsh(program, prefix, env);
    case "fish":
      return { ...plain, command: [program, "-i", "-C", fishSettings(prefix)] };
    case "pwsh":
    case "powershell":
      return { ...plain, command: [program, "-NoExit", "-Command", powerShellSettings(prefix)] };
    case "cmd":
      return { ...plain, env: { PROMPT: `${prefix}${env["PROMPT"] ?? "$P$G"}` } };
    default:
      return { ...plain, env: { PS1: `${prefix}$ ` } };
  }
}

/**
 * Settings in files that take themselves away as soon as they are read. The person's own come first; many of them set
 * the prompt anew before each command, so the mark is, too.
 */
function inFiles(make: (folder: string, gone: string) => Readonly<Record<string, string>>): {
  readonly folder: string;
  readonly end: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), "cross-account-"));
  for (const [name, text] of Object.entries(make(folder, `command rm -rf ${quotePosix(folder)}`)))
    writeFileSync(join(folder, name), text);
  return { folder, end: () => rmSync(folder, { recursive: true, force: true }) };
}

function bash(program: string, prefix: string): MarkedShell {
  const mark = quotePosix(prefix);
  const { folder, end } = inFiles((_, gone) => ({
    bashrc: `${gone}
[ -f ~/.bashrc ] && . ~/.bashrc
_cross_account_mark() { case $PS1 in ${mark}*) ;; *) PS1=${mark}$PS1 ;; esac; }
PROMPT_COMMAND="\${PROMPT_COMMAND:+$PROMPT_COMMAND
}_cross_account_mark"
`,
  }));
  return { command: [program, "--rcfile", join(folder, "bashrc"), "-i"], env: {}, end };
}

function zsh(program: string, prefix: string, env: NodeJS.ProcessEnv): MarkedShell {
  const [mark, own] = [quotePosix(prefix), env["ZDOTDIR"]];
  const back = own === undefined ? "unset ZDOTDIR" : `export ZDOTDIR=${quotePosix(own)}`;
  const source = (file: string) => `[[ -f \${ZDOTDIR:-$HOME}/${file} ]] && source \${ZDOTDIR:-$HOME}/${file}`;
  const made = inFiles((folder, gone) => ({
    ".zshenv": `${back}\n${source(".zshenv")}\nZDOTDIR=${quotePosix(folder)}\n`,
    ".zshrc": `${gone}
${back}
${source(".zshrc")}
_cross_account_mark() { [[ $PROMPT == ${mark}* ]] || PROMPT=${mark}$PROMPT }
autoload -Uz add-zsh-hook && add-zsh-hook precmd _cross_account_mark
`,
  }));
  return { command: [program, "-i"], env: { ZDOTDIR: made.folder }, end: made.end };
}

function fishSettings(prefix: string): string {
  return `functions -q fish_prompt; and functions -c fish_prompt _cross_account_prompt
function fish_prompt; echo -n ${quotePosix(prefix)}; functions -q _cross_account_prompt; and _cross_account_prompt; or echo -n '> '; end`;
}

function powerShellSettings(prefix: string): string {
  return `$function:_cross_account_prompt = $function:prompt; function prompt { '${prefix}' + (_cross_account_prompt) }`;
}
