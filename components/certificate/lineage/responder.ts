import type { HostFile } from "./host-files";

/** The path of a program that lets a CA find names on the host, before (`start`) and after (`stop`) an order of their certificate. */
export function responderPath(program: string): string {
  return `${program}/responder.sh`;
}

/** That program, in the folder of another; `functions` is the text of `responder.sh` with its variables. */
export function responderFile(program: string, names: readonly string[], functions: string): HostFile {
  const all = names.join(" ");
  const text = `umask 022\nif [ "$1" = start ]; then start_responder ${all} && serves_challenges ${all}; else stop_responder; fi\n`;
  return { path: responderPath(program), content: `${functions}${text}`, mode: "644" };
}
