/** The apt settings that a host inherits from the machine it runs on. */
export interface AptMachine {
  /** The Debian mirror, e.g. `http://deb.debian.org/debian`. */
  readonly archive: string;
  /** The mirror of the security suites, e.g. `http://deb.debian.org/debian-security`. */
  readonly security: string;
  /** Lines of apt.conf, e.g. `Acquire::Check-Valid-Until "false";`. */
  readonly settings: readonly string[];
}

const canonical = { archive: "http://deb.debian.org/debian", security: "http://deb.debian.org/debian-security" };

interface Source {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly signedBy: string;
}

/**
 * Reads the machine's mirror from its apt sources (sources.list(5), one-line and deb822 style), so that hosts
 * install from where this machine can. If the machine names no mirror of Debian, Debian's own address.
 *
 * @param files Contents of `/etc/apt/sources.list` and of the files in `/etc/apt/sources.list.d`.
 * @param config The output of `apt-config dump`.
 */
export function aptMachine(files: readonly string[], config: string): AptMachine {
  const sources = files.flatMap((text) => (/^\s*Types\s*:/im.test(text) ? deb822(text) : oneLine(text))).filter(isDebian);
  const isSecurity = (source: Source): boolean => source.suites.some((suite) => /-security$|\/updates$/.test(suite));
  const uri = (security: boolean): string | undefined => sources.find((source) => isSecurity(source) === security)?.uri.replace(/\/+$/, "");
  return { archive: uri(false) ?? canonical.archive, security: uri(true) ?? canonical.security, settings: inherited(config) };
}

function oneLine(text: string): Source[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (!match) return [];
    const [, options = "", uri = "", suite = "", components = ""] = match;
    return [{ uri, suites: [suite], components: words(components), signedBy: /signed-by=(\S+)/.exec(options)?.[1] ?? "" }];
  });
}

function deb822(text: string): Source[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const lines = stanza.split("\n").filter((line) => !line.startsWith("#"));
    const field = (name: string): string =>
      lines
        .find((line) => line.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim() ?? "";
    if (!words(field("types")).includes("deb") || /^no$/i.test(field("enabled"))) return [];
    return words(field("uris")).map((uri) => ({ uri, suites: words(field("suites")), components: words(field("components")), signedBy: field("signed-by") }));
  });
}

// Third parties use the names of Debian's suites. Debian's own archive ends in /debian and is signed by Debian's keys.
function isDebian({ uri, components, signedBy }: Source): boolean {
  return /^https?:\/\/\S+\/debian(-security)?\/*$/.test(uri) && components.includes("main") && (signedBy === "" || signedBy.includes("debian-archive"));
}

// A container cannot reach a proxy on the machine's loopback.
function inherited(config: string): string[] {
  return config
    .split("\n")
    .filter((line) => /^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy) "[^"]+";$/.test(line) && !/localhost|127\.|\[::1\]/.test(line));
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
