import type { Hosts } from "../hosts/host";
import type { Instance, Part } from "../instance";
import type { Log } from "../log";
import type { Addresses } from "../machines/addresses";
import type { Authority } from "../pki/authority";
import type { Store } from "../store/store";

/** What the API of every vendor of machines needs. */
export interface MachinesApi {
  readonly instance: Instance;
  readonly store: Store;
  /** The bearer token that clients must send. */
  readonly token: string;
  readonly log: Log;
  readonly hosts: Hosts;
  readonly addresses: Addresses;
  /** Signs the certificate that the API shows. */
  readonly authority: Authority;
}

/** A vendor's actions in the background. */
interface Background {
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Serves a vendor's API, once its hosts match its records, for as long as its actions are carried out. The actions end when it cannot be served. */
export async function serveMachines(lifecycle: Background, serve: () => Promise<Part>): Promise<Part> {
  await lifecycle.resume();
  try {
    const server = await serve();
    return {
      close: async () => {
        await server.close();
        await lifecycle.close();
      },
    };
  } catch (cause) {
    await lifecycle.close();
    throw cause;
  }
}
