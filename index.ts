import { HttpsSite } from "./components";
import { stackConfig } from "./stacks/config";

const { site: config, secretEnvironment } = stackConfig();

const site = new HttpsSite("site", { ...config, ...(secretEnvironment && { secretEnvironment }) });

/** What visitors type. */
export const url = site.url;
/** The host's public address; visitors see the edge's. */
export const address = site.address;
/** SHA-256 of the certificate that the host was seen to serve. */
export const servedSha256 = site.servedSha256;
