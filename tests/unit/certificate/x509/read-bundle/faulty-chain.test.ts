import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { rootCertificates } from "node:tls";
import { readBundle } from "../../../../../components/certificate/x509/bundle";
import { judge, names, problems, requirements } from "../../../../support/bundle-verdicts";
import { inDays, make, makeHierarchy, now, type Hierarchy } from "../../../../support/certificate-maker";
import { opensslVerifies } from "../../../../support/openssl";

let good: Hierarchy;
beforeAll(async () => {
  good = await makeHierarchy(names);
});

/** What the servers' own checks miss: https, mail and application servers start with all of it. */
describe("a chain that does not hold is refused", () => {
  const refused = async (wish: Parameters<typeof makeHierarchy>[1], wanted = names): Promise<string[]> => {
    const { root, upper, lower, leaf } = await makeHierarchy(names, wish);
    expect(opensslVerifies({ root: root.certificate, intermediates: lower.certificate + upper.certificate, leaf: leaf.certificate }, wanted, now)).toBe(false);
    return problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key], { names: wanted }));
  };

  test("when the key is another one", async () => {
    const { leaf, lower, upper, root } = good;
    const other = await make({ subject: "CN=other" });
    const parts = [
      { path: "certificate", content: { pem: leaf.certificate + lower.certificate + upper.certificate } },
      { path: "privateKey", content: { pem: other.key } },
    ];
    expect(problems(readBundle(parts, requirements(root)))).toEqual([
      "privateKey: must be the private key of CN=blog.example.com: it is a different key, or damaged",
    ]);
  });

  test("when the leaf expired", async () => {
    expect(await refused({ notAfter: inDays(-0.5) })).toEqual([`certificate: must be valid now: CN=blog.example.com expired on ${inDays(-0.5).toISOString()}`]);
  });

  test("when the leaf is not valid yet", async () => {
    expect(await refused({ notBefore: inDays(1) })).toEqual([
      `certificate: must be valid now: CN=blog.example.com is not valid before ${inDays(1).toISOString()}`,
    ]);
  });

  test("when names are missing, and lists them", async () => {
    expect(await refused({}, ["blog.example.com", "api.example.com", "a.www.example.com", "198.51.100.7"])).toEqual([
      "certificate: must name api.example.com, a.www.example.com, 198.51.100.7: it names blog.example.com, www.example.com",
    ]);
  });

  test("when it has a common name only", async () => {
    const own = await make({ subject: "CN=blog.example.com" });
    expect(problems(judge(good.root, [own.certificate, own.key], { names: ["blog.example.com"] }))).toEqual([
      "certificate: must name blog.example.com: it names nothing (a common name does not count)",
    ]);
  });

  test("when an intermediate is missing, and names it", () => {
    const { leaf, lower, upper, root } = good;
    expect(problems(judge(root, [leaf.certificate, upper.certificate, leaf.key]))).toEqual([
      "certificate: holds a certificate that issued nothing in the chain of CN=blog.example.com: CN=Upper",
      "certificate: must lead to the root CN=Root in root: the issuer of CN=blog.example.com is missing, CN=Lower",
    ]);
    expect(problems(judge(root, [leaf.certificate, lower.certificate, leaf.key]))).toEqual([
      "certificate: must lead to the root CN=Root in root: the issuer of CN=Lower is missing, CN=Upper",
    ]);
  });

  test("when no public root signed it, and names its root", () => {
    const authority = { kind: "public", roots: rootCertificates } as const;
    const { leaf, lower, upper, root } = good;
    expect(problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key], { authority }))).toEqual([
      "certificate: must lead to a public root: the issuer of CN=Upper is missing, CN=Root",
    ]);
    expect(problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, root.certificate, leaf.key], { authority }))).toEqual([
      "certificate: must lead to a public root: it ends in the root CN=Root, which is a different one",
    ]);
  });

  test("when an intermediate expired, and names it", async () => {
    const { root, upper } = good;
    const lower = await make({ subject: "CN=Lower", issuer: upper, isAuthority: true, notAfter: inDays(-0.5) });
    const leaf = await make({ subject: "CN=leaf", names, issuer: lower });
    expect(opensslVerifies({ root: root.certificate, intermediates: lower.certificate + upper.certificate, leaf: leaf.certificate }, names, now)).toBe(false);
    expect(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key]).faults).toEqual([
      {
        path: "certificate",
        problem: `must be valid now: CN=Lower expired on ${inDays(-0.5).toISOString()}`,
        remedy: "Get the current certificate of CN=Lower from the authority",
      },
    ]);
  });

  test("when its signature is that of another authority of the same name", async () => {
    const impostor = await make({ subject: "CN=Lower", issuer: good.upper, isAuthority: true });
    expect(problems(judge(good.root, [good.leaf.certificate, impostor.certificate, good.upper.certificate, good.leaf.key]))).toContain(
      "certificate: must lead to the root CN=Root in root: the issuer of CN=blog.example.com is missing, CN=Lower",
    );
  });

  test("when the leaf is an authority", async () => {
    const { root } = good;
    const leaf = await make({ subject: "CN=blog.example.com", names, issuer: root, isAuthority: true });
    expect(problems(judge(root, [leaf.certificate, leaf.key]))).toContain("certificate: must be a server's certificate: CN=blog.example.com is an authority's");
  });

  test("when an intermediate is no authority", async () => {
    const { root } = good;
    const server = await make({ subject: "CN=Server", issuer: root, names, extensions: [] });
    const leaf = await make({ subject: "CN=leaf", names, issuer: server });
    expect(opensslVerifies({ root: root.certificate, intermediates: server.certificate, leaf: leaf.certificate }, names, now)).toBe(false);
    expect(judge(root, [leaf.certificate, server.certificate, leaf.key]).bundle).toBeUndefined();
  });

  test("when there are more authorities than a path length allows", async () => {
    const { root } = good;
    const upper = await make({ subject: "CN=Upper", issuer: root, isAuthority: true, pathLength: 0 });
    const lower = await make({ subject: "CN=Lower", issuer: upper, isAuthority: true });
    const leaf = await make({ subject: "CN=leaf", names, issuer: lower });
    expect(opensslVerifies({ root: root.certificate, intermediates: lower.certificate + upper.certificate, leaf: leaf.certificate }, names, now)).toBe(false);
    expect(problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key]))).toEqual([
      "certificate: must not have more authorities below CN=Upper than its path length 0 allows: there are 1",
    ]);
  });

  test("when its key is too short, or its signature of yesterday", async () => {
    const short = await makeHierarchy(names, { key: "rsa-1024" });
    expect(problems(judge(short.root, [short.leaf.certificate, short.lower.certificate, short.upper.certificate, short.leaf.key]))).toEqual([
      "certificate: CN=blog.example.com: an RSA key must have at least 2048 bits: current value is 1024",
    ]);
    const sha1 = await makeHierarchy(names, { hash: "SHA-1" });
    expect(problems(judge(sha1.root, [sha1.leaf.certificate, sha1.lower.certificate, sha1.upper.certificate, sha1.leaf.key]))).toEqual([
      "certificate: CN=blog.example.com must be signed with SHA-256 or better: it is not, and clients refuse it",
    ]);
  });

  test("when it is for another purpose than a TLS server", async () => {
    expect(await refused({ uses: [x509.ExtendedKeyUsage.clientAuth] })).toEqual([
      "certificate: CN=blog.example.com must allow TLS servers by its extended key usage: it does not",
    ]);
  });

  test("when it has a critical extension that nobody knows", async () => {
    expect(await refused({ extensions: [new x509.Extension("1.3.6.1.4.1.99999.1", true, Buffer.from([5, 0]))] })).toEqual([
      "certificate: CN=blog.example.com has critical extensions that clients do not know: 1.3.6.1.4.1.99999.1",
    ]);
  });

  test("when an authority's name constraints forbid a name", async () => {
    const constraints = (tag: number, base: string): Buffer => {
      const subtree = Buffer.concat([Buffer.from([0x30, base.length + 2, 0x82, base.length]), Buffer.from(base)]);
      return Buffer.concat([Buffer.from([0x30, subtree.length + 2, tag, subtree.length]), subtree]);
    };
    for (const [tag, base, holds] of [
      [0xa0, "example.org", false],
      [0xa0, "example.com", true],
      [0xa1, "www.example.com", false],
      [0xa1, "example.org", true],
    ] as const) {
      const lower = await make({
        subject: "CN=Lower",
        issuer: good.root,
        isAuthority: true,
        extensions: [new x509.Extension("2.5.29.30", true, constraints(tag, base))],
      });
      const leaf = await make({ subject: "CN=leaf", names, issuer: lower });
      expect({
        base,
        verified: opensslVerifies({ root: good.root.certificate, intermediates: lower.certificate, leaf: leaf.certificate }, names, now),
      }).toEqual({ base, verified: holds });
      expect({ base, accepted: judge(good.root, [leaf.certificate, lower.certificate, leaf.key]).bundle !== undefined }).toEqual({ base, accepted: holds });
    }
  });
});
