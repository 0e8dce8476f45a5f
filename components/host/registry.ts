/** Every vendor of machines, and every other kind of host, one line each; their makers and finders are in `registry.component.ts`. */
export { digitalocean } from "./digitalocean/settings";
export { existing } from "./existing/settings";
export { hetzner } from "./hetzner/settings";
export { linode } from "./linode/settings";
