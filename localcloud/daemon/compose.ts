import type { Instance, Part } from "../instance";
import type { Log } from "../log";
import { startParts } from "./parts";

/** The parts of a local cloud, by the names under which failures and the status show them. */
export interface Composition extends Part {
  readonly parts: readonly string[];
}

/** Starts everything that one local cloud consists of. */
export async function compose(instance: Instance, log: Log): Promise<Composition> {
  const starters: Record<string, () => Promise<Part>> = {};
  log.info("composing", { directory: instance.directory, parts: Object.keys(starters) });
  const running = await startParts(starters);
  return { parts: Object.keys(starters), close: () => running.close() };
}
