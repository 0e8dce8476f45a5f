import * as v from "valibot";
import { sha256, type Release } from "../../release/common/release";
import type { StoredData } from "../../release/effects/stored-data";
import type { Content } from "./content";

/** The text of a file that ships beside a module, by its path below `components/`. */
export type AssetReader = (path: string) => string;

/** What an application adds to a release. */
export interface ApplicationPlan extends Pick<Release, "packages" | "files" | "links"> {
  /** Started before the server, as its probes send requests to them. */
  readonly services: Release["services"];
  /** @default none */
  readonly ports?: Release["ports"];
  /** Commands that must succeed before anything is activated. */
  readonly checks?: Release["checks"];
  /** @default none */
  readonly trees?: Release["trees"];
  /** @default none */
  readonly preparation?: Release["preparation"];
  /** @default none */
  readonly data?: StoredData;
  /** The content for the server. */
  readonly content: Content;
}

/** The range of drawn ports, below those that the kernel uses for outgoing connections. */
const drawn = { first: 10_000, count: 10_000 };

/** The port of a site whose settings have none. It never changes, and rarely equals another site's. */
export function drawPort(site: string): number {
  return drawn.first + (Number.parseInt(sha256(site).slice(0, 8), 16) % drawn.count);
}

/** A port that an application may listen on. */
export const upstreamPort = v.pipe(
  v.number(),
  v.integer("must be a whole number"),
  v.minValue(1024, "must be at least 1024"),
  v.maxValue(65535, "must be at most 65535"),
);

/** A local folder. */
export const folderPath = v.pipe(v.string(), v.minLength(1, "must name a folder"), v.regex(/^[^\0]*$/, "must be the path of a folder"));
