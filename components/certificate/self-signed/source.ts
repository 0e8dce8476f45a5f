import * as v from "valibot";
import { alarm, alarmFaults } from "../common/alarm-schema";
import { renewer } from "../common/setting-schemas";
import { renewedByValidity, type Source } from "../common/source";
import { selfSignedEntries } from "./schema";
import type { SelfSignedSource } from "./settings";

/** The registry entry of self-signed certificates. */
export const selfSigned: Source<SelfSignedSource> = {
  source: "self-signed",
  entries: { source: v.literal("self-signed"), ...selfSignedEntries, renewal: renewer, alarm },
  judged: ["alarm"],
  faults: (settings, { path }) => (settings.renewal === "host" ? [] : alarmFaults(settings, path)),
  isOnHost: ({ renewal }) => renewal === "host",
  renewal: renewedByValidity,
  remedy: "Run `pulumi up`, which renews it",
};
