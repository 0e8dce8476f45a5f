import { gitHub } from "./github";
import { gitLab } from "./gitlab";

/** Where people read what a run found out, and talk about it. */
export interface Forge {
  /** Puts a text on the pull request that the run is about, in place of the one with the same mark. Does nothing in other runs. */
  comment(mark: string, text: string): Promise<void>;
  /** Keeps one open issue with the mark while there is a text, and closes it when there is none. */
  issue(mark: string, title: string, text: string | undefined): Promise<void>;
}

/** The forge whose runner this is; `undefined` elsewhere. Throws when the run was not given what it needs to write there. */
export function forgeOf(environment: NodeJS.ProcessEnv): Forge | undefined {
  if (environment.GITHUB_ACTIONS === "true") return gitHub(environment);
  if (environment.GITLAB_CI === "true") return gitLab(environment);
  return undefined;
}
