import * as v from "valibot";
import { renewedByValidity, type Source } from "../common/source";
import { selfSignedEntries } from "./schema";
import type { SelfSignedSource } from "./settings";

/** The registry entry of self-signed certificates. */
export const selfSigned: Source<SelfSignedSource> = {
  source: "self-signed",
  entries: { source: v.literal("self-signed"), ...selfSignedEntries },
  renewal: renewedByValidity,
  remedy: "Run `pulumi up`, which renews it",
};
