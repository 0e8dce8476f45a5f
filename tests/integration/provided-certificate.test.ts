import { inDays, make, makeHierarchy, type Hierarchy, type Made } from "../support/certificate-maker";
import { makeZone } from "../support/local-cloud";
import { localSite, Stack, type Run, type StackConfiguration } from "../support/program";
import type { ProvidedMaterial } from "../../components/certificate/provided/settings";

const domain = "blog.provided.test";
const today = (days: number): Date => new Date(Date.now() + days * 86_400_000);

/** What a user gets for a certificate that a server would take and no visitor would trust. */
describe("a provided certificate that is wrong is refused at preview", () => {
  let stack: Stack;
  let good: Hierarchy;
  const preview = async (material: ProvidedMaterial, certificateSecrets: StackConfiguration["certificateSecrets"]): Promise<Run> => {
    await stack.configure({ site: localSite(domain, { certificate: { source: "provided", ...material } }), certificateSecrets: certificateSecrets ?? {} });
    return stack.run("preview");
  };
  const certificate = (...made: Made[]): string => made.map((one) => one.certificate).join("");
  const expectRefusal = ({ code, output }: Run, ...reasons: string[]): void => {
    expect(code).not.toBe(0);
    for (const reason of reasons) expect(output).toContain(reason);
    expect(output).not.toMatch(/\bat .*\.[jt]s:\d+|PRIVATE KEY-----/);
  };

  beforeAll(async () => {
    await makeZone("provided.test");
    good = await makeHierarchy([domain], { notAfter: inDays(3000) });
    stack = await Stack.create("provided");
  });
  afterAll(() => stack.dispose());

  test("because the key does not match", async () => {
    const { leaf, lower, upper, root } = good;
    expectRefusal(
      await preview({ certificate: certificate(leaf, lower, upper), root: root.certificate }, { privateKey: lower.key }),
      `certificateSecrets.privateKey: must be the private key of CN=${domain}: it is a different key, or damaged`,
    );
  });

  test("because the leaf has expired, or is not valid yet, or names another site", async () => {
    const { lower, upper, root } = good;
    const expired = await make({ subject: "CN=expired", names: [domain], issuer: lower, notBefore: today(-2), notAfter: today(-1) });
    const early = await make({ subject: "CN=early", names: ["other.test"], issuer: lower, notBefore: today(1), notAfter: today(2) });
    expectRefusal(
      await preview({ certificate: certificate(expired, lower, upper), root: root.certificate }, { privateKey: expired.key }),
      "site.certificate.certificate: must be valid now: CN=expired expired on",
    );
    expectRefusal(
      await preview({ certificate: certificate(early, lower, upper), root: root.certificate }, { privateKey: early.key }),
      "has 2 faults",
      `must name ${domain}: it names other.test`,
      "must be valid now: CN=early is not valid before",
    );
  });

  test("because the edge, which checks it, does not know who issued it", async () => {
    const { leaf, lower, upper, root } = good;
    const material = { certificate: certificate(leaf, lower, upper), root: root.certificate };
    const proxy = { provider: "cloudflare", ssl: "strict" } as const;
    await stack.configure({
      site: localSite(domain, { certificate: { source: "provided", ...material }, proxy }),
      certificateSecrets: { privateKey: leaf.key },
    });
    expectRefusal(await stack.run("preview"), "site.proxy.ssl: must be full with the certificate of ", "(untrusted-by-edge; visitors see: error 526)");
  });

  test("because an intermediate is missing, or has expired", async () => {
    const { leaf, lower, upper, root } = good;
    const old = await make({ subject: "CN=Old intermediate", isAuthority: true, issuer: root, notBefore: today(-2), notAfter: today(-1) });
    const under = await make({ subject: "CN=under", names: [domain], issuer: old, notAfter: inDays(3000) });
    expectRefusal(
      await preview({ certificate: certificate(leaf, upper), root: root.certificate }, { privateKey: leaf.key }),
      `the issuer of CN=${domain} is missing, CN=Lower`,
    );
    expectRefusal(
      await preview({ certificate: certificate(leaf, lower, upper) }, { privateKey: leaf.key }),
      "must lead to a public root: the issuer of CN=Upper is missing, CN=Root",
    );
    expectRefusal(
      await preview({ certificate: certificate(under, old), root: root.certificate }, { privateKey: under.key }),
      "must be valid now: CN=Old intermediate expired on",
    );
  });

  test("because it is cut off; CRLF and order are put right", async () => {
    const { leaf, lower, upper, root } = good;
    expectRefusal(
      await preview({ certificate: certificate(lower, upper) + leaf.certificate.slice(0, 400), root: root.certificate }, { privateKey: leaf.key }),
      "begins a CERTIFICATE that is cut off: its END line is missing",
    );
    const { code, output } = await preview(
      { certificate: certificate(upper, lower, leaf).replaceAll("\n", "\r\n"), root: root.certificate },
      { privateKey: leaf.key },
    );
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/Release +site +create/) as string });
  });

  test("and nothing has been created", async () => {
    expect(JSON.parse(await stack.state())).toMatchObject({ deployment: {} });
    expect(await stack.state()).not.toContain("digitalocean:index/droplet:Droplet");
  });
});
