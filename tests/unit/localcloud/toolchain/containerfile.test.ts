import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pebbleModule } from "../../../../localcloud/acme/program";
import { goVersionOf } from "../../../../localcloud/toolchain/go-module";
import { engineModule } from "../../../../localcloud/toolchain/locate";
import { findMissing, isAtLeast } from "../../../../localcloud/toolchain/requirements";
import { root } from "../../../support/environment";

/** The image in which a rehearsal runs. Its build takes minutes and the network, so it is compared with what the local cloud asks for. */
describe("the Containerfile", () => {
  const { files, engines } = JSON.parse(readFileSync(join(root, "localcloud", "package.json"), "utf8")) as { files: string[]; engines: { node: string } };
  const instructions = readFileSync(join(root, "localcloud", "Containerfile"), "utf8")
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter(Boolean)
    .map((line) => /^([A-Z]+) +(.*)$/.exec(line)?.slice(1) ?? ["", line]);
  const all = (name: string): string[] => instructions.filter(([each]) => each === name).map(([, rest = ""]) => rest);

  test("is in the package, and is made of instructions", () => {
    expect(files).toContain("Containerfile");
    expect([...new Set(instructions.map(([name]) => name))].sort()).toEqual(["ARG", "CMD", "COPY", "ENV", "FROM", "RUN", "VOLUME", "WORKDIR"]);
  });

  test("installs every package that the local cloud would install, git and the roots that programs trust, and nothing else", () => {
    const bare = { platform: "linux", root: true, apt: true, hasProgram: () => false, hasFile: () => false, runtime: "runc" };
    const missing = findMissing({ ...bare, goVersion: undefined, goNeeded: undefined }).map(({ package: name = "" }) => name);
    const [, installed = ""] = /install --yes --no-install-recommends ([^&]*)/.exec(all("RUN").join("\n")) ?? [];
    expect(installed.trim().split(/\s+/)).toEqual([...missing, "ca-certificates", "git"].sort());
  });

  test("has a Node.js that the package runs on, and a Go that builds what the local cloud builds", () => {
    const versions = Object.fromEntries(all("ARG").map((line) => [line.split("=")[0], /:([\d.]+)/.exec(line)?.[1] ?? ""]));
    expect(isAtLeast(versions["BASE"] ?? "", engines.node.replace(">=", ""))).toBe(true);
    // A tag like 1.26 is the newest of its patches.
    for (const module of [engineModule, pebbleModule]) expect(isAtLeast(`${versions["GO"] ?? ""}.999`, goVersionOf(module))).toBe(true);
  });

  test("keeps podman's layers off its own", () => {
    expect(all("VOLUME")).toEqual(["/var/lib/containers"]);
  });
});
