import { isKnown, type HostIdentityOutputs } from "../../../../components/host/existing/host-identity";

const known: HostIdentityOutputs = {
  host: "203.0.113.7",
  port: 22,
  user: "root",
  privateKey: "KEY",
  image: "debian-12-x64",
  hostKey: "ssh-ed25519 AAAA",
  fingerprint: "SHA256:x",
  machine: "ab",
};

test.each<[string, object]>([
  ["another login", { user: "admin", privateKey: "OTHER" }],
  ["the key that was taken over, with a comment", { expectedKey: "ssh-ed25519 AAAA root@host\n" }],
])("with %s a machine need not be asked again", (_what, changes) => {
  expect(isKnown(known, { ...known, ...changes })).toBe(true);
});

test.each<[string, object]>([
  ["at another address", { host: "203.0.113.8" }],
  ["at another port", { port: 2222 }],
  ["with another key", { expectedKey: "ssh-ed25519 BBBB" }],
  ["with another image", { image: "debian-13-x64" }],
])("%s it is asked", (_what, changes) => {
  expect(isKnown(known, { ...known, ...changes })).toBe(false);
});
