import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Api, refusal } from "./api-fixture";

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly cert_id?: string;
}

const pulls = "/origin_tls_client_auth";
const ofHosts = `${pulls}/hostnames/certificates`;
let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

function pair(name: string, ...extensions: string[]): { readonly certificate: string; readonly private_key: string } {
  const [key, certificate] = [join(api.directory, `${name}.key`), join(api.directory, `${name}.pem`)];
  const constraints = extensions.some((extension) => extension.startsWith("basicConstraints")) ? [] : ["basicConstraints=critical,CA:FALSE"];
  const more = [...constraints, ...extensions].flatMap((extension) => ["-addext", extension]);
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate, "-subj", `/CN=${name}`];
  execFileSync("openssl", [...made, ...more], { stdio: "ignore" });
  return { certificate: readFileSync(certificate, "utf8"), private_key: readFileSync(key, "utf8") };
}

async function settled(path: string, status: string): Promise<Shown> {
  for (;;) {
    const { result } = await api.inZone<Shown>("GET", path);
    if (result.status === status) return result;
    await sleep(20);
  }
}

const chosen = (config: object): ReturnType<typeof api.inZone<Shown[]>> => api.inZone<Shown[]>("PUT", `${pulls}/hostnames`, { config: [config] });

test("a certificate for host names spreads, is chosen by one, kept while it is in use, and gone afterwards; its key is never shown", async () => {
  const { result } = await api.inZone<Shown>("POST", ofHosts, pair("a"));
  expect(result).toMatchObject({ status: "initializing", issuer: "CN=a" });
  expect(JSON.stringify(result)).not.toContain("PRIVATE");
  const host = { hostname: "www.example.test", cert_id: result.id, enabled: true };
  expect(refusal(await chosen(host))).toEqual([400, 1434]);
  await settled(`${ofHosts}/${result.id}`, "active");
  expect((await chosen(host)).result).toMatchObject([
    { hostname: "www.example.test", cert_id: result.id, enabled: true, status: "initializing", cert_status: "active" },
  ]);
  await settled(`${pulls}/hostnames/www.example.test`, "active");
  expect(refusal(await api.inZone("DELETE", `${ofHosts}/${result.id}`))).toEqual([400, 1433]);
  await chosen({ ...host, enabled: null });
  expect((await api.inZone<Shown>("DELETE", `${ofHosts}/${result.id}`)).result.status).toBe("pending_deletion");
  expect(refusal(await api.inZone("DELETE", `${ofHosts}/${result.id}`))).toEqual([400, 1414]);
  expect(refusal(await chosen(host))).toEqual([400, 1414]);
  await sleep(1300);
  expect((await api.inZone<Shown[]>("GET", ofHosts)).result).toEqual([]);
  expect(refusal(await api.inZone("GET", `${ofHosts}/${result.id}`))).toEqual([404, 1551]);
  expect(refusal(await api.inZone("GET", `${pulls}/hostnames/www.example.test`))).toEqual([404, 1553]);
});

test("what the edge could not show is refused", async () => {
  const good = pair("good");
  const refused = async (body: object): Promise<unknown[]> => {
    const { status, errors } = await api.inZone("POST", pulls, body);
    return [status, errors[0]?.message];
  };
  expect(await refused({ ...good, private_key: pair("other").private_key })).toEqual([400, expect.stringContaining("does not belong")]);
  expect(await refused({ ...good, certificate: "nonsense" })).toEqual([400, expect.stringContaining("no PEM certificate")]);
  expect(await refused(pair("server", "extendedKeyUsage=serverAuth"))).toEqual([400, expect.stringContaining("client authentication")]);
  const ca = pair("ca", "basicConstraints=critical,CA:TRUE");
  expect(await refused(ca)).toEqual([400, expect.stringContaining("missing leaf certificate")]);
  expect((await api.inZone("POST", pulls, pair("client", "extendedKeyUsage=clientAuth"))).status).toBe(200);
  expect(refusal(await api.inZone("POST", ofHosts, good))).toEqual([200]);
  expect(refusal(await api.inZone("POST", ofHosts, good))).toEqual([400, 1406]);
});

test("a zone's certificates and its switch are apart from those of host names; an empty list is null", async () => {
  expect((await api.inZone("GET", pulls)).result).toBeNull();
  expect((await api.inZone("GET", `${pulls}/settings`)).result).toEqual({ enabled: false });
  expect((await api.inZone("PUT", `${pulls}/settings`, { enabled: true })).result).toEqual({ enabled: true });
  const { result } = await api.inZone<Shown>("POST", pulls, pair("zone"));
  expect((await api.inZone<Shown[]>("GET", pulls)).result.map(({ id }) => id)).toEqual([result.id]);
  expect((await api.inZone<Shown[]>("GET", ofHosts)).result).toEqual([]);
  expect((await api.inZone<Shown>("DELETE", `${pulls}/${result.id}`)).result.status).toBe("pending_deletion");
});

test("a host name of another zone, and a certificate that is not there, are refused", async () => {
  expect(refusal(await chosen({ hostname: "www.example.test", cert_id: "none", enabled: true }))).toEqual([400, 1415]);
  expect(refusal(await chosen({ hostname: "www.other.test", cert_id: "none", enabled: true }))).toEqual([400, 1400]);
});
