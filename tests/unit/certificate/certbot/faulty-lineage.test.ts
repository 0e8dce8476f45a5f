import { lineageIn } from "../../../../components/certificate/certbot/host-commands";
import { make } from "../../../support/certificate-maker";
import { faultyChains, TestAuthority } from "../../../support/faulty-chains";

const names = ["blog.example.com"];
let authority: TestAuthority;

beforeAll(async () => (authority = await TestAuthority.create("blog.example.com")));

/** Rows 11 to 15 of the fault matrix, in what certbot keeps on a host. */
describe("what certbot keeps is not used", () => {
  test.each(faultyChains)("a certificate $what", async ({ issue, problem }) => {
    const { lineage, faults } = lineageIn((await authority.key()) + (await issue(authority)), { names }, new Date());
    expect(lineage).toBeUndefined();
    expect(faults.join("\n")).toMatch(problem);
    for (const fault of faults) expect(fault).toMatch(/^certbot's certificate [a-z]/);
  });

  test("a certificate that signed itself in the place of the CA's", async () => {
    const { certificate } = await make({ subject: "CN=blog.example.com", names, key: authority.keys });
    expect(lineageIn((await authority.key()) + certificate, { names }, new Date()).faults.join()).toMatch(/must lead to an authority/);
  });

  test("but a chain in another order, or with CRLF, is put right", async () => {
    const { lower, upper } = authority;
    const leaf = await authority.leaf();
    const text = (upper.certificate + lower.certificate + (await authority.key()) + leaf).replaceAll("\n", "\r\n");
    expect(lineageIn(text, { names }, new Date())).toMatchObject({ faults: [], lineage: { leaf, fullChain: leaf + lower.certificate + upper.certificate } });
  });

  test("and a leaf alone is complete when the private CA's own root issued it", async () => {
    const leaf = await authority.leaf({ issuer: authority.root });
    const root = authority.lower.certificate + authority.root.certificate;
    expect(lineageIn((await authority.key()) + leaf, { names, root }, new Date()).faults).toEqual([]);
  });
});
