import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { clientCertificates } from "../../../../localcloud/edge/origin/client-certificates";
import { Store } from "../../../../localcloud/store/store";
import { OriginPulls, type ClientCertificate } from "../../../../localcloud/zones/origin-pulls";
import { testAuthority, type TestAuthority } from "./support/authority";
import { World } from "./support/world";

let world: World;
let authority: TestAuthority;
let pulls: OriginPulls;
let clock: number;
let directory: string;

async function client(name: string): Promise<ClientCertificate> {
  const { certificate, key } = await authority.leaf([name], -1, 30);
  return { certificate, privateKey: key };
}

beforeEach(async () => {
  clock = Date.now();
  authority = await testAuthority("clients");
  const shared = await client("shared");
  directory = mkdtempSync(join(tmpdir(), "pulls-"));
  pulls = new OriginPulls(new Store(directory), () => clock);
  world = await World.start({ clientCertificate: clientCertificates(pulls, shared) });
  const leaf = await world.originCa.leaf(["example.test"], -1, 30);
  const origin = createServer(
    { key: leaf.key, cert: leaf.certificate, requestCert: true, rejectUnauthorized: false, ca: authority.certificate },
    (request, response) => {
      response.end(`shown: ${String((request.socket as TLSSocket).getPeerCertificate().subject?.CN)}`);
    },
  );
  world.originPorts.https = await world.listen(origin);
});
afterEach(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

const shown = async (): Promise<string> => (await world.curl("https://example.test/")).body;

async function upload(id: string, level: "zone" | "host"): Promise<void> {
  pulls.certificates.put({ id, zoneId: "example.test", level, ...(await client(id)), uploadedOn: new Date(clock).toISOString() });
}

function choose(certificateId: string, enabled: boolean | null): void {
  const now = new Date(clock).toISOString();
  const { certificateId: had, enabled: was } = pulls.hosts.get("example.test") ?? { certificateId: "", enabled: null };
  pulls.hosts.put({
    id: "example.test",
    zoneId: "example.test",
    certificateId,
    enabled,
    createdOn: now,
    updatedOn: now,
    before: { certificateId: had, enabled: was },
  });
}

test("an origin that asks sees nothing, the certificate that all share, the zone's, or the host's: the closest one, once it has spread", async () => {
  expect(await shown()).toBe("shown: undefined");
  world.zones.set("example.test", { sharedOriginPull: true });
  expect(await shown()).toBe("shown: shared");
  await upload("of-zone", "zone");
  pulls.enable("example.test", true);
  clock += 5000;
  expect(await shown()).toBe("shown: of-zone");
  await upload("of-host", "host");
  choose("of-host", true);
  expect(await shown()).toBe("shown: of-zone");
  clock += 5000;
  expect(await shown()).toBe("shown: of-host");
  choose("of-host", false);
  clock += 5000;
  expect(await shown()).toBe("shown: undefined");
  choose("of-host", null);
  clock += 5000;
  expect(await shown()).toBe("shown: of-zone");
});

test("a request that is repeated, as its kept connection was closed, shows what the edge shows by then", async () => {
  await upload("of-host", "host");
  const leaf = await world.originCa.leaf(["example.test"], -1, 30);
  let requests = 0;
  const origin = createServer({ key: leaf.key, cert: leaf.certificate, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    requests += 1;
    if (requests !== 2) return response.end(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN));
    choose("of-host", true);
    clock += 5000;
    return request.socket.destroy();
  });
  world.originPorts.https = await world.listen(origin);
  expect([await world.curl("https://example.test/"), await world.curl("https://example.test/")]).toMatchObject([{ body: "undefined" }, { body: "of-host" }]);
  expect(requests).toBe(3);
});

test.each(["full", "strict"] as const)("an origin that demands a certificate is no answer without one: 525 (%s)", async (ssl) => {
  world.zones.set("example.test", { ssl });
  const leaf = await world.originCa.leaf(["example.test"], -1, 30);
  const origin = createServer(
    { key: leaf.key, cert: leaf.certificate, requestCert: true, rejectUnauthorized: true, ca: authority.certificate },
    (_, response) => {
      response.end("in");
    },
  );
  world.originPorts.https = await world.listen(origin);
  const refused = await world.curl("https://example.test/");
  expect([520, 525]).toContain(refused.status);
  world.zones.set("example.test", { sharedOriginPull: true });
  expect(await world.curl("https://example.test/")).toMatchObject({ status: 200, body: "in" });
});
