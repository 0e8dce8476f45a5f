import type { Drills } from "../../localcloud/drill/drill";
import { UserRepository } from "../support/user-repository";

/** `tlsup drill` in a repository of a user, in a shell that knows no token and no passphrase. */
describe("a drill", () => {
  const user = new UserRepository({ application: { kind: "demo" }, certificate: { source: "lets-encrypt", renewal: "host" } });
  beforeAll(() => user.commit());
  afterAll(() => user.remove());
  afterEach(() => expect(user.left()).toEqual([]));

  test("lets several things happen to one stack: findings name them, what the documentation says heals, and visitors are counted", async () => {
    const { code, stdout, stderr } = await user.tlsup("drill", "disk-full", "mass-revocation", "host-lost", "--json");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    const { drills } = JSON.parse(stdout) as Drills;
    const [full, revoked, lost] = drills;
    expect(full).toMatchObject({ scenario: "disk-full", findings: [], toll: { lost: 0 } });
    expect(full?.steps.map(({ said = "" }) => said.includes("disk full"))).toEqual([false, true, false, false]);
    expect(revoked).toMatchObject({ scenario: "mass-revocation", findings: [], toll: { lost: 0 } });
    expect(lost).toMatchObject({ scenario: "host-lost", findings: [], last: { lost: 0 } });
    expect(lost?.steps[0]?.findings.map(({ code: found }) => found)).toContain("bad-status");
    expect(Object.keys(lost?.toll.reasons ?? {})).toContain("status 523");
  }, 240_000);

  test("happens to what certbot keeps, by its own timer and by the one beside it", async () => {
    user.describeSite({ certificate: { source: "certbot", challenge: "http-01" } });
    const { code, stdout, stderr } = await user.tlsup("drill", "ca-down", "mass-revocation", "--json");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    const { drills } = JSON.parse(stdout) as Drills;
    expect(drills).toMatchObject(["ca-down", "mass-revocation"].map((scenario) => ({ scenario, findings: [], toll: { lost: 0 } })));
  }, 240_000);

  test("that cannot happen to the site is refused with what it needs, and one that does not exist with those that do", async () => {
    const refused = (words: string) => ({ code: 2, stdout: "", stderr: expect.stringContaining(words) as string });
    expect(await user.tlsup("drill", "earthquake")).toMatchObject(refused("there is no scenario earthquake: there are host-lost"));
    user.describeSite({ certificate: { source: "self-signed" } });
    expect(await user.tlsup("drill", "host-lost", "ca-down")).toMatchObject(refused("ca-down needs a certificate from a CA that answers by ACME"));
  });
});
