import * as v from "valibot";
import { later } from "../shared/validation";
import { openPortsSchema, webAccessSchema } from "./firewall-rules";
import { digitalOceanEntries } from "./host";

/** What the arguments of `Vps` must be. */
export const vpsRules = { entries: { ...digitalOceanEntries, web: later(webAccessSchema), open: v.optional(openPortsSchema), servedBy: v.optional(v.function()) } };
