import { acmeDirectory } from "../../acme/directory";
import { forward } from "../../forward";
import { ports, type Instance, type Part } from "../../instance";
import { jsonLog } from "../../log";
import type { CertificateAuthority } from "../scenario";

/** The ACME server at another port, where it can stop answering without forgetting its accounts, as it would in a restart. */
export class CaFront implements CertificateAuthority {
  static readonly port = 14_001;
  #parts: readonly Part[] = [];

  constructor(private readonly instance: Instance) {
    this.start();
  }

  /** For clients on this machine, and for those on its hosts. */
  get directories(): { readonly acmeDirectory: string; readonly acmeDirectoryForHosts: string } {
    const { address, gateway } = this.instance;
    return { acmeDirectory: acmeDirectory(address, CaFront.port), acmeDirectoryForHosts: acmeDirectory(gateway, CaFront.port) };
  }

  start(): void {
    const { address, gateway } = this.instance;
    const log = jsonLog(() => undefined);
    this.#parts = [address, gateway].map((from) => forward({ from: { address: from, port: CaFront.port }, to: { address, port: ports.acme }, log }));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.close()));
    this.#parts = [];
  }
}
