import * as v from "valibot";
import { isWithin } from "../../shared/domain-name";
import type { Fault } from "../../shared/fault";
import { coverageFaults } from "../common/coverage";
import { renewedByValidity, type Source, type SourceContext } from "../common/source";
import { originCaEntries, originCaNames } from "./schema";
import type { OriginCaSource } from "./settings";

/** The registry entry of Cloudflare's Origin CA. */
export const originCa: Source<OriginCaSource> = {
  source: "origin-ca",
  entries: { source: v.literal("origin-ca"), ...originCaEntries, hostnames: v.optional(originCaNames) },
  judged: ["hostnames"],
  faults: ({ hostnames }, { path, ...site }) => (Array.isArray(hostnames) ? hostnameFaults(hostnames, { ...site, path: `${path}.hostnames` }) : []),
  renewal: renewedByValidity,
  remedy: "Run `pulumi up`, which renews it",
};

function hostnameFaults(hostnames: readonly unknown[], { path, domain, zones }: SourceContext): Fault[] {
  const names = hostnames.filter((name) => typeof name === "string");
  const foreign = names.filter((name) => !zones.some((zone) => isWithin(name.replace(/^\*\./, ""), zone)));
  return [
    ...(names.length === 0 ? [] : coverageFaults(path, domain, names)),
    ...(foreign.length === 0
      ? []
      : [
          {
            path,
            problem: `must be names in the zone ${zones.join(" or ")}: current value has ${foreign.join(", ")}`,
            remedy: "Cloudflare certifies names of the account's zones only",
          },
        ]),
  ];
}
