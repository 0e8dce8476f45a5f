/** Everything that can stand in front of a site's host, one line each; what makes it is in `registry.component.ts`. */
export { cloudflare } from "./cloudflare/settings";
export { none } from "./none/settings";
