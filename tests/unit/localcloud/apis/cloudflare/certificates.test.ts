import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Api, refusal } from "./api-fixture";

interface Shown {
  readonly id: string;
  readonly certificate: string;
  readonly expires_on: string;
}

let api: Api;
let csr: string;
beforeEach(async () => {
  api = await Api.open();
  csr = execFileSync("openssl", ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", join(api.directory, "key.pem"), "-subj", "/CN=example.test"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
});
afterEach(() => {
  api.remove();
});

const order = (change: object = {}): ReturnType<typeof api.call<Shown>> =>
  api.call<Shown>("POST", "/certificates", {
    csr,
    hostnames: ["example.test", "*.example.test"],
    request_type: "origin-rsa",
    requested_validity: 90,
    ...change,
  });

describe("an Origin CA certificate", () => {
  it("is signed for the key of the request by the Origin CA, for its names and its days", async () => {
    const { status, result } = await order();
    expect(status).toBe(200);
    const file = join(api.directory, "leaf.pem");
    writeFileSync(file, result.certificate);
    const openssl = (...args: string[]): string => execFileSync("openssl", args, { encoding: "utf8" });
    for (const name of ["example.test", "www.example.test"])
      expect(openssl("verify", "-CAfile", join(api.directory, "pki", "root.pem"), "-verify_hostname", name, file)).toContain("OK");
    expect(openssl("x509", "-in", file, "-noout", "-pubkey")).toBe(openssl("pkey", "-in", join(api.directory, "key.pem"), "-pubout"));
    expect(BigInt(`0x${openssl("x509", "-in", file, "-noout", "-serial").trim().slice("serial=".length)}`).toString()).toBe(result.id);
    expect(Math.round((Date.parse(result.expires_on) - Date.now()) / 86_400_000)).toBe(90);
    expect(result).toMatchObject({ hostnames: ["*.example.test", "example.test"], request_type: "origin-rsa", requested_validity: 90, csr });
  });

  it.each([7, 30, 90, 365, 730, 1095, 5475])("may last %i days", async (days) => {
    expect((await order({ requested_validity: days })).result).toMatchObject({ requested_validity: days });
  });

  it("lasts 15 years unless it is told otherwise", async () => {
    expect((await order({ requested_validity: undefined })).result).toMatchObject({ requested_validity: 5475 });
  });

  it.each([
    [{ requested_validity: 8 }, 400, 1004],
    [{ csr: "nonsense" }, 400, 1004],
    [{ csr: undefined }, 400, 1004],
    [{ request_type: "rsa" }, 400, 1004],
    [{ hostnames: [] }, 400, 1004],
    [{ hostnames: Array.from({ length: 201 }, (_, index) => `h${String(index)}.example.test`) }, 400, 1004],
    [{ hostnames: ["example.org"] }, 400, 1010],
    [{ hostnames: ["192.0.2.1"] }, 400, 1010],
    [{ hostnames: ["a.*.example.test"] }, 400, 1010],
    [{ hostnames: ["*.test"] }, 400, 1010],
  ])("is refused with %j", async (change, status, code) => {
    expect(refusal(await order(change))).toEqual([status, code]);
  });

  it("is listed by zone and found by its serial number, also after a restart", async () => {
    const { result } = await order();
    const again = await Api.open(api.directory);
    expect((await again.call<Shown[]>("GET", `/certificates?zone_id=${api.zoneId}`)).result).toEqual([result]);
    expect((await again.call<Shown[]>("GET", "/certificates?zone_id=other")).result).toEqual([]);
    expect((await again.call<Shown>("GET", `/certificates/${result.id}`)).result).toEqual(result);
    expect(refusal(await again.call("GET", "/certificates"))).toEqual([400, 1012]);
    expect(refusal(await again.call("GET", "/certificates/1"))).toEqual([404, 1101]);
  });

  it("is revoked: no longer listed, and marked", async () => {
    const { result } = await order();
    const { result: revoked } = await api.call("DELETE", `/certificates/${result.id}`);
    expect(revoked).toEqual({ id: result.id, revoked_at: expect.any(String) as unknown });
    expect((await api.call<Shown[]>("GET", `/certificates?zone_id=${api.zoneId}`)).result).toEqual([]);
    expect((await api.call("GET", `/certificates/${result.id}`)).result).toEqual({ ...result, ...revoked });
  });

  it("needs the permission in every zone of its names", async () => {
    await api.call("POST", "/zones", { name: "other.test" });
    const groups = await api.call<{ id: string; name: string }[]>("GET", "/user/tokens/permission_groups?name=SSL%20and%20Certificates%20Write");
    const policies = [
      { effect: "allow", permission_groups: groups.result.map(({ id }) => ({ id })), resources: { [`com.cloudflare.api.account.zone.${api.zoneId}`]: "*" } },
    ];
    const { result } = await api.call<{ id: string; value: string }>("POST", "/user/tokens", { name: "certificates", policies });
    const ordered = (hostnames: string[]): ReturnType<typeof api.call> =>
      api.call("POST", "/certificates", { csr, hostnames, request_type: "origin-rsa" }, { Authorization: `Bearer ${result.value}` });
    expect((await ordered(["www.example.test"])).status).toBe(200);
    expect(refusal(await ordered(["www.example.test", "other.test"]))).toEqual([403, 1016]);
  });
});
