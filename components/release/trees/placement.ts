import { quote } from "../../shared/shell";
import { siteFolder, type Release } from "../common/release";

/** The path of a folder on the host, by its digest: releases with the same folder share it. */
export function treeFolder(site: string, digest: string): string {
  return `${siteFolder(site)}/trees/${digest}`;
}

/** Offers a folder to the host; `script` is `trees.sh`. It answers `present`, or `wanted`: then it reads a manifest, lists what it lacks and reads that. */
export function placeCommand(script: string, site: string, digest: string): string {
  return command(script, "place", site, digest);
}

/** Prints how a folder on the host differs from what was sent; `path` is its path in a release. */
export function inspectTreeCommand(script: string, site: string, digest: string, path: string): string {
  return command(script, "inspect", site, digest, path);
}

function command(script: string, verb: string, site: string, ...facts: readonly string[]): string {
  return ["bash", "-c", script, "trees.sh", verb, siteFolder(site), ...facts].map(quote).join(" ");
}

/** At most so many differences are named; the others are only counted. */
const mostNamed = 20;

/** In words, the output of {@link inspectTreeCommand} for the folder at `path` of a release. */
export function treeDrift(path: string, output: string): string[] {
  const lines = output
    .split("\n")
    .filter((line) => line !== "")
    .sort();
  const named = lines.slice(0, mostNamed).map((line) => {
    const [kind = "", name = ""] = line.split("\t");
    const file = name === "." ? path : `${path}/${name}`;
    return kind === "changed" ? `${file} was changed` : kind === "missing" ? `${file} is missing` : `${file} is not tlsup's`;
  });
  return lines.length > mostNamed ? [...named, `${path} has ${lines.length - mostNamed} more differences`] : named;
}

/** Commands that make the links from a release to its trees. They run in the folder that the release is unpacked in. */
export function treeLinks({ site, trees }: Pick<Release, "site" | "trees">): string[] {
  return Object.entries(trees).map(([path, { digest }]) => `mkdir -p ${quote(parent(path))} && ln -s ${quote(treeFolder(site, digest))} ${quote(path)}`);
}

function parent(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
}
