import * as v from "valibot";
import { ipv6Address } from "../../shared/address";
import { hostName, hostPattern } from "../../shared/domain-name";
import { tcpPort, userName } from "../../shared/destination";
import type { Fault } from "../../shared/fault";
import { isSafeFileName } from "../../shared/file-name";
import { faultsOf, secret, settings } from "../../shared/validation";
import type { Release } from "./release";
import { lineageFolderPath } from "./served-certificate";

/** File names without line breaks and tabs, which separate the rows and cells of the host's tables. */
const segment = /^(?!\.{1,2}$)[^/\0-\x1f\x7f\\]+$/;

function isRelative(path: string): boolean {
  return path.split("/").every((name) => segment.test(name)) && !path.startsWith(".tlsup/") && path !== ".tlsup";
}

const relative = v.pipe(v.string(), v.check(isRelative, "must be a path within the release, in one line without tabs and backslashes, and without .."));
const belowEtc = v.pipe(
  v.string(),
  v.check((path) => path.startsWith("/etc/") && isRelative(path.slice(1)), "must be below /etc, where it can be rehearsed, without .."),
);
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits"));
const unit = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9:_.@-]*\.(service|socket|timer)$/, "must be the name of a unit like nginx.service"),
  v.check((name) => !name.includes(".."), "must not hold .."),
);
const commands = v.array(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[^\0]*$/, "must not hold NUL characters"))), v.minLength(1, "must be a command")));
const text = v.string();
const place = { port: tcpPort, address: v.optional(ipv6Address) };

/** The rules for a release: every name in it becomes part of a path, a table or a command on the host. */
export const releaseEntries = {
  site: v.pipe(
    v.string(),
    v.check((name) => isSafeFileName(name), "must be a name of letters, digits, dots, _ and -"),
  ),
  domain: hostName,
  packages: v.array(
    v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9+.-]*( \((<<|<=|=|>=|>>) [A-Za-z0-9.+~:-]+\))?$/, "must be a package like nginx, or nginx (>= 1.22)")),
  ),
  files: v.record(relative, text),
  secrets: v.record(relative, secret(text)),
  trees: v.record(relative, settings({ source: text, digest, parts: v.record(text, text) })),
  certificate: v.variant("source", [
    settings({ source: v.literal("release"), sha256: digest }),
    settings({ source: v.literal("lineage"), folder: lineageFolderPath }),
  ]),
  certificateFiles: v.array(
    settings({
      path: relative,
      parts: v.array(v.picklist(["fullChain", "privateKey"])),
      owner: userName,
    }),
  ),
  preparation: commands,
  links: v.record(belowEtc, relative),
  takeovers: v.array(belowEtc),
  checks: commands,
  complaints: commands,
  services: v.array(
    settings({
      unit,
      action: v.picklist(["reload", "reload-workers", "restart"]),
      when: v.optional(
        v.pipe(
          v.string(),
          v.check((path) => isRelative(path.replace(/\/$/, "")), "must be the beginning of a path within the release"),
        ),
      ),
      lingering: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9 :._/-]*$/, "must be the title of a process like nginx: worker process"))),
      shared: v.optional(v.boolean()),
    }),
  ),
  ports: v.array(settings({ port: tcpPort, unit, demand: v.optional(v.picklist(["open", "none"])) })),
  names: v.array(relative),
  aliases: v.record(hostPattern, v.array(relative)),
  probes: v.array(
    v.variant("protocol", [
      settings({
        protocol: v.literal("https"),
        serverName: hostPattern,
        ...place,
        healthPath: v.pipe(v.string(), v.regex(/^\/[\x21-\x5b\x5d-\x7e]*$/, "must be a path like /healthz")),
      }),
      settings({ protocol: v.picklist(["tls", "smtp", "imap", "pop3", "ftp", "postgres", "mysql"]), serverName: hostName, ...place }),
    ]),
  ),
};

const releaseSchema = v.object(releaseEntries);

/** Faults of a release that would break out of its folder, the host's tables or a path there. They are checked regardless of the sender. */
export function releaseFaults(release: Release): Fault[] {
  const parts = Object.fromEntries(
    Object.entries(release).map(([key, part]) => [key, key === "files" || key === "secrets" ? withoutTexts(part as Record<string, unknown>) : part]),
  );
  const foreign = release.takeovers.filter((path) => !Object.hasOwn(release.links, path));
  const twice = release.ports.filter(({ port: held }, index) => release.ports.findIndex(({ port: other }) => other === held) < index);
  return [
    ...faultsOf(releaseSchema, parts, "release"),
    ...twice.map(({ port: held, unit: holder }) => ({
      path: "release.ports",
      problem: `must be held by one unit each: ${held} is held by ${holder} and another one`,
    })),
    ...foreign.map((path) => ({ path: "release.takeovers", problem: `must be links of the release: current value has ${JSON.stringify(path)}` })),
  ];
}

/** Leaves out the contents of files, which may have any size. */
function withoutTexts(files: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, typeof content === "string" ? "" : content]));
}
