import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { promisify } from "node:util";
import { decode, encode, streamDecode, streamEncode, type Packet, type RecordType } from "dns-packet";
import fc from "fast-check";
import { respond } from "../../../../localcloud/dns/respond";
import { serveDns } from "../../../../localcloud/dns/serve";
import type { Part } from "../../../../localcloud/instance";
import { authorityOf, edgeAddress } from "./zone-fixture";

const { authority, remove } = authorityOf([
  { name: "www.example.test", type: "A", content: "192.0.2.1", proxied: true },
  { name: "example.test", type: "AAAA", content: "2001:db8::1" },
  { name: "example.test", type: "MX", content: "mail.example.test", priority: 5 },
  { name: "example.test", type: "CAA", content: '0 issue "ca.test"', data: { flags: 0, tag: "issue", value: "ca.test" } },
  { name: "text.example.test", type: "TXT", content: '"with \\"quotes\\"" "and more"' },
  { name: "circle.example.test", type: "CNAME", content: "circle.example.test" },
  { name: "long.example.test", type: "TXT", content: "x".repeat(700) },
  { name: "huge.example.test", type: "TXT", content: "x".repeat(2000) },
  ...Array.from({ length: 40 }, (_, index) => ({ name: "many.example.test", type: "TXT" as const, content: `${String(index)} ${"y".repeat(1800)}` })),
]);
const errors: unknown[] = [];
const log = { info: () => undefined, error: (...what: unknown[]) => void errors.push(what) };

let server: Part & { readonly port: number };
beforeAll(async () => {
  server = await serveDns((message, transport) => respond(authority, message, transport), "127.0.0.1", 0, log);
});
afterAll(async () => {
  await server.close();
  remove();
});

async function dig(...question: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("dig", ["@127.0.0.1", "-p", String(server.port), "+norec", "+tries=1", "+time=5", ...question]);
  return stdout;
}
const query = (name: string, type: RecordType, more: Partial<Packet> = {}): Packet => ({
  type: "query",
  id: 4711,
  questions: [{ name, type, class: "IN" }],
  ...more,
});

describe("as dig sees it", () => {
  it.each([
    [["www.example.test", "A"], `${edgeAddress}\n`],
    [["example.test", "AAAA"], "2001:db8::1\n"],
    [["example.test", "MX"], "5 mail.example.test.\n"],
    [["example.test", "CAA"], '0 issue "ca.test"\n'],
    [["text.example.test", "TXT"], '"with \\"quotes\\"" "and more"\n'],
    [["long.example.test", "TXT"], `"${"x".repeat(255)}" "${"x".repeat(255)}" "${"x".repeat(190)}"\n`],
    [["example.test", "NS"], "ada.ns.cloudflare.test.\nbob.ns.cloudflare.test.\n"],
  ])("%j is %j over UDP and TCP", async (question, answer) => {
    expect(await dig("+short", ...question)).toBe(answer);
    expect(await dig("+short", "+tcp", ...question)).toBe(answer);
  });

  it("is authoritative, speaks EDNS, and offers no recursion", async () => {
    const shown = await dig("www.example.test", "A");
    expect(shown).toMatch(/status: NOERROR[\s\S]*flags: qr aa;/);
    expect(shown).toContain("EDNS: version: 0, flags:; udp: 1232");
    expect(await dig("+noedns", "www.example.test", "A")).not.toContain("EDNS");
  });

  it("knows no other version of EDNS", async () => {
    expect(await dig("+edns=1", "+noednsnegotiation", "www.example.test", "A")).toContain("status: BADVERS");
  });

  it("truncates what does not fit a datagram, and dig comes back over TCP", async () => {
    expect(await dig("+ignore", "+noedns", "long.example.test", "TXT")).toMatch(/flags: qr aa tc;[^\n]* ANSWER: 0,/);
    expect(await dig("+noedns", "long.example.test", "TXT")).toMatch(/Truncated, retrying in TCP mode[\s\S]*\(TCP\)/);
    expect(await dig("+ignore", "long.example.test", "TXT")).toMatch(/flags: qr aa;[^\n]* ANSWER: 1,/);
    expect(await dig("+ignore", "+bufsize=4096", "huge.example.test", "TXT")).toContain("flags: qr aa tc;");
  });

  it("truncates even over TCP what no message can hold", async () => {
    expect(await dig("+tcp", "many.example.test", "TXT")).toMatch(/flags: qr aa tc;/);
  });

  it("says that a name is not there or leads nowhere, refuses other zones, transfers and other classes, and knows queries only", async () => {
    expect(await dig("nothing.example.test", "A")).toContain("status: NXDOMAIN");
    expect(await dig("circle.example.test", "A")).toContain("status: SERVFAIL");
    expect(await dig("example.org", "A")).toContain("status: REFUSED");
    expect(await dig("+tcp", "example.test", "AXFR")).toContain("Transfer failed");
    expect(await dig("version.bind", "TXT", "CH")).toContain("status: REFUSED");
    expect(await dig("+opcode=NOTIFY", "example.test", "SOA")).toContain("status: NOTIMP");
  });
});

