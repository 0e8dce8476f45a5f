import { createRequire } from "node:module";

/** The version of this package, which is its plugin's as well. */
export const { version } = createRequire(__filename)("tlsup/package.json") as { readonly version: string };
