import "reflect-metadata";
import { createServer as createPlain, isIP, type AddressInfo, type Server } from "node:net";
import os from "node:os";
import { createServer, type TlsOptions } from "node:tls";
import * as x509 from "@peculiar/x509";
import { decode, encode, RECURSION_DESIRED } from "dns-packet";
import type { Handshake } from "../../../../components/site/chain/handshake";
import { handshake, oldProtocols, type Place } from "../../../../components/site/chain/execution/handshake";
import { observe } from "../../../../components/site/chain/execution/observe";
import { CannotLook, hasWayTo, resolveAll } from "../../../../components/site/chain/execution/resolve";
import { serveDns } from "../../../../localcloud/dns/serve";
import { jsonLog } from "../../../../localcloud/log";
import { make } from "../../../support/certificate-maker";
import { TestAuthority } from "../../../support/faulty-chains";

const servername = "blog.example.com";
const servers: Server[] = [];

/** Where a server listens that was just started. */
async function started(server: Server): Promise<{ readonly address: string; readonly port: number }> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { address: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

async function seenOf(options: TlsOptions, ca: readonly string[]): Promise<Handshake> {
  return handshake({ ...(await started(createServer(options))), servername, ca });
}

const published = new x509.AuthorityInfoAccessExtension({ caIssuers: [new x509.GeneralName("url", "http://ca.example.net/lower.crt")] });

describe("a look at a server", () => {
  let authority: TestAuthority;
  let key: string;

  beforeAll(async () => {
    authority = await TestAuthority.create(servername);
    key = await authority.key();
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  test("sees the whole chain but its root, whether that is sent or not", async () => {
    const leaf = await authority.leaf();
    for (const cert of [leaf + authority.chain, leaf + authority.chain + authority.root.certificate]) {
      const seen = await seenOf({ key, cert }, [authority.root.certificate]);
      expect(seen).toMatchObject({ outcome: "done", verified: true, protocol: "TLSv1.3", intermediates: [{ subject: "CN=Lower" }, { subject: "CN=Upper" }] });
      expect(seen).not.toHaveProperty("missingIssuer");
    }
  });

  test("sees where a missing intermediate is published", async () => {
    const cert = await authority.leaf({ extensions: [published] });
    expect(await seenOf({ key, cert }, [authority.root.certificate])).toMatchObject({
      verified: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      intermediates: [],
      missingIssuer: "http://ca.example.net/lower.crt",
    });
  });

  test("misses nothing of an Origin CA's certificate, with its root or without", async () => {
    const root = await make({ subject: "CN=Origin", isAuthority: true });
    const cert = await authority.leaf({ issuer: root });
    for (const sent of [cert, cert + root.certificate]) {
      const seen = await seenOf({ key, cert: sent }, []);
      expect(seen).toMatchObject({ outcome: "done", intermediates: [], leaf: { issuer: "CN=Origin" } });
      expect(seen).not.toHaveProperty("missingIssuer");
    }
  });

  test("tells a certificate for another name", async () => {
    const cert = (await authority.leaf({ names: ["other.example.com"] })) + authority.chain;
    expect(await seenOf({ key, cert }, [authority.root.certificate])).toMatchObject({ verified: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  test("tells who does not listen from who does not speak TLS", async () => {
    const { address, port } = await started(createPlain((socket) => socket.on("error", () => undefined).end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect(await handshake({ address, port, servername, ca: [] })).toMatchObject({ outcome: "failed", obstacle: "no-tls" });
    const closed = createPlain();
    const place = await started(closed);
    await new Promise((done) => closed.close(done));
    expect(await handshake({ ...place, servername, ca: [] })).toMatchObject({ outcome: "failed", obstacle: "refused" });
  });

  test("tells in words why a server ends a handshake", async () => {
    const place = await started(createServer({ key, cert: await authority.leaf(), maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }));
    expect(await handshake({ ...place, servername, ca: [] })).toMatchObject({ reason: "tlsv1 alert protocol version", obstacle: "no-tls" });
  });

  test("finds the old versions that a server still speaks", async () => {
    const cert = await authority.leaf();
    const place = async (options: TlsOptions): Promise<Place> => ({ ...(await started(createServer({ key, cert, ...options }))), servername, ca: [] });
    expect(await oldProtocols(await place({ minVersion: "TLSv1.2" }))).toEqual([]);
    expect(await oldProtocols(await place({ minVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }))).toEqual(["TLSv1.1"]);
    expect(await oldProtocols(await place({ minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }))).toEqual(["TLSv1", "TLSv1.1"]);
  });
});

describe("the addresses of a name", () => {
  test("are itself when it is one", async () => {
    expect(await resolveAll("198.51.100.7", {})).toEqual(["198.51.100.7"]);
    expect(await resolveAll("[2001:db8::1]", {})).toEqual(["2001:db8::1"]);
  });

  test("cannot be looked for where no DNS server answers: that says nothing of the site", async () => {
    await expect(resolveAll(servername, { resolver: "127.0.0.1:1" })).rejects.toThrow(CannotLook);
  });

  type Answered = readonly string[] | string;
  const threeTimes = (each: string): [string, string, string] => [each, each, each];
  type Reply = string | "SERVFAIL" | "SERVFAIL once" | "none" | "NXDOMAIN";
  const codes: Readonly<Record<Reply, number>> = { SERVFAIL: 2, NXDOMAIN: 3 };
  /** The addresses as a DNS server tells them that answers so. */
  async function told(a: Reply, aaaa: Reply, needed?: readonly number[]): Promise<Answered> {
    const failed = new Set<string>();
    const respond = (message: Buffer): Buffer => {
      const { id = 0, questions = [] } = decode(message);
      const type = questions[0]?.type === "AAAA" ? "AAAA" : "A";
      const given = type === "A" ? a : aaaa;
      const reply = given === "SERVFAIL once" ? (failed.has(type) ? "2001:db8::7" : "SERVFAIL") : given;
      failed.add(type);
      const answers = isIP(reply) === 0 ? [] : [{ type, name: servername, ttl: 1, data: reply } as const];
      return encode({ type: "response", id, flags: RECURSION_DESIRED | (codes[reply] ?? 0), questions, answers });
    };
    const server = await serveDns(
      respond,
      "127.0.0.1",
      0,
      jsonLog(() => undefined),
    );
    try {
      const found = await resolveAll(servername, { resolver: `127.0.0.1:${server.port}` }, needed);
      return found instanceof Error ? found.message : found;
    } catch (error) {
      if (!(error instanceof CannotLook)) throw error;
      return "cannot look";
    } finally {
      await server.close();
    }
  }

  test.each<[a: Reply, aaaa: Reply, both: Answered, v4: Answered, neither: Answered]>([
    ["198.51.100.7", "2001:db8::7", ["198.51.100.7", "2001:db8::7"], ["198.51.100.7", "2001:db8::7"], ["198.51.100.7", "2001:db8::7"]],
    ["198.51.100.7", "none", ["198.51.100.7"], ["198.51.100.7"], ["198.51.100.7"]],
    ["198.51.100.7", "SERVFAIL", "cannot look", ["198.51.100.7"], ["198.51.100.7"]],
    ["SERVFAIL", "2001:db8::7", "cannot look", "cannot look", ["2001:db8::7"]],
    ["none", "SERVFAIL once", ["2001:db8::7"], ["2001:db8::7"], ["2001:db8::7"]],
    ["none", "SERVFAIL", "cannot look", "cannot look", "cannot look"],
    ["SERVFAIL", "SERVFAIL", ...threeTimes(`${servername} has no address: ESERVFAIL`)],
    ["NXDOMAIN", "SERVFAIL", ...threeTimes(`${servername} has no address: ENOTFOUND`)],
    ["none", "none", ...threeTimes(`${servername} has no address: ENODATA`)],
  ])("with %s for A and %s for AAAA are known, or cannot be looked up, by what is needed", async (a, aaaa, ...answered) => {
    expect([await told(a, aaaa, [4, 6]), await told(a, aaaa, [4]), await told(a, aaaa)]).toEqual(answered);
  });

  test("are no fault of a site's where this machine has no way to any of them", async () => {
    jest.spyOn(os, "networkInterfaces").mockReturnValue({});
    await expect(observe("https://[2001:db8::7]/", { viewpoint: () => ({}) })).rejects.toThrow(CannotLook);
    jest.restoreAllMocks();
  });

  test("are looked at where there can be a way to them", () => {
    for (const address of ["198.51.100.7", "::1", "fd00::1"]) expect(hasWayTo(address)).toBe(true);
  });
});
