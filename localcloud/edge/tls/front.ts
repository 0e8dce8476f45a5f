import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type SecureContext, type Server as TlsServer, type TLSSocket } from "node:tls";
import { getExtensionData, NonTlsError, readTlsClientHello } from "read-tls-client-hello";
import type { Log } from "../../log";
import type { EdgeSettings, ZoneData } from "../../zones/zone";
import type { Certificates } from "./certificates";
import { rawAnswer } from "../raw-answer";
import { isCoveredByUniversalSsl, siteOf } from "../site";

export interface TlsFrontOptions {
  readonly zones: ZoneData;
  readonly certificates: Certificates;
  readonly log: Log;
  /** Takes over every connection whose handshake succeeded. */
  readonly accept: (socket: TLSSocket) => void;
}

type Version = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

const versions = { "1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2", "1.3": "TLSv1.3" } as const;
const handshakeTimeout = 10_000;

/** Fatal alerts (RFC 8446 section 6.2). */
const alerts = { handshakeFailure: 40, decodeError: 50, protocolVersion: 70 } as const;

/** Listens for TLS. Reads a connection's ClientHello, then refuses the connection or hands it to the server with the zone's versions. */
export class TlsFront {
  readonly #servers = new Map<string, TlsServer>();

  constructor(readonly options: TlsFrontOptions) {}

  listener(): Server {
    return createServer({ noDelay: true }, (socket) => void this.#greet(socket));
  }

  /** Reads the name itself: OpenSSL reports it only after choosing the protocol version, too late for a minimum version per zone. */
  async #greet(socket: Socket): Promise<void> {
    socket.on("error", () => socket.destroy());
    socket.setTimeout(handshakeTimeout, () => socket.destroy());
    try {
      const hello = await readTlsClientHello(socket);
      socket.setTimeout(0);
      this.#admit(socket, getExtensionData(hello, "server_name")?.serverName?.toLowerCase());
    } catch (error) {
      if (error instanceof NonTlsError) socket.end(rawAnswer(400, "The plain HTTP request was sent to the HTTPS port."));
      else this.#refuse(socket, alerts.decodeError, { reason: `the ClientHello cannot be read: ${(error as Error).message}` });
    }
  }

  #admit(socket: Socket, serverName: string | undefined): void {
    const site = serverName === undefined ? undefined : siteOf(this.options.zones, serverName);
    if (!site) return this.#refuse(socket, alerts.handshakeFailure, { serverName, reason: "no proxied record has this name" });
    if (!isCoveredByUniversalSsl(site.host, site.zone)) {
      return this.#refuse(socket, alerts.handshakeFailure, { serverName, reason: `Universal SSL covers ${site.zone.name} and one level below it only` });
    }
    const server = this.#serverFor(site.zone.settings);
    if (!server) return this.#refuse(socket, alerts.protocolVersion, { serverName, reason: "the minimum version is TLS 1.3, and TLS 1.3 is off" });
    socket.pause();
    server.emit("connection", socket);
  }

  #refuse(socket: Socket, alert: number, details: Record<string, unknown>): void {
    this.options.log.info("edge handshake refused", details);
    socket.end(Buffer.from([21, 3, 1, 0, 2, 2, alert]));
  }

  #serverFor(settings: EdgeSettings): TlsServer | undefined {
    const minVersion = versions[settings.minTlsVersion];
    const maxVersion = settings.tls13 ? "TLSv1.3" : "TLSv1.2";
    if (minVersion > maxVersion) return undefined;
    const key = `${minVersion} ${maxVersion}`;
    const server = this.#servers.get(key) ?? this.#createServer(minVersion, maxVersion);
    this.#servers.set(key, server);
    return server;
  }

  async #contextFor(serverName: string): Promise<SecureContext> {
    const zone = this.options.zones.zoneOf(serverName);
    if (!zone) throw new Error(`Cannot find the certificate of ${serverName}: its zone has just been deleted`);
    return this.options.certificates.contextFor(zone.name);
  }

  #createServer(minVersion: Version, maxVersion: Version): TlsServer {
    const server = createTlsServer({
      minVersion,
      maxVersion,
      // OpenSSL 3 allows TLS 1.0 and 1.1 at security level 0 only.
      ...(minVersion < "TLSv1.2" && { ciphers: "DEFAULT@SECLEVEL=0" }),
      ALPNProtocols: ["h2", "http/1.1"],
      handshakeTimeout,
      SNICallback: (serverName, answer) => {
        this.#contextFor(serverName.toLowerCase()).then(
          (context) => answer(null, context),
          (error: Error) => {
            this.options.log.error("edge certificate failed", { serverName, error: error.message });
            answer(error);
          },
        );
      },
    });
    server.on("tlsClientError", (error, socket) => {
      this.options.log.info("edge handshake failed", { serverName: socket.servername || undefined, error: error.message });
      socket.destroy();
    });
    return server.on("secureConnection", this.options.accept);
  }
}
