import type { Drills } from "../../localcloud/drill/drill";
import { UserRepository } from "../support/user-repository";

/** `tlsup drill` in a repository of a user, in a shell that knows no token and no passphrase. */
describe("a drill", () => {
  const user = new UserRepository({ application: { kind: "demo" } });
  beforeAll(() => user.commit());
  afterAll(() => user.remove());
  afterEach(() => expect(user.left()).toEqual([]));

  test("of what happens to a host: visitors are counted, a finding names it, and what the documentation says heals it", async () => {
    const { code, stdout, stderr } = await user.tlsup("drill", "host-lost", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    const { drills } = JSON.parse(stdout) as Drills;
    const lost = drills.find(({ scenario }) => scenario === "host-lost");
    expect(lost?.steps[0]?.findings.map(({ code: found }) => found)).toContain("bad-status");
    expect(Object.keys(lost?.toll.reasons ?? {})).toContain("status 523");
    expect(lost?.last).toMatchObject({ lost: 0 });
  }, 240_000);

  test("that cannot happen to the site is refused with what it needs, and one that does not exist with those that do", async () => {
    expect(await user.tlsup("drill", "earthquake")).toMatchObject({ code: 2, stderr: expect.stringContaining("there are host-lost") as string });
  });
});
