import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { intermediateFaults, leafFaults, rootFaults } from "../../../../components/certificate/x509/certificate-faults";
import { readCertificate, type Certificate } from "../../../../components/certificate/x509/x509";
import { inDays, make, now, type Made, type Wish } from "../../../support/certificate-maker";
import { octets } from "../../../support/der";
import { opensslVerifies } from "../../../support/openssl";

const name = "blog.example.com";
const path = "certificate";
const read = ({ parsed }: Made): Certificate => readCertificate(Buffer.from(parsed.rawData));
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

let root: Made;
beforeAll(async () => (root = await make({ subject: "CN=Root", isAuthority: true, notBefore: inDays(-10), notAfter: inDays(3650) })));

const leafWith = (wish: Partial<Wish>): Promise<Made> => make({ subject: "CN=leaf", names: [name], issuer: root, ...wish });
const problems = (made: Made, when = now): string[] => leafFaults({ path, value: read(made) }, [name], when).map(({ problem }) => problem);
const opensslTakes = (leaf: Made, when = now): boolean => opensslVerifies({ root: root.certificate, intermediates: "", leaf: leaf.certificate }, [name], when);

describe("a certificate's time", () => {
  test.each([
    [-1, true],
    [0, false],
    [1, false],
  ])("ends as openssl has it: %d seconds after its last instant", async (seconds, holds) => {
    const leaf = await leafWith({ notAfter: now });
    expect(opensslTakes(leaf, at(seconds))).toBe(holds);
    const expired = { path, problem: `must be valid now: CN=leaf expired on ${now.toISOString()}`, remedy: "Have it renewed" };
    expect(leafFaults({ path, value: read(leaf) }, [name], at(seconds))).toEqual(holds ? [] : [expired]);
  });

  test.each([
    [-1, false],
    [0, true],
    [1, true],
  ])("begins as openssl has it: %d seconds after its first instant", async (seconds, holds) => {
    const leaf = await leafWith({ notBefore: now });
    expect(opensslTakes(leaf, at(seconds))).toBe(holds);
    expect(problems(leaf, at(seconds))).toEqual(holds ? [] : [`must be valid now: CN=leaf is not valid before ${now.toISOString()}`]);
  });

  test("is judged of intermediates and roots alike", async () => {
    const authority = read(await make({ subject: "CN=Authority", isAuthority: true, notAfter: now }));
    expect(intermediateFaults({ path, value: authority }, 1, now)).toEqual([
      {
        path,
        problem: `must be valid now: CN=Authority expired on ${now.toISOString()}`,
        remedy: "Get the current certificate of CN=Authority from the authority",
      },
    ]);
    expect(rootFaults({ path, value: authority }, now)).toEqual([
      { path, problem: `must be valid now: CN=Authority expired on ${now.toISOString()}`, remedy: "Get the authority's current root" },
    ]);
    expect([...intermediateFaults({ path, value: authority }, 1, at(-1)), ...rootFaults({ path, value: authority }, at(-1))]).toEqual([]);
  });
});

test("a leaf's key is one that browsers take in a handshake, which an authority's need not be", async () => {
  const keys = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-521" }, true, ["sign", "verify"]);
  expect(problems(await leafWith({ key: keys }))).toEqual(["must have an RSA key, or one on P-256 or P-384: most browsers refuse P-521"]);
  const authority = read(await make({ subject: "CN=Authority", isAuthority: true, key: keys }));
  expect([...intermediateFaults({ path, value: authority }, 1, now), ...rootFaults({ path, value: authority }, now)]).toEqual([]);
});

// RFC 5280, section 4.2.1.3: the first bit is digitalSignature.
describe("the key usage of a leaf", () => {
  const withUsage = async (usage: x509.KeyUsageFlags): Promise<string[]> => {
    const { parsed } = await leafWith({});
    const keyUsage = new x509.KeyUsagesExtension(usage, true).usages;
    return leafFaults(
      { path, value: { ...readCertificate(Buffer.from(parsed.rawData)), keyUsage: Array.from({ length: 9 }, (_, bit) => (keyUsage & (1 << bit)) !== 0) } },
      [name],
      now,
    ).map(({ problem }) => problem);
  };
  const { digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign } = x509.KeyUsageFlags;

  test.each([
    ["digital signatures", digitalSignature],
    ["these among others", digitalSignature | keyEncipherment],
  ])("allows a TLS server by %s", async (_what, usage) => {
    expect(await withUsage(usage)).toEqual([]);
  });

  test.each([
    ["encipherment of keys", keyEncipherment],
    ["agreement on keys", keyAgreement],
    ["non-repudiation", nonRepudiation],
    ["encipherment of data", dataEncipherment],
    ["signing of certificates", keyCertSign],
    ["signing of revocation lists", cRLSign],
  ])("does not allow one by %s alone", async (_what, usage) => {
    expect(await withUsage(usage)).toEqual(["must allow digital signatures by its key usage: it does not"]);
  });
});

