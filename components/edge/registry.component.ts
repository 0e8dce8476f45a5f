/** The makers of all edges, one line each. */
export { cloudflare } from "./cloudflare/front.component";
export { none } from "./none/front.component";
