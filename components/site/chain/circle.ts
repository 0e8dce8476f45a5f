import type { ExpectedChain, Observation } from "./chain";
import { finding, type Code, type Finding, type Hop } from "./codes";
import type { Author, Step } from "./journey";

/** What is known about how the edge connects to the origin. */
export interface EdgeMode {
  /** Undefined if neither a stack nor Cloudflare provides it. */
  readonly ssl: string | undefined;
  /** The stack's mode, if the zone has another one now. */
  readonly meant: string | undefined;
  /** Whether there is a stack, so that a remedy can name its settings. */
  readonly isStack: boolean;
}

export function edgeMode({ zone, origin }: Pick<Observation, "zone" | "origin">): EdgeMode {
  const stated: ExpectedChain["ssl"] = origin?.expected.ssl;
  const real = zone && "settings" in zone ? zone.settings["ssl"] : undefined;
  return { ssl: real ?? stated, meant: real !== undefined && stated !== undefined && real !== stated ? stated : undefined, isStack: origin !== undefined };
}

/** Redirects that lead back to where they began: what causes the circle, and what ends it. */
export function circleFinding(circle: readonly Step[], mode: EdgeMode, code: Code = "redirect-circle"): Finding {
  const { hop, cause, remedy } = causeOf(circle, mode);
  return finding(code, hop, `visitors are redirected in circles, and their browsers give up: ${way(circle)}. ${cause}`, remedy);
}

interface Cause {
  readonly hop: Hop;
  readonly cause: string;
  readonly remedy: string;
}

/** The cause of a circle, by what leads down to http, what leads up to https, and how the edge connects to the origin. */
function causeOf(circle: readonly Step[], mode: EdgeMode): Cause {
  const down = circle.find(({ from, to }) => isHttps(from) && !isHttps(to));
  const up = circle.find(({ from, to }) => !isHttps(from) && isHttps(to));
  if (down && up) return down.by === "edge" ? ofModeOff(up.by, mode) : ofDowngrade(up.by, mode);
  if (circle.every(({ by }) => by === "edge"))
    return { hop: "edge", cause: "The edge itself redirects so", remedy: "Look at the zone's redirect rules and page rules at Cloudflare" };
  if (circle.some(({ by }) => by === "edge"))
    return {
      hop: "edge",
      cause: "A rule of the edge and the origin redirect to each other",
      remedy: "Take the rule away at Cloudflare, or have the alias serve the site (`redirect: false`)",
    };
  const self = circle.some(({ from, to }) => from === to && isHttps(from));
  if (self && (mode.ssl === "flexible" || mode.ssl === undefined)) return ofFlexible(mode);
  return {
    hop: "origin",
    cause: "The origin redirects so",
    remedy:
      "Look at the redirects of the application, or of the server's own configuration: does it believe that the visitor came by another name, or by http?",
  };
}

function ofModeOff(upBy: Author, mode: EdgeMode): Cause {
  const others: Readonly<Record<Author, readonly [hop: Hop, cause: string, remedy: string]>> = {
    browser: ["edge", "their browsers go back to https, as they have been told so by HSTS", ""],
    origin: [
      "origin",
      "the origin's own redirect leads back to https",
      mode.isStack
        ? ", or set `server.redirectToHttps: false` to serve the site without encryption"
        : ", or take that redirect away to serve the site without encryption",
    ],
    edge: ["edge", "a rule of the edge leads back to https", ", or switch Always Use HTTPS and such rules off to serve the site without encryption"],
  };
  const [hop, back, otherwise] = others[upBy];
  return { hop, cause: `The edge leads from https to http, as with the SSL mode off, and ${back}`, remedy: `${encrypt(mode)}${otherwise}` };
}

function ofDowngrade(upBy: Author, mode: EdgeMode): Cause {
  const back = {
    browser: "their browsers go back to https, as they have been told so by HSTS",
    origin: "leads back to https as well",
    edge: "the edge leads back to https (Always Use HTTPS)",
  }[upBy];
  const otherwise =
    upBy === "edge"
      ? `, or ${mode.isStack ? "set `proxy.alwaysUseHttps: false`" : "switch Always Use HTTPS off in the zone"} to serve the site without encryption`
      : "";
  return {
    hop: "origin",
    cause: `The origin redirects from https to http, and ${back}`,
    remedy: `Take the redirect to http out of the application, or of the server's own configuration${otherwise}`,
  };
}

function ofFlexible(mode: EdgeMode): Cause {
  const asks =
    mode.ssl === undefined
      ? "The origin redirects https to https: it seems that the edge asks it by http (SSL mode flexible)"
      : "The edge asks the origin by http (SSL mode flexible)";
  const otherwise = mode.isStack ? ", or set `server.redirectToHttps: false` to leave the way to the origin without encryption" : "";
  return { hop: "origin", cause: `${asks}, and the origin's own redirect leads back to https`, remedy: `${encrypt(mode)}${otherwise}` };
}

function encrypt({ meant, isStack }: EdgeMode): string {
  if (meant !== undefined) return `Put the zone's SSL mode back to ${meant}: run \`pulumi up --refresh\``;
  return isStack ? '`proxy.ssl: "full"` or "strict" ends it' : "The SSL mode full or strict ends it: SSL/TLS, Overview at Cloudflare";
}

function way(circle: readonly Step[]): string {
  const names: Readonly<Record<Author, string>> = { edge: "the edge", origin: "the origin", browser: "the browser, by HSTS" };
  return circle.map(({ from, to, by }) => `${from} → ${to} (${names[by]})`).join(", ");
}

function isHttps(url: string): boolean {
  return url.startsWith("https:");
}
