import type { Program } from "tlsup/cli";
import type { Instance } from "../instance";
import type { Tree } from "../stage/settings";

/** A mishap that is drilled. */
export interface Scenario {
  readonly name: string;
  /** What happens, in one line. */
  readonly about: string;
  /** What a site must have for it to happen to it; undefined if it can. */
  needs(site: Tree): string | undefined;
  play(drill: Drill): Promise<void>;
}

/** A command of the user. */
export interface Command {
  /** What the user does, as a sentence. */
  readonly told: string;
  /** Arguments of `pulumi`; `--stack` is added. */
  readonly args: readonly string[];
  /** Variables that differ from the stage's. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * How it ends by the documentation.
   * @default "done"
   */
  readonly ends?: "done" | "refused" | "either";
  /**
   * Whether no visitor may be lost from then to the next step.
   * @default false
   */
  readonly harmless?: boolean;
}

/** How a command ended. */
export interface Ended {
  readonly isDone: boolean;
  /** Pulumi's errors and warnings. */
  readonly said: string;
}

/** A CA that can stop answering. */
export interface CertificateAuthority {
  stop(): Promise<void>;
  start(): void;
}

/** The stack as a scenario has it: it runs, and visitors come all the while. */
export interface Drill {
  readonly instance: Instance;
  readonly program: Program;
  readonly stack: string;
  /** The CA, as the stack reaches it. */
  readonly ca: CertificateAuthority;
  /** Something happens. Visitors come for some seconds more, and then `tlsup check` looks. */
  happens(told: string, action: () => Promise<unknown>): Promise<void>;
  /** The same; no visitor may be lost. */
  happensUnnoticed(told: string, action: () => Promise<unknown>): Promise<void>;
  /** The user does something else than to run `pulumi`. */
  does(told: string, action: () => Promise<unknown>): Promise<void>;
  /** The user runs `pulumi`, and then `tlsup check` looks. */
  runs(command: Command): Promise<Ended>;
  /** What the documentation says is so, as a sentence; it is reported if it is not. */
  expect(told: string, isSo: boolean): void;
}

/** `pulumi up`, without asking. */
export const up = ["up", "--yes", "--skip-preview"] as const;
