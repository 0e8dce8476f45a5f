import { providerSchema } from "../contract/schema";
import { Refusal, type Definition } from "../engine";
import { Api } from "../http/api";
import { requiredEndpoint } from "../http/endpoint";
import { fault } from "./envelope";
import { getImage } from "./functions/get-image";
import { getRegions } from "./functions/get-regions";
import { getSshKey, getSshKeys } from "./functions/get-ssh-keys";
import { droplet } from "./resources/droplet";
import { firewall } from "./resources/firewall";
import { reservedIp } from "./resources/reserved-ip";
import { reservedIpAssignment } from "./resources/reserved-ip-assignment";
import { sshKey } from "./resources/ssh-key";
import { tag } from "./resources/tag";

interface Config {
  readonly token?: string;
  readonly apiEndpoint?: string;
}

export const digitalocean: Definition = {
  name: "digitalocean",
  schema: providerSchema("digitalocean"),
  converts: true,
  configure(values) {
    const { token, apiEndpoint }: Config = values;
    const endpoint = requiredEndpoint("digitalocean", "apiEndpoint", "DIGITALOCEAN_API_URL", apiEndpoint);
    if (token === undefined) throw new Refusal("Cannot configure digitalocean without credentials: set digitalocean:token or DIGITALOCEAN_TOKEN");
    const api = new Api({ vendor: "DigitalOcean", endpoint, headers: { Authorization: `Bearer ${token}` }, fault });
    return {
      resources: {
        "digitalocean:index/droplet:Droplet": droplet(api),
        "digitalocean:index/firewall:Firewall": firewall(api),
        "digitalocean:index/reservedIp:ReservedIp": reservedIp(api),
        "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": reservedIpAssignment(api),
        "digitalocean:index/sshKey:SshKey": sshKey(api),
        "digitalocean:index/tag:Tag": tag(api),
      },
      functions: {
        "digitalocean:index/getImage:getImage": getImage(api),
        "digitalocean:index/getRegions:getRegions": getRegions(api),
        "digitalocean:index/getSshKey:getSshKey": getSshKey(api),
        "digitalocean:index/getSshKeys:getSshKeys": getSshKeys(api),
      },
    };
  },
};