describe("a leaf", () => {
  test("must not require a stapled OCSP response, which no server gives", async () => {
    const stapled = await leafWith({ extensions: [new x509.Extension("1.3.6.1.5.5.7.1.24", false, octets("30 03 02 01 05"))] });
    expect(problems(stapled)).toEqual(["must not require a stapled OCSP response (RFC 7633): no server here staples one, and Firefox would refuse it"]);
  });

  test("for any use, or without a limit to it, may serve; one for other uses may not", async () => {
    expect(problems(await leafWith({ uses: ["2.5.29.37.0"] }))).toEqual([]);
    expect(problems(await leafWith({ uses: [x509.ExtendedKeyUsage.clientAuth, x509.ExtendedKeyUsage.serverAuth] }))).toEqual([]);
    const forClients = read(await leafWith({ uses: [x509.ExtendedKeyUsage.clientAuth] }));
    expect(leafFaults({ path, value: forClients }, [name], now)).toEqual([
      { path, problem: "CN=leaf must allow TLS servers by its extended key usage: it does not", remedy: "Have it issued for a TLS server" },
    ]);
  });

  test("may be an authority only when it signed itself", async () => {
    const own = await make({ subject: "CN=own", names: [name], isAuthority: true });
    const issued = await make({ subject: "CN=issued", names: [name], isAuthority: true, issuer: root });
    const asLeaf = { keyUsage: [true] };
    expect(leafFaults({ path, value: { ...read(own), ...asLeaf } }, [name], now)).toEqual([]);
    expect(leafFaults({ path, value: { ...read(issued), ...asLeaf } }, [name], now).map(({ problem }) => problem)).toEqual([
      "must be a server's certificate: CN=issued is an authority's",
    ]);
  });

  test("with an extension that clients do not know is refused when it is critical", async () => {
    const unknown = (isCritical: boolean): x509.Extension => new x509.Extension("1.3.6.1.4.1.99999.1", isCritical, octets("05 00"));
    expect(problems(await leafWith({ extensions: [unknown(false)] }))).toEqual([]);
    expect(problems(await leafWith({ extensions: [unknown(true)] }))).toEqual([
      "CN=leaf has critical extensions that clients do not know: 1.3.6.1.4.1.99999.1",
    ]);
  });

  test("that lacks several names is told of each", async () => {
    const leaf = read(await leafWith({ addresses: ["198.51.100.7"] }));
    expect(leafFaults({ path, value: leaf }, ["a.example.com", name, "b.example.com"], now)).toEqual([
      {
        path,
        problem: "must name a.example.com, b.example.com: it names blog.example.com, 198.51.100.7",
        remedy: "Give a certificate for all names of the site, as subject alternative names",
      },
    ]);
  });
});

describe("an authority", () => {
  test.each([
    [0, 1, true],
    [0, 2, false],
    [1, 2, true],
    [1, 3, false],
  ])("of path length %d at depth %d: %s", async (pathLength, depth, holds) => {
    const value = read(await make({ subject: "CN=Authority", isAuthority: true, pathLength }));
    const problem = `must not have more authorities below CN=Authority than its path length ${pathLength} allows: there are ${depth - 1}`;
    const remedy = "Give the intermediates that belong to the leaf";
    expect(intermediateFaults({ path, value }, depth, now)).toEqual(holds ? [] : [{ path, problem, remedy }]);
  });

  test("without a path length has any number below it", () => {
    expect(intermediateFaults({ path, value: read(root) }, 9, now)).toEqual([]);
  });

  test("must be one", async () => {
    const server = await make({ subject: "CN=Server", issuer: root });
    expect(intermediateFaults({ path, value: read(server) }, 1, now).map(({ problem }) => problem)).toEqual([
      "must have only authorities behind the leaf: CN=Server is not one, by its basic constraints",
    ]);
  });

  test("is a root when it signed itself", async () => {
    const own = await make({ subject: "CN=Server" });
    const lower = await make({ subject: "CN=Lower", issuer: root, isAuthority: true });
    expect(rootFaults({ path, value: read(root) }, now)).toEqual([]);
    expect(rootFaults({ path, value: read(own) }, now).map(({ problem }) => problem)).toEqual([
      "must be a root, an authority that signed itself: CN=Server is not",
    ]);
    expect(rootFaults({ path, value: read(lower) }, now).map(({ problem }) => problem)).toEqual([
      "must be a root, an authority that signed itself: CN=Lower is not",
    ]);
  });

  test("with a weak key is refused as a root and as an intermediate", async () => {
    const short = read(await make({ subject: "CN=Short", isAuthority: true, key: "rsa-1024" }));
    const problem = "CN=Short: an RSA key must have at least 2048 bits: current value is 1024";
    expect(rootFaults({ path, value: short }, now)).toEqual([{ path, problem, remedy: "Use another authority" }]);
    expect(intermediateFaults({ path, value: short }, 1, now)).toEqual([{ path, problem, remedy: "Have it issued for another key" }]);
  });

  test("with a weak signature is refused as an intermediate; a root's own does not matter", async () => {
    const weak = read(await make({ subject: "CN=Weak", isAuthority: true, hash: "SHA-1" }));
    expect(rootFaults({ path, value: weak }, now)).toEqual([]);
    expect(intermediateFaults({ path, value: weak }, 1, now)).toEqual([
      {
        path,
        problem: "CN=Weak must be signed with SHA-256 or better: it is not, and clients refuse it",
        remedy: "Get the current certificate of CN=Weak from the authority",
      },
    ]);
  });
});
