// The part of DigitalOcean's SDK that the components use, without the rest of its main module.
export { Droplet } from "@pulumi/digitalocean/droplet";
export { Firewall } from "@pulumi/digitalocean/firewall";
export { ReservedIp } from "@pulumi/digitalocean/reservedIp";
export { ReservedIpAssignment } from "@pulumi/digitalocean/reservedIpAssignment";
export { SshKey } from "@pulumi/digitalocean/sshKey";
export { Tag } from "@pulumi/digitalocean/tag";
