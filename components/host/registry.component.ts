/** What makes the machines of every vendor, or finds the hosts of every other kind, one line each. */
export { digitalocean } from "./digitalocean/droplet.component";
export { existing } from "./existing/existing-machine.component";
export { hetzner } from "./hetzner/server.component";
