/** What makes the machines of every vendor, one line each. */
export { digitalocean } from "./digitalocean/droplet.component";
export { hetzner } from "./hetzner/server.component";
