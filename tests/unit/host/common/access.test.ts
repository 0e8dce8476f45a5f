import { accessSchema } from "../../../../components/host/common/access";
import { faultsOf } from "../../../../components/shared/validation";

const access = { host: "198.51.100.7", port: 22, user: "root", privateKey: "canary", hostKey: "ssh-ed25519 AAAA", machine: "1" };

test.each<[object]>([
  [{}],
  [{ port: 1 }],
  [{ port: 65535 }],
  [{ host: "a.example.com" }],
  [{ host: "2001:db8::1" }],
  [{ user: `a${"b".repeat(31)}` }],
  [{ hostKey: "ssh-ed25519 AAAA me@here\n" }],
])("a host may be reached so: %j", (changes) => {
  expect(faultsOf(accessSchema, { ...access, ...changes }, "access")).toEqual([]);
});

test.each<[object, string]>([
  [{ port: 0 }, "access.port must be at least 1"],
  [{ port: 65536 }, "access.port must be at most 65535"],
  [{ port: 22.5 }, "access.port must be a whole number"],
  [{ host: "a b" }, "access.host must be an address or a host name"],
  [{ host: "-a" }, "access.host must be an address or a host name"],
  [{ user: `a${"b".repeat(32)}` }, "access.user must be the name of a user, like root"],
  [{ user: "root; id" }, "access.user must be the name of a user, like root"],
  [{ privateKey: "" }, "access.privateKey must be an SSH key"],
  [{ hostKey: "AAAA" }, "access.hostKey must be a public key as in ssh_known_hosts, like ssh-ed25519 AAAA..."],
  [{ machine: "" }, "access.machine must be the machine's identity at its provider"],
])("a host may not be reached so: %j", (changes, problem) => {
  const found = faultsOf(accessSchema, { ...access, ...changes }, "access").map((fault) => `${fault.path} ${fault.problem}`);
  expect(found).toEqual([expect.stringContaining(problem)]);
});