describe("a TCP connection", () => {
  async function exchange(chunks: readonly Buffer[], count: number): Promise<Packet[]> {
    const socket: Socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    let received = Buffer.alloc(0);
    const packets: Packet[] = [];
    const complete = new Promise<void>((resolve, reject) => {
      socket.on("close", () => {
        reject(new Error(`closed after ${String(packets.length)} answers`));
      });
      socket.on("data", (chunk) => {
        received = Buffer.concat([received, chunk]);
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
          packets.push(streamDecode(received));
          received = received.subarray(2 + received.readUInt16BE(0));
        }
        if (packets.length === count) resolve();
      });
    });
    for (const chunk of chunks) {
      socket.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await complete;
    socket.destroy();
    return packets;
  }

  it("answers several queries in their order, however they are cut", async () => {
    const stream = Buffer.concat(Array.from({ length: 30 }, (_, id) => streamEncode(query("huge.example.test", "TXT", { id }))));
    const chunks = Array.from({ length: Math.ceil(stream.length / 7) }, (_, index) => stream.subarray(index * 7, index * 7 + 7));
    expect((await exchange(chunks, 30)).map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, id) => id));
  });

  it("holds back the queries of a client that does not read, and loses none", async () => {
    const count = 5000;
    const stream = Buffer.concat(Array.from({ length: count }, (_, id) => streamEncode(query("huge.example.test", "TXT", { id }))));
    expect((await exchange([stream], count)).at(-1)?.id).toBe(count - 1);
  });

  it("goes on after bytes that are not a DNS message", async () => {
    const nonsense = Buffer.concat([Buffer.from([0, 3]), Buffer.from("abc")]);
    expect(await exchange([nonsense, streamEncode(query("www.example.test", "A"))], 1)).toHaveLength(1);
  });
});

describe("a message", () => {
  it("is answered under its id, with its question as it was spelled", () => {
    const { id, questions } = decode(respond(authority, encode(query("wWw.ExAmPlE.TeSt", "A")), "udp")!);
    expect([id, questions?.[0]?.name]).toEqual([4711, "wWw.ExAmPlE.TeSt"]);
  });

  it("that is a response is not answered", () => {
    expect(respond(authority, encode({ type: "response", questions: [] }), "udp")).toBeUndefined();
  });

  it("with no question, or with more than one, has a format error", () => {
    for (const questions of [[], [...query("www.example.test", "A").questions!, ...query("example.test", "A").questions!]]) {
      expect(respond(authority, encode({ type: "query", questions }), "udp")!.readUInt16BE(2) & 0xf).toBe(1);
    }
  });

  it("whose name holds a dot or no text within a label has a format error: it could not be repeated", () => {
    const named = (label: Buffer): Buffer =>
      Buffer.concat([encode({ type: "query", questions: [] }).fill(1, 5, 6), Buffer.from([label.length]), label, Buffer.from([0, 0, 1, 0, 1])]);
    for (const label of [Buffer.from("a.b"), Buffer.from([0xff, 0xfe])]) expect(respond(authority, named(label), "udp")!.readUInt16BE(2) & 0xf).toBe(1);
  });

  it("of any octets makes no error, and no answer longer than the transport's limit", () => {
    const valid = encode(query("huge.example.test", "TXT"));
    const mutated = fc.tuple(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length)).map(([at, octet, length]) => {
      const copy = Buffer.from(valid);
      copy.writeUInt8(octet, at);
      return copy.subarray(0, length);
    });
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.uint8Array({ maxLength: 600 }).map((octets) => Buffer.from(octets)),
        ),
        (message) => {
          expect(respond(authority, message, "udp")?.length ?? 0).toBeLessThanOrEqual(1232);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("that is malformed does not keep the next one from its answer", async () => {
    const socket = createSocket("udp4");
    for (const nonsense of ["", "x", "\0".repeat(12), "\xff".repeat(500)]) socket.send(Buffer.from(nonsense, "latin1"), server.port, "127.0.0.1");
    socket.send(encode(query("www.example.test", "A")), server.port, "127.0.0.1");
    for (;;) {
      const [message] = (await once(socket, "message")) as [Buffer];
      if (message.readUInt16BE(0) === 4711) break;
    }
    socket.close();
    expect(errors).toEqual([]);
  });
});

it("says whose port it is when the port is taken", async () => {
  await expect(serveDns(() => undefined, "127.0.0.1", server.port, log)).rejects.toThrow(/EADDRINUSE/);
});
