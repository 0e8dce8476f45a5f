import type { BundleVerdict } from "../../../../components/certificate/x509/bundle";
import type { Authority } from "../../../../components/certificate/x509/chain-faults";
import { issuedParts, readIssued, refusal } from "../../../../components/certificate/common/issued";
import { faultyChains, TestAuthority } from "../../../support/faulty-chains";

const name = "blog.example.com";
let ca: TestAuthority;
beforeAll(async () => (ca = await TestAuthority.create(name)));

const judge = async (certificate: string, authority: Authority, names = [name]): Promise<BundleVerdict> =>
  readIssued(issuedParts(certificate, await ca.key()), { names, now: new Date(), authority });
const words = ({ faults }: BundleVerdict): string => refusal("it", faults, "Do something");

/** As its root is given; the Origin CA itself has no intermediates. */
const originCa = (): Authority => ({ kind: "private", root: ca.root.certificate, path: "root", trust: "cloudflare-origin" });
const issuer = (): Authority => ({ kind: "issuer", trust: "cloudflare-origin" });

/** Rows 11 to 15 of the fault matrix. */
describe("what Cloudflare issues is refused", () => {
  test.each(faultyChains)("a certificate $what", async ({ issue, problem }) => {
    const verdict = await judge(await issue(ca), originCa());
    expect(verdict.bundle).toBeUndefined();
    expect(words(verdict)).toMatch(problem);
  });

  test("a certificate that lacks the wildcard which was ordered", async () => {
    expect(words(await judge((await ca.leaf()) + ca.chain, originCa(), [name, "*.example.org"]))).toMatch(/must name tlsup\.example\.org/);
  });

  test("but a leaf alone is complete where no root is given", async () => {
    const leaf = await ca.leaf({ names: [name, "*.example.org"] });
    expect(await judge(leaf, issuer(), [name, "*.example.org"])).toMatchObject({ faults: [], bundle: { leaf, fullChain: leaf, trust: "cloudflare-origin" } });
  });
});

/** @pulumi/tls signs it with its own key, so there is no intermediate that could be missing. */
describe("what @pulumi/tls signs is refused", () => {
  test.each(faultyChains.filter(({ needsChain }) => needsChain !== true))("a certificate $what", async ({ issue, problem }) => {
    expect(words(await judge(await issue(ca), { kind: "issuer", trust: "self" }))).toMatch(problem);
  });
});

test("everything that is wrong is told at once, and what to do", async () => {
  const own = await ca.leaf({ key: "ecdsa", names: ["other.example.org"] });
  expect(words(await judge(own, issuer()))).toBe(
    "Cannot use it as visitors would refuse it: the certificate must name blog.example.com: it names other.example.org; " +
      "its key must be the private key of CN=blog.example.com: it is a different key, or damaged. Do something",
  );
});
