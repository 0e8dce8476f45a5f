import { providerSchema } from "../contract/schema";
import { Refusal, type Definition } from "../engine";
import { Api } from "../http/api";
import { requiredEndpoint } from "../http/endpoint";
import { fault } from "./envelope";
import { firewall } from "./resources/firewall";
import { instance } from "./resources/instance";
import { networkingIp } from "./resources/networking-ip";
import { networkingIpAssignment } from "./resources/networking-ip-assignment";
import { sshKey } from "./resources/ssh-key";

interface Config {
  readonly token?: string;
  readonly url?: string;
  readonly apiVersion?: string;
}

export const linode: Definition = {
  name: "linode",
  schema: providerSchema("linode"),
  converts: true,
  configure(values) {
    const { token, url, apiVersion = "v4" }: Config = values;
    const endpoint = requiredEndpoint("linode", "url", "LINODE_URL", url);
    if (token === undefined) throw new Refusal("Cannot configure linode without credentials: set linode:token or LINODE_TOKEN");
    const api = new Api({ vendor: "Linode", endpoint: `${endpoint}/${apiVersion}`, headers: { Authorization: `Bearer ${token}` }, fault });
    return {
      resources: {
        "linode:index/firewall:Firewall": firewall(api),
        "linode:index/instance:Instance": instance(api),
        "linode:index/networkingIp:NetworkingIp": networkingIp(api),
        "linode:index/networkingIpAssignment:NetworkingIpAssignment": networkingIpAssignment(api),
        "linode:index/sshKey:SshKey": sshKey(api),
      },
      functions: {},
    };
  },
};
