import { parseLineageInspection } from "../../../../components/certificate/certbot/host-commands";
import { earlyDrift, earlyFiles, earlyParts, type EarlyTexts } from "../../../../components/certificate/certbot/early";
import { EarlyProgram } from "../../../support/acme/early";
import { obtain, openWorld, type World } from "../../../support/acme/world";
import { certbotInputs } from "../../../support/certbot-inputs";
import { expectGolden } from "../../../support/golden";
import { withMovedClock } from "../../../support/moved-clock";

describe("the program that asks the CA", () => {
  let world: World;
  let program: EarlyProgram;
  let chain: string;

  beforeAll(async () => {
    world = await openWorld();
    chain = (await obtain(world, ["example.test"])).fullChain;
  });
  afterAll(() => world.close());
  beforeEach(() => {
    [world.front.fault, world.front.rewrite, world.front.headers] = [undefined, undefined, {}];
    world.front.seen.length = 0;
    program = new EarlyProgram(world);
    program.keep(chain);
  });
  afterEach(() => program.close());

  /** Has the CA suggest a window; its ends are in hours from now. */
  const suggest = (start: number, end: number): void => {
    const [from, until] = [start, end].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    world.front.rewrite = ({ path }, answer) => (path.includes("renewalInfo") ? JSON.stringify({ suggestedWindow: { start: from, end: until } }) : answer);
  };
  const asked = (): number => world.front.seen.filter(({ path }) => path.includes("renewalInfo")).length;

  test("leaves a certificate to certbot's own timer when the CA wants it in its usual window, and does not ask at each start", async () => {
    for (const said of ["", ""].fill("certbot's own timer renews it in time\n")) expect(await program.run()).toEqual({ isWanted: false, said });
    expect(asked()).toBe(1);
  });

  test("has certbot renew it when the CA wants that before, and tries again after pauses while the certificate is the same", async () => {
    suggest(-2, -1);
    expect(await program.run()).toEqual({ isWanted: true, said: expect.stringMatching(/^due since .*, as the CA suggested a time\n$/) as string });
    expect(await program.run()).toEqual({ isWanted: false, said: expect.stringMatching(/, but 1 attempts failed: none before /) as string });
    const after = async (minutes: number): Promise<boolean> => (program.wait(minutes), (await program.run()).isWanted);
    expect([await after(2), await after(9), await after(2)]).toEqual([true, false, true]);
    // certbot may have failed at what the CA issued: a CA issues five certificates of the same names in a week.
    expect([await after(33 * 60), await after(2 * 60)]).toEqual([false, true]);
    world.front.rewrite = undefined;
    program.keep((await obtain(world, ["example.test"])).fullChain);
    expect(await program.run()).toEqual({ isWanted: false, said: "certbot's own timer renews it in time\n" });
  });

  test("waits for the instant in the CA's window, and is not misled by a clock that is ahead", async () => {
    suggest(48, 96);
    const said = expect.stringMatching(/^not due before /) as string;
    expect(await program.run()).toEqual({ isWanted: false, said });
    expect(await program.run(...withMovedClock(5))).toEqual({ isWanted: false, said });
  });

  test.each([
    ["has no renewal information", { status: 404 }],
    ["fails", { status: 503, headers: { "Retry-After": "1" } }],
    ["does not answer", { fault: "hang-up" }],
  ] as const)("changes nothing where the CA %s", async (_what, fault) => {
    world.front.fault = ({ path }) => (path.includes("renewalInfo") ? fault : undefined);
    const { isWanted, said } = await program.run();
    expect([isWanted, said.split("\n").at(-2)]).toEqual([false, "certbot's own timer renews it in time"]);
  });

  test.each([
    ["has no renewal information any more", { status: 404 }],
    ["fails", { status: 503, headers: { "Retry-After": "1" } }],
    ["has had too many requests", { status: 429, headers: { "Retry-After": "1" } }],
    ["answers with something else", { status: 200 }],
    ["does not answer", { fault: "hang-up" }],
    ["answers, but not by http", { fault: "no-http" }],
  ] as const)("holds to what the CA suggested when it %s", async (_what, fault) => {
    suggest(-2, -1);
    const { said } = await program.run();
    program.wait(7 * 60);
    world.front.fault = ({ path }) => (path.includes("renewalInfo") ? fault : undefined);
    const later = await program.run();
    expect([later.isWanted, later.said.split("\n").at(-2)]).toEqual([true, said.trim()]);
    expect(asked()).toBeGreaterThan(1);
  });

  test.each(["1200", " 1200 "])("a failing CA that says `Retry-After: %s` is asked again after 20 minutes, not before", async (header) => {
    world.front.fault = ({ path }) => (path.includes("renewalInfo") ? { status: 429, headers: { "Retry-After": header } } : undefined);
    const run = async (): Promise<number> => (await program.run(), asked());
    const first = await run();
    program.wait(19);
    expect([first, await run()]).toEqual([1, 1]);
    program.wait(2);
    expect(await run()).toBe(2);
  });

  test.each(["-5", "1.5", "soon", "\u00b2", "Wed, 99 Oct 2015 07:28:00 GMT"])(
    "what the CA suggests holds beside a malformed `Retry-After: %s`",
    async (header) => {
      suggest(-2, -1);
      world.front.headers = { "retry-after": header };
      expect((await program.run()).isWanted).toBe(true);
    },
  );

  test("makes no try that it could not note, as it would make another at each start", async () => {
    suggest(-2, -1);
    expect(await program.run("prlimit", "--fsize=8")).toEqual({ isWanted: false, said: expect.stringMatching(/\nfailed: .*File too large\n$/) as string });
    expect((await program.run()).isWanted).toBe(true);
  });

  test("a CA that wants it at once moves its window with the time: the first one says since when", async () => {
    suggest(-2, -1);
    const { said } = await program.run();
    program.wait(7 * 60);
    suggest(-1, -0.5);
    expect((await program.run()).said).toBe(said);
    expect(asked()).toBe(2);
  });
});

describe("what is on the host for it", () => {
  const texts = Object.fromEntries(earlyParts.map((part) => [part, ""])) as EarlyTexts;
  const files = earlyFiles(certbotInputs, texts);

  test("is the program, its settings without a secret, and a unit with a user that exists while it runs, and its timer", () => {
    expect(files.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      ...earlyParts.map((part) => `644 /usr/local/lib/tlsup-ari/blog.example.com/${part}.py`),
      "644 /usr/local/lib/tlsup-ari/blog.example.com/settings.json",
      "644 /etc/systemd/system/tlsup-ari-blog.example.com.service",
      "644 /etc/systemd/system/tlsup-ari-blog.example.com.timer",
    ]);
    const contentOf = (end: string): string => files.find(({ path }) => path.endsWith(end))?.content ?? "";
    expect(contentOf("settings.json")).toBe('{"directory":"https://ca.example/dir"}\n');
    expectGolden("certbot-early.service", contentOf(".service"));
    expectGolden("certbot-early.timer", contentOf(".timer"));
  });

  test("is drift when its timer is off", () => {
    const drift = (said: string): string[] => earlyDrift("blog.example.com", parseLineageInspection(said).early);
    const off = "tlsup-ari-blog.example.com.timer is off: the CA is not asked whether it wants another certificate before its time";
    expect(["ari\tactive\n", "ari\tinactive\n", ""].map(drift)).toEqual([[], [off], [off]]);
  });
});
