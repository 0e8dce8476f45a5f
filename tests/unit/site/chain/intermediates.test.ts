import { X509Certificate } from "node:crypto";
import { intermediateHashes } from "../../../../components/site/chain/intermediates";
import { makeHierarchy } from "../../../support/certificate-maker";

const hashOf = (certificate: string): string => new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase();

test("what a host must send besides its own certificate is told by hashes in the chain's order, without roots and keys", async () => {
  const { root, upper, lower, leaf } = await makeHierarchy(["blog.example.com"]);
  expect(intermediateHashes(leaf.key + lower.certificate + upper.certificate + root.certificate)).toEqual([
    hashOf(lower.certificate),
    hashOf(upper.certificate),
  ]);
  expect(intermediateHashes("")).toEqual([]);
});
