import { adoptedBundle } from "../../../../components/certificate/acme/adoption";
import type { LetsEncryptInputs } from "../../../../components/certificate/acme/certificate-resource";
import { inDays, makeHierarchy, now, type Hierarchy } from "../../../support/certificate-maker";

const names = ["blog.example.com", "www.example.com"];
let good: Hierarchy;
beforeAll(async () => (good = await makeHierarchy(names)));

const inputs = (changes: Partial<LetsEncryptInputs> = {}): LetsEncryptInputs => ({
  directory: "https://ca.example/dir",
  accountUrl: "u",
  accountKey: "k",
  keyType: "ecdsa-p256",
  solver: { kind: "cloudflare" },
  revokeOnDelete: false,
  names,
  root: good.root.certificate,
  adoptedChain: good.leaf.certificate + good.lower.certificate + good.upper.certificate,
  adoptedKey: good.leaf.key,
  ...changes,
});

describe("a certificate that is there already", () => {
  test("is taken over as it is", () => {
    expect(adoptedBundle(inputs(), now)).toMatchObject({
      leaf: good.leaf.certificate,
      chain: good.lower.certificate + good.upper.certificate,
      privateKey: good.leaf.key,
      trust: "private",
    });
  });

  test.each(["adoptedChain", "adoptedKey"] as const)("is not looked for without its %s", (part) => {
    const { [part]: absent, ...rest } = inputs();
    expect(absent).toBeDefined();
    expect(adoptedBundle(rest, now)).toBeUndefined();
  });

  test("is refused with everything that is wrong with it, and what to do", () => {
    expect(() => adoptedBundle(inputs({ names: [...names, "api.example.com"] }), inDays(91))).toThrow(
      `Cannot take the certificate over as it is not good as it is. adopt.certificate: must name api.example.com: it names ${names.join(", ")}. ` +
        `adopt.certificate: must be valid now: CN=blog.example.com expired on ${inDays(90).toISOString()}. ` +
        "Correct it, or leave `adopt` out: then one is ordered",
    );
  });

  test("is refused when it names more than is ordered", () => {
    expect(() => adoptedBundle(inputs({ names: ["blog.example.com"] }), now)).toThrow(
      "Cannot take the certificate over as it must name blog.example.com and nothing else: it names www.example.com as well. " +
        "Correct it, or leave `adopt` out: then one is ordered",
    );
  });
});
