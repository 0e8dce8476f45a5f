import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { EdgeCertificate } from "../../../../localcloud/edge/tls/certificates";
import { Store } from "../../../../localcloud/store/store";
import { selfSigned } from "./support/authority";
import { run, World } from "./support/world";

describe("the visitor's TLS connection", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
    await world.origin((_, response) => response.end("ok"), await selfSigned(["example.test"]));
  });
  afterEach(() => world.close());

  const handshake = (name: string | undefined, ...more: string[]) =>
    run("openssl", [
      "s_client",
      "-connect",
      `127.0.0.1:${world.edge.ports.https}`,
      "-CAfile",
      join(world.directory, "root.pem"),
      ...(name === undefined ? ["-noservername"] : ["-servername", name]),
      ...more,
    ]);

  test("shows a certificate that names the host and that the Universal SSL root vouches for", async () => {
    world.zones.record("www.example.test", "CNAME", "example.test");

    for (const name of ["example.test", "www.example.test"])
      expect((await handshake(name, "-verify_hostname", name)).stdout).toContain("Verify return code: 0 (ok)");
    expect(world.universal.issued).toEqual([["example.test", "*.example.test"]]);
  });

  test("finds the host name in upper case as well", async () => {
    expect((await handshake("EXAMPLE.test")).stdout).toContain("Verify return code: 0 (ok)");
  });

  test("uses one certificate for many connections at once, and the same after a restart", async () => {
    await Promise.all(Array.from({ length: 5 }, () => world.curl("https://example.test/")));
    await world.edge.close();
    await world.startEdge();
    expect(await world.curl("https://example.test/")).toMatchObject({ status: 200 });

    expect(world.universal.issued).toHaveLength(1);
  });

  test("renews a certificate thirty days before it ends", async () => {
    await world.edge.close();
    const collection = new Store(join(world.directory, "state")).collection<EdgeCertificate>("edge-certificates");
    const root = new X509Certificate(world.universal.certificate).fingerprint256;
    collection.put({ id: "example.test", root, ...(await world.universal.leaf(["example.test"], -61, 29)) });
    await world.startEdge();

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 200 });
    expect(world.universal.issued).toHaveLength(1);
  });

  test("does not use a certificate of a root that has been replaced", async () => {
    await world.edge.close();
    const collection = new Store(join(world.directory, "state")).collection<EdgeCertificate>("edge-certificates");
    collection.put({ id: "example.test", root: "another", ...(await world.originCa.leaf(["example.test"], -1, 89)) });
    await world.startEdge();

    expect(await world.curl("https://example.test/")).toMatchObject({ status: 200 });
  });

  test.each([
    ["a name without a record", "nobody.example.test"],
    ["a name of no zone", "nobody.invalid"],
    ["no name", undefined],
  ])("fails with a handshake_failure alert for %s", async (_, name) => {
    const { stderr, exitCode } = await handshake(name);

    expect(stderr).toContain("alert handshake failure");
    expect(exitCode).toBe(1);
  });

  test("fails for a DNS-only name, and again as soon as the proxy is turned off", async () => {
    expect((await handshake("example.test")).exitCode).toBe(0);
    world.zones.forget("example.test");
    world.zones.record("example.test", "A", "127.0.0.2", false);
    expect((await handshake("example.test")).stderr).toContain("alert handshake failure");
  });

  test("fails two levels below the zone, which Universal SSL does not cover, and the log says so", async () => {
    world.zones.record("a.b.example.test", "A", "127.0.0.2");

    expect((await handshake("a.b.example.test")).stderr).toContain("alert handshake failure");
    expect(world.logged).toContainEqual({
      event: "edge handshake refused",
      details: { serverName: "a.b.example.test", reason: "Universal SSL covers example.test and one level below it only" },
    });
  });

  const old = ["-cipher", "DEFAULT@SECLEVEL=0"];

  test.each([
    ["1.0", "-tls1", 0],
    ["1.1", "-tls1", 1],
    ["1.1", "-tls1_1", 0],
    ["1.2", "-tls1_1", 1],
    ["1.2", "-tls1_2", 0],
    ["1.3", "-tls1_2", 1],
    ["1.3", "-tls1_3", 0],
  ] as const)("minimum version %s, visitor %s: exit code %d", async (minTlsVersion, version, exitCode) => {
    world.zones.set("example.test", { minTlsVersion });

    expect((await handshake("example.test", version, ...(version === "-tls1_3" ? [] : old))).exitCode).toBe(exitCode);
  });

  test("TLS 1.3 can be turned off, and on again, for the next connection", async () => {
    world.zones.set("example.test", { tls13: false });
    expect((await handshake("example.test", "-tls1_3")).exitCode).toBe(1);
    expect((await handshake("example.test")).stdout).toContain("Protocol  : TLSv1.2");
    world.zones.set("example.test", { tls13: true });
    expect((await handshake("example.test", "-tls1_3")).exitCode).toBe(0);
  });

  test("each zone has its own minimum version", async () => {
    world.zones.add("modern.test", { minTlsVersion: "1.3" });
    world.zones.record("modern.test", "A", "127.0.0.2");

    expect((await handshake("modern.test", "-tls1_2")).exitCode).toBe(1);
    expect((await handshake("example.test", "-tls1_2")).exitCode).toBe(0);
  });

  test("a ClientHello in single bytes is understood", async () => {
    const recorded = connectTcp(world.edge.ports.https, "127.0.0.1");
    const hello = await clientHello();
    for (const byte of hello) {
      recorded.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    const [answer] = (await once(recorded, "data")) as [Buffer];
    recorded.destroy();

    const handshakeRecord = 22;
    expect(answer[0]).toBe(handshakeRecord);
  });

  test.each([
    ["is damaged", "16 03 01 00 05 01 00 00 09 03"],
    ["comes in several records", "16 03 01 00 04 01 00 00 09 16 03 01 00 09 03 03 00 00 00 00 00 00 00"],
  ])("a ClientHello that %s is refused with a decode_error alert", async (_, octets) => {
    const visitor = connectTcp(world.edge.ports.https, "127.0.0.1");
    visitor.write(Buffer.from(octets.replaceAll(" ", ""), "hex"));
    const [answer] = (await once(visitor, "data")) as [Buffer];
    visitor.destroy();
    expect([...answer]).toEqual([21, 3, 1, 0, 2, 2, 50]);
  });

  test("plain HTTP on the TLS port is answered with 400 in plain HTTP", async () => {
    const { stdout } = await run("curl", ["-sS", "-i", "--noproxy", "*", "--connect-to", `::127.0.0.1:${world.edge.ports.https}`, "http://example.test/"]);

    expect(stdout).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*The plain HTTP request was sent to the HTTPS port\./);
  });

  /** The first bytes of openssl's own client. */
  async function clientHello(): Promise<Buffer> {
    const server = createServer();
    const port = await world.listen(server);
    const received = once(server, "connection").then(async ([socket]: Socket[]) => {
      const [bytes] = (await once(socket as Socket, "data")) as [Buffer];
      socket?.destroy();
      return bytes;
    });
    await run("openssl", ["s_client", "-connect", `127.0.0.2:${port}`, "-servername", "example.test"]);
    return received;
  }
});
