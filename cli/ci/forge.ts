import { gitHub } from "./github";
import { gitLab } from "./gitlab";

/** A forge like GitHub, where people read and discuss the outcome of a run. */
export interface Forge {
  /** Comments on the run's pull request, and replaces an earlier comment with the same mark. Does nothing in a run without one. */
  comment(mark: string, text: string): Promise<void>;
  /** Keeps one issue with the mark open while there is a text, and closes it when there is none. */
  issue(mark: string, title: string, text: string | undefined): Promise<void>;
}

/** The forge that this run belongs to; `undefined` outside of CI. Throws if the environment lacks what is needed to write there. */
export function forgeOf(environment: NodeJS.ProcessEnv): Forge | undefined {
  if (environment.GITHUB_ACTIONS === "true") return gitHub(environment);
  if (environment.GITLAB_CI === "true") return gitLab(environment);
  return undefined;
}
