import { providerSchema } from "../contract/schema";
import { Refusal, type Definition } from "../engine";
import { Api } from "../http/api";
import { requiredEndpoint } from "../http/endpoint";
import { fault } from "./envelope";
import { firewall } from "./resources/firewall";
import { floatingIp } from "./resources/floating-ip";
import { floatingIpAssignment } from "./resources/floating-ip-assignment";
import { server } from "./resources/server";
import { sshKey } from "./resources/ssh-key";

interface Config {
  readonly token?: string;
  readonly endpoint?: string;
}

export const hcloud: Definition = {
  name: "hcloud",
  schema: providerSchema("hcloud"),
  converts: true,
  configure(values) {
    const { token, endpoint: configured }: Config = values;
    const endpoint = requiredEndpoint("hcloud", "endpoint", "HCLOUD_ENDPOINT", configured);
    if (token === undefined) throw new Refusal("Cannot configure hcloud without credentials: set hcloud:token or HCLOUD_TOKEN");
    if (token.length !== 64) throw new Refusal("Cannot configure hcloud as its token must have 64 characters: see hcloud:token or HCLOUD_TOKEN");
    const api = new Api({ vendor: "Hetzner", endpoint, headers: { Authorization: `Bearer ${token}` }, fault });
    return {
      resources: {
        "hcloud:index/firewall:Firewall": firewall(api),
        "hcloud:index/floatingIp:FloatingIp": floatingIp(api),
        "hcloud:index/floatingIpAssignment:FloatingIpAssignment": floatingIpAssignment(api),
        "hcloud:index/server:Server": server(api),
        "hcloud:index/sshKey:SshKey": sshKey(api),
      },
      functions: {},
    };
  },
};
