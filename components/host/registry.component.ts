/** What makes the machines of every vendor, one line each. */
export { digitalocean } from "./digitalocean/droplet.component";
