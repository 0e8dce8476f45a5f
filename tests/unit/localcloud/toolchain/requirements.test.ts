import fc from "fast-check";
import { explainMissing, findMissing, isAtLeast, type MachineFacts } from "../../../../localcloud/toolchain/requirements";

const complete: MachineFacts = {
  platform: "linux",
  root: true,
  apt: true,
  hasProgram: () => true,
  hasFile: () => true,
  runtime: undefined,
  goVersion: "1.26.6",
  goNeeded: undefined,
};
const goNeeded = { version: "1.26.6", archive: "https://go.dev/dl/go1.26.6.linux-amd64.tar.gz", builds: ["Pulumi", "the ACME server"] };
const without = (...names: string[]): MachineFacts => ({ ...complete, hasProgram: (name) => !names.includes(name) });

test("a machine with everything lacks nothing", () => {
  expect(findMissing(complete)).toEqual([]);
});

test.each([
  ["podman", "podman"],
  ["debootstrap", "debootstrap"],
  ["nft", "nftables"],
  ["iptables", "iptables"],
  ["ip", "iproute2"],
  ["openssl", "openssl"],
  ["ssh", "openssh-client"],
  ["curl", "curl"],
])("without %s the package %s is missing", (program, name) => {
  expect(findMissing(without(program)).map((missing) => missing.package)).toEqual([name]);
});

test("podman's network plugins are wherever the distribution puts them", () => {
  const plugins = (present: string): MachineFacts => ({ ...complete, hasFile: (path) => path === present || path.startsWith("/usr/share/keyrings") });
  expect(findMissing(plugins("/usr/lib/podman/netavark"))).toEqual([]);
  expect(findMissing(plugins("/usr/lib/cni/bridge"))).toEqual([]);
  expect(findMissing(plugins("/nowhere")).map((missing) => missing.package)).toEqual(["containernetworking-plugins"]);
});

test("a container runtime of its own is missing only where the machine asks for one", () => {
  expect(findMissing(without("runc"))).toEqual([]);
  expect(findMissing({ ...without("runc"), runtime: "runc" }).map((missing) => missing.package)).toEqual(["runc"]);
});

describe("Go", () => {
  test("is needed only where something is still to be built, which is named", () => {
    expect(findMissing({ ...complete, goVersion: undefined })).toEqual([]);
    expect(findMissing({ ...complete, goVersion: undefined, goNeeded })).toMatchObject([
      { what: "Go 1.26.6 or newer, which builds Pulumi and the ACME server" },
    ]);
  });

  test("that is too old is named with its version and with the command that installs another", () => {
    const [missing] = findMissing({ ...complete, goVersion: "1.19.8", goNeeded });
    expect(missing?.what).toContain("this is 1.19.8");
    expect(missing?.remedy).toContain(goNeeded.archive);
  });
});

test("everything that is missing is in one message: each thing, what brings it, and one command for all packages", () => {
  const facts: MachineFacts = { ...without("podman", "nft"), root: false, platform: "darwin", goNeeded, goVersion: undefined };
  const message = explainMissing(findMissing(facts), true);
  for (const part of ["Linux", "root", "sudo -E npm start", "podman", "nftables", goNeeded.archive]) expect(message).toContain(part);
  expect(message).toContain("apt-get update && apt-get install --no-install-recommends podman nftables");
});

test("where there is no apt-get the message names the packages and no apt-get", () => {
  const message = explainMissing(findMissing({ ...without("podman"), apt: false }), false);
  expect(message).toContain("podman");
  expect(message).not.toContain("apt-get");
});

test.each([
  ["1.26.6", "1.26.6", true],
  ["1.26.10", "1.26.6", true],
  ["1.27", "1.26.6", true],
  ["1.26", "1.26.6", false],
  ["1.9.9", "1.26.6", false],
])("%s is at least %s: %s", (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});

test("of two different versions exactly one is at least the other", () => {
  const version = fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }).map((numbers) => numbers.join("."));
  fc.assert(fc.property(version, version, (one, other) => (one === other ? isAtLeast(one, other) : isAtLeast(one, other) !== isAtLeast(other, one))));
});
