/** What the edge reads in a visitor's first bytes before it decides how to answer. */
export type ClientHello =
  | { readonly kind: "incomplete" }
  | { readonly kind: "not-tls" }
  | { readonly kind: "hello"; readonly serverName: string | undefined };

const incomplete: ClientHello = { kind: "incomplete" };
const notTls: ClientHello = { kind: "not-tls" };
const handshakeRecord = 22;
const clientHelloMessage = 1;
const serverNameExtension = 0;
const hostNameType = 0;

/**
 * Finds the server name (RFC 6066 section 3) in a ClientHello, which may span several TLS records (RFC 8446 section 5.1).
 * OpenSSL chooses the protocol version before it reports the name, too late for a minimum version that depends on it.
 */
export function readClientHello(bytes: Buffer): ClientHello {
  const message = joinRecords(bytes);
  if (message === undefined) return notTls;
  if (message.length > 0 && message[0] !== clientHelloMessage) return notTls;
  if (message.length < 4 || message.length < 4 + message.readUIntBE(1, 3)) return incomplete;
  return { kind: "hello", serverName: serverName(new Reader(message.subarray(4, 4 + message.readUIntBE(1, 3)))) };
}

function joinRecords(bytes: Buffer): Buffer | undefined {
  const fragments: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== handshakeRecord) return at === 0 ? undefined : Buffer.concat(fragments);
    if (bytes.length < at + 5) break;
    if (bytes[at + 1] !== 3) return undefined;
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    fragments.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return Buffer.concat(fragments);
}

function serverName(hello: Reader): string | undefined {
  hello.take(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  const extensions = new Reader(hello.vector(2));
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const content = extensions.vector(2);
    if (type === serverNameExtension) return firstHostName(new Reader(new Reader(content).vector(2)));
  }
  return undefined;
}

function firstHostName(names: Reader): string | undefined {
  while (names.left > 0) {
    const type = names.number(1);
    const name = names.vector(2);
    if (type === hostNameType) return name.toString("latin1").toLowerCase();
  }
  return undefined;
}

/** Reads what is there: past the end it yields nothing, and OpenSSL is the one to refuse a malformed message. */
class Reader {
  #at = 0;

  constructor(readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.#at;
  }

  take(length: number): Buffer {
    const taken = this.bytes.subarray(this.#at, this.#at + length);
    this.#at = Math.min(this.#at + length, this.bytes.length);
    return taken;
  }

  number(size: 1 | 2): number {
    const taken = this.take(size);
    return taken.length === size ? taken.readUIntBE(0, size) : 0;
  }

  vector(size: 1 | 2): Buffer {
    return this.take(this.number(size));
  }
}
