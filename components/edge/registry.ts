/** Every edge that can stand in front of a site's host, one line each; their makers are in `registry.component.ts`. */
export { cloudflare } from "./cloudflare/settings";
export { none } from "./none/settings";
