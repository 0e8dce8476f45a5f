/** Every vendor of machines, one line each; what makes them is in `registry.component.ts`. */
export { digitalocean } from "./digitalocean/settings";
export { hetzner } from "./hetzner/settings";
