import { rootCertificates } from "node:tls";
import { readBundle } from "../../../../../components/certificate/x509/bundle";
import { judge, names, requirements } from "../../../../support/bundle-verdicts";
import { make, makeHierarchy, type Hierarchy } from "../../../../support/certificate-maker";
import { openssl } from "../../../../support/openssl";

let good: Hierarchy;
beforeAll(async () => {
  good = await makeHierarchy(names);
});

describe("a chain that holds", () => {
  test("is put in order, leaf first, whatever order it comes in", () => {
    const { leaf, lower, upper, root } = good;
    const expected = leaf.certificate + lower.certificate + upper.certificate;
    for (const texts of [
      [leaf.certificate, lower.certificate, upper.certificate, leaf.key],
      [upper.certificate, leaf.key, lower.certificate, leaf.certificate],
      [lower.certificate, upper.certificate, leaf.certificate, leaf.key],
    ]) {
      expect(judge(root, texts)).toMatchObject({
        faults: [],
        bundle: { fullChain: expected, leaf: leaf.certificate, chain: lower.certificate + upper.certificate, trust: "private" },
      });
    }
  });

  test("loses CRLF, the text around its blocks, a byte order mark and the root", () => {
    const { leaf, lower, upper, root } = good;
    const text =
      `\uFEFFBag Attributes\n    friendlyName: blog\n${leaf.certificate}subject=CN = ` +
      `Lower\n${lower.certificate}${upper.certificate}${root.certificate}Key:\n${leaf.key}`;
    expect(judge(root, [text.replaceAll("\n", "\r\n")])).toMatchObject({
      faults: [],
      bundle: { fullChain: leaf.certificate + lower.certificate + upper.certificate, privateKey: leaf.key },
    });
  });

  test("has the facts that openssl tells", () => {
    const { leaf, lower, upper, root } = good;
    const facts = judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key]).bundle?.facts;
    const told = openssl({ leaf: leaf.certificate }, [
      "x509",
      "-in",
      "leaf",
      "-noout",
      "-fingerprint",
      "-sha256",
      "-dates",
      "-issuer",
      "-nameopt",
      "compat",
    ]).toString();
    expect(facts?.dnsNames).toEqual(names);
    expect(told.replaceAll(":", "").toLowerCase()).toContain(String(facts?.sha256));
    expect(told).toContain("issuer=CN = Lower".replaceAll(" = ", "=").replace("issuer=", "issuer=/"));
    expect(facts?.issuer).toBe("CN=Lower");
    expect(new Date(/notAfter=(.*)/.exec(told)?.[1] ?? "").toISOString()).toBe(facts?.notAfter);
  });

  test("may come in several files", () => {
    const { leaf, lower, upper, root } = good;
    const parts = [leaf.certificate, upper.certificate + lower.certificate, leaf.key].map((pem, index) => ({ path: String(index), content: { pem } }));
    expect(readBundle(parts, requirements(root)).faults).toEqual([]);
  });

  test("may have been issued by two authorities at once", async () => {
    const other = await make({ subject: "CN=Other root", isAuthority: true });
    const crossed = await make({ subject: "CN=Lower", issuer: other, isAuthority: true, pathLength: 0, key: good.lower.keys });
    const verdict = judge(other, [good.leaf.certificate, good.lower.certificate, crossed.certificate, good.upper.certificate, good.leaf.key]);
    expect(verdict.faults).toEqual([]);
  });

  test("may be a single certificate that signed itself", async () => {
    const own = await make({ subject: "CN=blog.example.com", names });
    expect(judge(good.root, [own.certificate, own.key])).toMatchObject({ faults: [], bundle: { chain: "", trust: "self" } });
  });

  test("may end in a public root", () => {
    const authority = { kind: "public", roots: [...rootCertificates, good.root.certificate] } as const;
    const { leaf, lower, upper, root } = good;
    expect(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key], { authority })).toMatchObject({ bundle: { trust: "public" } });
  });
});
