import { releaseProvider } from "./https-server/execution/release-provider";
import { hostKeyProvider } from "./vps/execution/host-key";

/** The resources that tlsup itself carries out, on plain values: `tlsup/provider` is what the engine's process loads. */
export const providers = { release: releaseProvider, hostKey: hostKeyProvider } as const;
