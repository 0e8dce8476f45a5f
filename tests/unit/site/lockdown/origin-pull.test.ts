import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { originPullProvider } from "../../../../components/site/lockdown/execution/origin-pull-provider";
import { straightRecord } from "../../../../components/site/lockdown/execution/straight-record";
import { straightFaults } from "../../../../components/site/lockdown/faults";
import { originPullInputsOf, type OriginPullInputs, type OriginPullOutputs } from "../../../../components/site/lockdown/origin-pull";
import { Unfinished } from "../../../../components/shared/unfinished";
import { cancel } from "../../../../components/shared/execution/cancellation";
import { make } from "../../../support/certificate-maker";
import { Api, masterToken } from "../../localcloud/apis/cloudflare/api-fixture";

const environment = { ...process.env };
const hostname = "blog.example.test";
const base = "/origin_tls_client_auth/hostnames";

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly cert_id?: string;
  readonly enabled?: boolean | null;
}

describe("the client certificate that the edge shows an origin", () => {
  let api: Api;
  let server: Server;
  /** Each request that changes something: its method and the last part of its path. */
  let changes: string[];

  beforeEach(async () => {
    api = await Api.open();
    changes = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (text: Buffer) => (body += text.toString()));
      request.on("end", () => {
        const { method = "GET", url = "" } = request;
        if (method !== "GET") changes.push(`${method} ${url.split("/").at(-1) ?? ""}`);
        const headers = { Authorization: request.headers.authorization ?? "" };
        void api.call(method, url.replace("/client/v4", ""), body === "" ? undefined : body, headers).then(({ status, headers: given, ...answer }) => {
          given.delete("content-length");
          response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
        });
      });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    process.env.CLOUDFLARE_API_TOKEN = masterToken;
    process.env.CLOUDFLARE_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
  });
  afterEach(() => {
    process.env = { ...environment };
    server.close();
    server.closeAllConnections();
    api.remove();
  });

  const inputs = async (host = hostname): Promise<OriginPullInputs> => {
    const { certificate, key } = await make({ subject: "CN=pull", uses: ["1.3.6.1.5.5.7.3.2"] });
    return { zoneId: api.zoneId, hostname: host, certificate, privateKey: key };
  };
  const unfinished = (run: Promise<unknown>): Promise<Unfinished> =>
    run.then(
      () => new Unfinished("it is whole", "", {}),
      (error: unknown) => error as Unfinished,
    );
  const choice = async (host = hostname): Promise<Shown> => (await api.inZone<Shown>("GET", `${base}/${host}`)).result;
  const uploaded = async (): Promise<string[]> =>
    (await api.inZone<Shown[]>("GET", `${base}/certificates`)).result.filter(({ status }) => status === "active").map(({ id }) => id);

  test("is not to be demanded as long as a record leads visitors straight to a host, unless it was demanded before", async () => {
    const record = { name: hostname, type: "A", content: "198.51.100.7", ttl: 60 };
    const lead = () => straightRecord({ zoneId: api.zoneId, hostname, token: undefined });
    expect(await lead()).toBeUndefined();
    const { id } = (await api.inZone("POST", "/dns_records", { ...record, proxied: true })).result;
    expect(await lead()).toBeUndefined();
    await api.inZone("PATCH", `/dns_records/${id}`, { proxied: false });
    expect(await lead()).toBe("198.51.100.7");
    await api.inZone("DELETE", `/dns_records/${id}`);
    await api.inZone("POST", "/dns_records", { ...record, type: "AAAA", content: "2001:db8::7", proxied: false });
    expect(await lead()).toBe("2001:db8::7");
    expect(straightFaults("198.51.100.7", hostname, "blog")).toEqual([
      {
        path: "blog.lockdown",
        problem: expect.stringMatching(/^must be left out until .*: a record of blog\.example\.test leads to 198\.51\.100\.7, past the edge$/),
        remedy: expect.stringContaining("Run once without lockdown"),
      },
    ]);
    await originPullProvider.create(await inputs());
    expect(await lead()).toBeUndefined();
  });

  test("is made when the edge shows it, and gone when it is deleted", async () => {
    const { id, outs } = await originPullProvider.create(await inputs());
    expect(id).toBe(`${api.zoneId}/${hostname}`);
    expect(await choice()).toMatchObject({ cert_id: outs.certificateId, enabled: true, status: "active" });
    expect((await originPullProvider.read(id, outs)).props.shown).toBe(true);
    await originPullProvider.delete(id, outs);
    expect((await api.inZone("GET", `${base}/${hostname}`)).status).toBe(404);
    expect(await uploaded()).toEqual([]);
    // Once more, of what is gone.
    await originPullProvider.delete(id, outs);
  });

  test("is changed by showing the next one before the last one goes", async () => {
    const { id, outs } = await originPullProvider.create(await inputs());
    const next = await inputs();
    expect(originPullProvider.diff(id, outs, next)).toEqual({ changes: true, replaces: [] });
    changes = [];
    const changed = await originPullProvider.update(id, outs, next);
    expect(changes).toEqual(["POST certificates", "PUT hostnames", `DELETE ${outs.certificateId}`]);
    expect(await choice()).toMatchObject({ cert_id: changed.outs.certificateId, enabled: true, status: "active" });
  });

  test("a change that was cut short belongs to the stack: the next run shows what its program says, and no other certificate is left", async () => {
    const [given, next] = [await inputs(), await inputs()];
    const { id, outs } = await originPullProvider.create(given);
    const cutShort = originPullProvider.update(id, outs, next, (step) => {
      if (step.endsWith("edge shows it")) throw new Error("cut short");
    });
    const { outs: left } = await unfinished(cutShort);
    expect(left).toMatchObject({ certificate: next.certificate, shown: false, former: [outs.certificateId] });
    const unshown = left as unknown as OriginPullOutputs;
    for (const wanted of [given, next]) expect(originPullProvider.diff(id, unshown, wanted).changes).toBe(true);
    const { outs: back } = await originPullProvider.update(id, unshown, given);
    expect(await choice()).toMatchObject({ cert_id: back.certificateId, enabled: true, status: "active" });
    expect(await uploaded()).toEqual([back.certificateId]);
    await originPullProvider.delete(id, { ...unshown, former: [back.certificateId] });
    expect((await api.inZone("GET", `${base}/${hostname}`)).status).toBe(404);
    expect(await uploaded()).toEqual([]);
  });

  test("is found where a run that was cut short has left it, and shared by names of one zone until the last of them goes", async () => {
    const given = await inputs();
    const first = await originPullProvider.create(given);
    const second = await originPullProvider.create({ ...given, hostname: "shop.example.test" });
    expect(second.outs.certificateId).toBe(first.outs.certificateId);
    await originPullProvider.delete(first.id, first.outs);
    expect(await choice("shop.example.test")).toMatchObject({ cert_id: second.outs.certificateId, enabled: true });
    await originPullProvider.delete(second.id, second.outs);
    expect(await uploaded()).toEqual([]);
  });

  test("that was switched off by hand is drift, and put back", async () => {
    const given = await inputs();
    const { id, outs } = await originPullProvider.create(given);
    await api.inZone("PUT", base, { config: [{ hostname, cert_id: outs.certificateId, enabled: false }] });
    const { props } = await originPullProvider.read(id, outs);
    expect(originPullProvider.diff(id, props, given)).toMatchObject({ changes: true, because: ["shown"] });
    expect(originPullProvider.diff(id, outs, given).changes).toBe(false);
    expect((await originPullProvider.update(id, props, given)).outs.shown).toBe(true);
    expect(await choice()).toMatchObject({ enabled: true });
  });

  test("what somebody else has chosen for the host name stays when it is deleted", async () => {
    const { id, outs } = await originPullProvider.create(await inputs());
    const other = await originPullProvider.create(await inputs("shop.example.test"));
    await api.inZone("PUT", base, { config: [{ hostname, cert_id: other.outs.certificateId, enabled: true }] });
    await originPullProvider.delete(id, outs);
    expect(await choice()).toMatchObject({ cert_id: other.outs.certificateId, enabled: true });
  });

  test("is not made while the edge shows another one, which the present server demands: a preview refuses it as a run does", async () => {
    const first = await originPullProvider.create(await inputs());
    const given = await inputs();
    const preview = async (news: Partial<OriginPullInputs>, olds?: OriginPullInputs) => originPullProvider.effects?.(news, olds);
    const refusal =
      /^Cannot lock blog\.example\.test down as Cloudflare's edge shows its origin another client certificate already: .* alias.* without lockdown/;
    await expect(originPullProvider.create(given)).rejects.toThrow(refusal);
    await expect(preview(given)).rejects.toThrow(refusal);
    await expect(preview({ zoneId: api.zoneId, hostname })).rejects.toThrow(refusal);
    await expect(preview(given, { ...given, hostname: "shop.example.test" })).rejects.toThrow(refusal);
    expect(await choice()).toMatchObject({ cert_id: first.outs.certificateId, enabled: true });
    expect(await uploaded()).toEqual([first.outs.certificateId]);
    // Its own: renewed, found again after a run that was cut short, and of another name.
    expect(await preview(given, first.outs)).toEqual([]);
    expect(await preview(originPullInputsOf(first.outs))).toEqual([]);
    expect(await preview({ ...given, hostname: "shop.example.test" })).toEqual([]);
    await api.inZone("PUT", base, { config: [{ hostname, cert_id: first.outs.certificateId, enabled: false }] });
    expect(await preview(given)).toEqual([]);
    expect((await originPullProvider.create(given)).outs.shown).toBe(true);
  });

  test("is previewed where the token may not see what the edge shows", async () => {
    await originPullProvider.create(await inputs());
    process.env.CLOUDFLARE_API_TOKEN = "w".repeat(40);
    expect(await originPullProvider.effects?.(await inputs())).toEqual([]);
  });

  test("a token that may not is told what it lacks, and no key", async () => {
    process.env.CLOUDFLARE_API_TOKEN = "w".repeat(40);
    const given = await inputs();
    const refused = originPullProvider.create(given);
    await expect(refused).rejects.toThrow(/permission Zone - SSL and Certificates - Edit/);
    await expect(refused).rejects.not.toThrow(/PRIVATE KEY/);
  });

  test("waiting ends when the engine asks to end, and what was uploaded belongs to the stack", async () => {
    const given = await inputs();
    const made = originPullProvider.create(given, (step) => {
      if (step.startsWith("waiting")) setTimeout(cancel, 50);
    });
    const { message, id, outs } = await unfinished(made);
    expect(message).toMatch(/abort|Cancelled/);
    const left = outs as unknown as OriginPullOutputs;
    expect(originPullProvider.diff(id, left, given)).toMatchObject({ changes: true, because: ["shown"] });
    await originPullProvider.delete(id, left);
    expect((await api.inZone<Shown[]>("GET", `${base}/certificates`)).result.filter(({ status }) => status !== "pending_deletion")).toEqual([]);
  });
});
