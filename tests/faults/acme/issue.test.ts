import { X509Certificate } from "node:crypto";
import { obtain, openWorld, type World } from "../../support/acme/world";

let world: World;
afterEach(() => world.close());

it("three names and a wildcard are issued by dns-01 while the CA rejects half of all nonces", async () => {
  world = await openWorld({ environment: { PEBBLE_WFE_NONCEREJECT: "50" } });
  const { privateKey, fullChain } = await obtain(world, ["example.test", "*.example.test", "www.sub.example.test", "mail.sub.example.test"]);
  const leaf = new X509Certificate(fullChain);
  expect(leaf.subjectAltName?.split(", ").sort()).toEqual(["DNS:*.example.test", "DNS:example.test", "DNS:mail.sub.example.test", "DNS:www.sub.example.test"]);
  expect(privateKey).toContain("BEGIN PRIVATE KEY");
  expect(world.names.proofs()).toEqual([]);
});
