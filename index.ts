import { HttpsSite } from "tlsup";
import { stackConfig } from "./stacks/config";

const { site: config, secretEnvironment, certificateSecrets, hostSecrets } = stackConfig();

const site = new HttpsSite("site", {
  ...config,
  ...(secretEnvironment && { secretEnvironment }),
  ...(certificateSecrets && { certificateSecrets }),
  ...(hostSecrets && { hostSecrets }),
});

/** What visitors type. */
export const url = site.url;
/** The host's public address; visitors see the edge's. */
export const address = site.address;
/** The chain as it was set up and verified; `tlsup check` compares it with what it sees. */
export const chain = site.chain;
