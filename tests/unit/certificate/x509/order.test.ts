import fc from "fast-check";
import { order, findLeaf } from "../../../../components/certificate/x509/issuance";
import { isIssuedBy, readCertificate, type Certificate } from "../../../../components/certificate/x509/x509";
import { inDays, make, type Made } from "../../../support/certificate-maker";

const read = ({ parsed }: Made): Certificate => readCertificate(Buffer.from(parsed.rawData));

/** A chain of six: too long for anybody, and so long that most orders are wrong. */
async function chainOfSix(): Promise<Certificate[]> {
  const chain: Made[] = [];
  for (const subject of ["CN=5", "CN=4", "CN=3", "CN=2", "CN=1"]) {
    const issuer = chain[0];
    chain.unshift(await make({ subject, isAuthority: true, notAfter: inDays(100), ...(issuer && { issuer }) }));
  }
  const issuer = chain[0]!;
  return [await make({ subject: "CN=leaf", names: ["example.com"], issuer }), ...chain].map(read);
}

describe("order", () => {
  let chain: Certificate[];
  beforeAll(async () => {
    chain = await chainOfSix();
  });
  const shuffled = () => fc.shuffledSubarray(chain, { minLength: chain.length });

  test("does not depend on the order of what it is given", () => {
    fc.assert(
      fc.property(shuffled(), (certificates) => {
        const leaf = findLeaf(certificates, () => false);
        const { chain: found, unrelated } = order(
          leaf!,
          certificates.filter((certificate) => certificate !== leaf),
        );
        expect([found.map(({ subject }) => subject), unrelated]).toEqual([chain.map(({ subject }) => subject), []]);
      }),
    );
  });

  test("keeps every certificate exactly once, also when some are missing", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: 1 }), ([first, ...rest]) => {
        const { chain: found, unrelated } = order(first!, rest);
        expect([...found, ...unrelated].map(({ subject }) => subject).sort()).toEqual([first!, ...rest].map(({ subject }) => subject).sort());
        for (const [index, { issuer }] of found.entries()) if (index + 1 < found.length) expect(found[index + 1]!.subject).toBe(issuer);
      }),
    );
  });

  test("starts with the leaf of the key, and not with an issuer, even if the key is the issuer's", async () => {
    const [leaf, issuer] = chain;
    const other = read(await make({ subject: "CN=other", names: ["example.org"] }));
    expect(findLeaf([...chain, other], (certificate) => certificate === other)).toBe(other);
    expect(findLeaf([other, ...chain], (certificate) => certificate === leaf)).toBe(leaf);
    expect(findLeaf(chain, (certificate) => certificate === issuer)).toBe(leaf);
  });

  test("starts with a server's certificate where no key tells, and with an authority's only where there is nothing else", async () => {
    const server = read(await make({ subject: "CN=server", names: ["example.com"] }));
    const authority = read(await make({ subject: "CN=authority", isAuthority: true }));
    const none = (): boolean => false;
    expect(findLeaf([authority, server], none)).toBe(server);
    expect(findLeaf([authority], none)).toBe(authority);
    expect(findLeaf([authority, server], (certificate) => certificate === authority)).toBe(authority);
    expect(findLeaf([], none)).toBeUndefined();
  });

  test("starts with what issued nothing, also among authorities alone", () => {
    const authorities = chain.slice(1);
    expect(findLeaf(authorities.toReversed(), () => false)).toBe(authorities[0]);
  });

  test("starts with the first where all issued one another", async () => {
    const one = await make({ subject: "CN=One", isAuthority: true });
    const other = await make({ subject: "CN=Other", issuer: one, isAuthority: true });
    const crossed = await make({ subject: "CN=One", issuer: other, isAuthority: true, key: one.keys });
    const [first, second] = [crossed, other].map(read) as [Certificate, Certificate];
    expect(findLeaf([first, second], () => false)).toBe(first);
    expect(findLeaf([second, first], () => false)).toBe(second);
  });

  test("takes nothing for an issuer that has only its name, or only its key", async () => {
    const issuer = await make({ subject: "CN=Issuer", isAuthority: true });
    const leaf = read(await make({ subject: "CN=leaf", issuer }));
    const sameKey = read(await make({ subject: "CN=Another", isAuthority: true, key: issuer.keys }));
    const sameName = read(await make({ subject: "CN=Issuer", isAuthority: true }));
    expect(order(leaf, [sameKey, sameName])).toEqual({ chain: [leaf], unrelated: [sameKey, sameName] });
    expect([sameKey, sameName, read(issuer)].map(({ x509 }) => isIssuedBy(leaf.x509, x509))).toEqual([false, false, true]);
  });

  test("goes no further than what signed itself", async () => {
    const root = await make({ subject: "CN=Root", isAuthority: true });
    const again = await make({ subject: "CN=Root", isAuthority: true, key: root.keys, notAfter: inDays(200) });
    const leaf = await make({ subject: "CN=leaf", issuer: root });
    const [first, ...others] = [leaf, root, again].map(read);
    expect(order(first!, others)).toEqual({ chain: [first, ...others], unrelated: [] });
    expect(order(others[0]!, [others[1]!])).toEqual({ chain: [others[0]], unrelated: [others[1]] });
  });
});
