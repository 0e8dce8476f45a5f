/** The makers of every vendor's machines, and the finders of every other kind of host, one line each. */
export { digitalocean } from "./digitalocean/droplet.component";
export { existing } from "./existing/existing-machine.component";
export { hetzner } from "./hetzner/server.component";
export { linode } from "./linode/linode.component";
