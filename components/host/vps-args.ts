import * as v from "valibot";
import type { Fault } from "../shared/fault";
import { later, type Unchecked } from "../shared/validation";
import { openPortsSchema, webAccessSchema } from "./common/firewall-rules";
import { digitalOceanEntries } from "./host";

/** What the arguments of `Vps` must be. */
export const vpsRules = {
  entries: { ...digitalOceanEntries, web: later(webAccessSchema), open: v.optional(openPortsSchema), servedBy: v.optional(v.function()) },
  combinations: ({ reservedIp, servedBy }: Unchecked, root: string): Fault[] => {
    const path = `${root}.servedBy`;
    if ((reservedIp === true) === (servedBy !== undefined)) return [];
    if (reservedIp !== true) return [{ path, problem: "must be left out without reservedIp: the machine's own address leads nowhere else", remedy: "Let the record depend on the server, or set reservedIp" }];
    return [{ path, problem: "is required with reservedIp", remedy: "Name the servers that the address follows, like () => [server], or () => [] where nothing is proven" }];
  },
};
