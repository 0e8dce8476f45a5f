import type { ExpectedChain, Observation } from "../../../../components/site/chain/chain";
import type { Handshake } from "../../../../components/site/chain/handshake";
import { findings } from "../../../../components/site/chain/findings";
import type { Answer } from "../../../../components/site/chain/journey";
import { expected, now, seen, visited } from "../../../support/observations";

const { address } = expected;
const silent: Handshake = { outcome: "failed", address, reason: "a reason", obstacle: "silent" };
const kinds = (observation: Observation): string[] => findings(observation, now).map(({ code, hop }) => `${hop} ${code}`);

describe("the delegation of the domain", () => {
  const given = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];
  const delegated = (nameServers: readonly string[], own?: readonly string[]): Observation =>
    seen({ zone: { name: "example.com", settings: expected.zone?.settings ?? {}, ...(own && { nameServers: own }) }, nameServers });

  test("is judged where both sides are known, and one name server of Cloudflare's is enough", () => {
    expect(kinds(delegated(["ada.ns.cloudflare.com", "ns.second.test"], given))).toEqual([]);
    expect(kinds(delegated([], given))).toEqual([]);
    expect(kinds(delegated(["ns1.registrar.test"]))).toEqual([]);
    expect(findings(delegated(["ns1.registrar.test"], given), now)).toMatchObject([
      { code: "delegated-elsewhere", hop: "visitor", problem: expect.stringContaining("ns1.registrar.test") as string },
    ]);
  });

  test("is the cause, and not the edge's absence from what answers", () => {
    const elsewhere = { ...delegated(["ns1.registrar.test"], given), journeys: [visited({ status: 200, server: "another" })] as const };
    expect(kinds(elsewhere)).toEqual(["visitor delegated-elsewhere"]);
    expect(kinds({ ...elsewhere, nameServers: given })).toEqual(["visitor dns-elsewhere"]);
  });
});

describe("a port of the host that its firewall has closed", () => {
  const origin = (ssh: "open" | "refused" | "silent"): Partial<Observation> => ({
    origin: { expected: { ...expected, sshPort: 22 }, seen: silent, ssh },
  });

  test("is told from a host that is down by its SSH", () => {
    const remedy = (ssh: "open" | "silent"): string | undefined =>
      findings(seen({ ...origin(ssh), journeys: [visited({ status: 522 })] }), now).find(({ code }) => code === "bad-status")?.remedy;
    expect(remedy("open")).toContain("The host is up");
    expect(remedy("silent")).toContain("does the firewall admit the edge's address ranges?");
  });

  test("is a warning where it is that of SSH", () => {
    expect(kinds(seen(origin("open")))).toEqual([]);
    expect(findings(seen(origin("silent")), now)).toMatchObject([{ code: "ssh-unreachable", hop: "origin", severity: "warning" }]);
    expect(findings(seen(origin("refused")), now)[0]?.remedy).toContain("Is sshd running?");
  });
});

describe("what the host itself answers", () => {
  const answering = (answer: Answer, chain: Partial<ExpectedChain> = {}, changes: Partial<Observation> = {}): string[] => {
    const { origin, ...whole } = seen(changes, chain);
    return kinds({ ...whole, ...(origin && { origin: { ...origin, answer } }) });
  };

  test("is told where visitors do not see it, as in the edge's cache", () => {
    expect(answering({ status: 200 })).toEqual([]);
    expect(answering({ status: 404 })).toEqual([]);
    expect(answering({ status: 502 })).toEqual(["origin bad-status"]);
    expect(answering({ error: "socket hang up" })).toEqual(["origin no-answer"]);
    expect(answering({ status: 502 }, {}, { journeys: [visited({ status: 502 })] })).toEqual(["origin bad-status"]);
  });

  test("is a refusal where it is locked down, or everybody comes past the edge", () => {
    const lockdown = { lockdown: true };
    for (const refusal of [{ error: "tlsv13 alert certificate required" }, { status: 400 }, { status: 403 }]) expect(answering(refusal, lockdown)).toEqual([]);
    for (const status of [200, 302, 404, 502]) expect(answering({ status }, lockdown)).toEqual(["origin origin-open"]);
  });
});

describe("a rule of the edge that leads visitors away", () => {
  const [own, other] = ["https://blog.example.com/", "https://other.example.org/"];
  const led = (to: string, by: "edge" | "origin", answer: Answer = { status: 200 }): Observation =>
    seen({ journeys: [{ ...visited(answer, to), start: own, steps: [{ from: own, to, by }] }] });

  test("is told before what is wrong there", () => {
    expect(findings(led(other, "edge"), now)).toMatchObject([
      { code: "led-away", hop: "edge", problem: expect.stringContaining(`leads ${own} to ${other}`) as string },
    ]);
    expect(kinds(led(other, "edge", { status: 500 }))[0]).toBe("edge led-away");
  });

  test("is told from an application that does, and from a rule that leads to another page of the site", () => {
    expect(kinds(led(other, "origin"))).toEqual([]);
    expect(kinds(led(`${own}start`, "edge"))).toEqual([]);
  });
});

describe("the health path", () => {
  const answers = (status: number, page = 200): Observation =>
    seen({ journeys: [visited({ status: page })], health: visited({ status }, "https://blog.example.com/healthz") });

  test("is judged as a push does, and has nothing to add to a page that fails as well", () => {
    expect(kinds(answers(404))).toEqual([]);
    expect(kinds(answers(503))).toEqual(["origin health-failing"]);
    expect(kinds(answers(503, 500))).toEqual(["origin bad-status"]);
  });

  test("that is redirected in circles is told as they are", () => {
    const healthz = "https://blog.example.com/healthz";
    const circle = [{ from: healthz, to: healthz, by: "edge" }] as const;
    const health = { ...visited({ status: 302 }, healthz), steps: circle, circle };
    expect(kinds(seen({ health }))).toEqual(["edge redirect-circle"]);
    const whole = { from: "https://blog.example.com/", to: "https://blog.example.com/", by: "origin" } as const;
    expect(kinds(seen({ health, journeys: [{ ...visited({ status: 302 }), steps: [whole], circle: [whole] }] }))).toEqual(["origin redirect-circle"]);
  });
});
