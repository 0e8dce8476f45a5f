import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";
import { shouldRenew } from "../../../components/certificate/acme/renewal";
import { due, fingerprint, inputs, said, world } from "../../support/acme/certificates";

describe("a renewal that is due", () => {
  it("preview says so and why; the order names the certificate that it follows", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    const old = due(outs);
    expect(certificateProvider.diff(id, old, inputs)).toEqual({ changes: true, replaces: [], because: ["renewal"] });
    expect(said.join()).toMatch(/example\.test.*will be renewed: due since .* as the CA suggested a time; the certificate expires on/);
    world.front.seen.length = 0;
    const { outs: renewed } = await certificateProvider.update(id, old, inputs);
    const order = world.front.seen.find(({ path }) => path === "/order-plz")?.payload as { replaces?: string };
    expect(order.replaces).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(renewed.renewal.refusal).toBeUndefined();
    expect(fingerprint(renewed)).not.toBe(fingerprint(outs));
    expect(certificateProvider.diff(id, renewed, inputs).changes).toBe(false);
  });

  it("a clock that is two months ahead: it is named, the renewal goes on, and by the same clock the next one is not due", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    const ahead = 62 * 86_400_000;
    world.front.headers = { date: new Date(Date.now() - ahead).toUTCString() };
    const { outs: renewed } = await certificateProvider.update(id, due(outs), inputs);
    expect(said.join()).toContain(
      "warning: this machine's clock must agree with the CA's within an hour: it is 1488.0 hours ahead. The renewal goes on all the same",
    );
    expect(fingerprint(renewed)).not.toBe(fingerprint(outs));
    expect(shouldRenew(renewed.renewal, Date.now() + ahead).renew).toBe(false);
    const corrected = await certificateProvider.read(id, { ...renewed, renewal: { ...renewed.renewal, askAgainAt: new Date(0).toISOString() } });
    expect(corrected.props.renewal.renewAt).toBe(renewed.renewal.renewAt);
    world.front.headers = {};
    const { props } = await certificateProvider.read(id, { ...renewed, renewal: { ...renewed.renewal, askAgainAt: new Date(0).toISOString() } });
    expect(Date.parse(props.renewal.renewAt)).toBeLessThan(Date.parse(renewed.renewal.renewAt));
  });

  it("refused: the certificate stays, the user is told, and the next attempt has its time", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    world.front.fault = ({ path }) =>
      path === "/order-plz"
        ? { status: 429, headers: { "retry-after": "604800" }, problem: { type: "urn:ietf:params:acme:error:rateLimited", detail: "too many" } }
        : undefined;
    const { outs: kept } = await certificateProvider.update(id, due(outs), inputs);
    expect([kept.leaf, kept.privateKey]).toEqual([outs.leaf, outs.privateKey]);
    expect(said.join()).toMatch(/warning: the certificate was not renewed.*too many \(rateLimited\)/);
    expect(kept.renewal).toMatchObject({ refusals: 1, refusal: expect.stringContaining("too many") });
    expect(certificateProvider.diff(id, kept, inputs).changes).toBe(false);
    const later = { ...kept, renewal: { ...kept.renewal, notBeforeAttempt: new Date(Date.now() - 1).toISOString() } };
    expect(certificateProvider.diff(id, later, inputs).changes).toBe(true);
  });

  it.each([
    ["has seen the renewal already", 409, "alreadyReplaced"],
    ["fails at finding the order of the certificate that it follows", 500, "serverInternal"],
  ])("by a CA that %s: ordered without naming that certificate", async (_what, status, type) => {
    const { id, outs } = await certificateProvider.create(inputs);
    world.front.fault = ({ path, payload }) =>
      path === "/order-plz" && "replaces" in (payload as object) ? { status, problem: { type: `urn:ietf:params:acme:error:${type}` } } : undefined;
    const { outs: renewed } = await certificateProvider.update(id, due(outs), inputs);
    expect(renewed.renewal.refusal).toBeUndefined();
    expect(fingerprint(renewed)).not.toBe(fingerprint(outs));
  });

  it("refused after the certificate has expired: an error", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    world.front.fault = ({ path }) => (path === "/order-plz" ? { status: 403 } : undefined);
    const expired = due({ ...outs, renewal: { ...outs.renewal, notAfter: new Date(Date.now() - 1).toISOString() } });
    await expect(certificateProvider.update(id, expired, inputs)).rejects.toThrow("Cannot order a certificate");
  });

  it("a CA without renewal information: a third of the lifetime is the reserve", async () => {
    world.front.fault = ({ path }) => (path.startsWith("/draft-ietf-acme-ari") || path.includes("renewal") ? { status: 404 } : undefined);
    const { outs } = await certificateProvider.create(inputs);
    expect(outs.renewal.basis).toBe("lifetime");
    const [from, at, to] = [outs.renewal.notBefore, outs.renewal.renewAt, outs.renewal.notAfter].map((text) => Date.parse(text)) as [number, number, number];
    expect((to - at) / (to - from)).toBeCloseTo(1 / 3, 3);
  });
});
