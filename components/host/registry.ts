/** Every vendor of machines, and every other kind of host, one line each; what makes or finds them is in `registry.component.ts`. */
export { digitalocean } from "./digitalocean/settings";
export { existing } from "./existing/settings";
export { hetzner } from "./hetzner/settings";
