import * as v from "valibot";
import { renewedByValidity, type Source } from "../common/source";
import { materialFaults, materialSettings, providedEntries } from "./schema";
import type { ProvidedSource } from "./settings";

/** The registry entry of provided certificates. */
export const provided: Source<ProvidedSource> = {
  source: "provided",
  entries: { source: v.literal("provided"), ...providedEntries },
  judged: materialSettings,
  faults: (settings, { path }) => materialFaults(settings, path),
  renewal: renewedByValidity,
  remedy: "Get a new one from who issued it, put it where `certificate` in the stack's settings says, and run `pulumi up`",
};
