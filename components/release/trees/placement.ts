import { quote } from "../../shared/shell";
import { siteFolder, type Release } from "../common/release";

/** Where a folder is kept on the host, by its digest: releases that have the same one share it. */
export function treeFolder(site: string, digest: string): string {
  return `${siteFolder(site)}/trees/${digest}`;
}

/** Asks the host for a folder; `script` is the text of `trees.sh`. It says `present`, or `wanted` and takes a manifest, says what it lacks, and takes that. */
export function placeCommand(script: string, site: string, digest: string): string {
  return command(script, "place", site, digest);
}

/** Prints what differs in a folder on the host from what was sent. */
export function inspectTreeCommand(script: string, site: string, digest: string): string {
  return command(script, "inspect", site, digest);
}

function command(script: string, verb: string, site: string, digest: string): string {
  return ["bash", "-c", script, "trees.sh", verb, siteFolder(site), digest].map(quote).join(" ");
}

/** So many differences are named; of the others only how many there are. */
const mostNamed = 20;

/** In words, what {@link inspectTreeCommand} printed about the folder at `path` of a release. */
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

/** The links by which a release leads to its folders, as commands for the folder that it is unpacked in. */
export function treeLinks({ site, trees }: Pick<Release, "site" | "trees">): string[] {
  return Object.entries(trees).map(([path, { digest }]) => `mkdir -p ${quote(parent(path))} && ln -s ${quote(treeFolder(site, digest))} ${quote(path)}`);
}

function parent(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
}
