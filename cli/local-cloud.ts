import { createRequire } from "node:module";
import type { Command } from "commander";
import { couldNotLook } from "./failure";
import type { Watching } from "../components/site/chain/execution/observe";

/** What the package `tlsup-local` adds to the command. Its main module exports it as `localCloud`. */
export interface LocalCloud {
  /** Adds the commands `drill`, `local`, `rehearse` and `start`. */
  addCommands(program: Command): void;
  /** How to check a name in a zone of the running local cloud; undefined for any other name, or if it is not running. */
  watching(hostname: string): Promise<Watching | undefined>;
  /** The environment in which `pulumi` reaches the running local cloud. */
  environment(): NodeJS.ProcessEnv;
  /** Rehearses the change in the working tree of the program in this folder. The default of `base` is the commit where the branch left the main one. */
  rehearse(stack: string, base: string | undefined): Promise<Rehearsal>;
}

/** The outcome of a rehearsal. */
export interface Rehearsal {
  /** Markdown. */
  readonly report: string;
  readonly isGood: boolean;
}

const packageName = "tlsup-local";

/** The local cloud that is installed for the program in this folder, or beside this package. */
export function loadLocalCloud(): LocalCloud | undefined {
  const load = createRequire(__filename);
  const main = find(() => load.resolve(packageName, { paths: [process.cwd(), __dirname] }));
  return main === undefined ? undefined : (load(main) as { localCloud: LocalCloud }).localCloud;
}

function find(resolve: () => string): string | undefined {
  try {
    return resolve();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** Adds commands that say how to install the local cloud, if it is missing. */
export function addMissingCommands(program: Command): void {
  for (const name of ["start", "local", "rehearse", "drill"]) {
    program
      .command(name)
      .argument("[arguments...]")
      .allowUnknownOption()
      .description(`needs the local cloud: npm install --save-dev ${packageName}`)
      .action(() => {
        throw name === "rehearse" || name === "drill" ? couldNotLook(missingCloud(name)) : missingCloud(name);
      });
  }
}

/** The error of a command that needs the local cloud. */
export function missingCloud(command: string): Error {
  return new Error(`Cannot run \`tlsup ${command}\` as the local cloud is not installed: run \`npm install --save-dev ${packageName}\` first.`);
}
