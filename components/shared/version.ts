import { createRequire } from "node:module";

/** The version of this package and its plugin. */
export const { version } = createRequire(__filename)("tlsup/package.json") as { readonly version: string };
