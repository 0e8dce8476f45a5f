import { overHttp } from "../../localcloud/cli/status";
import type { VendorHost } from "../../components/host/vendors";
import { digitalOcean } from "./droplets";

/** A machine of an account. */
export interface ListedMachine {
  readonly name: string;
  /** Its own address; absent while it has none, or does not run yet: the local cloud puts a host's firewall in force a moment after the host starts. */
  readonly address?: string;
}

/** A vendor of machines, as a test looks at an account from outside. */
export interface TestedVendor {
  readonly host: VendorHost;
  /** The type of a machine in a stack. */
  readonly machine: string;
  machines(): Promise<readonly ListedMachine[]>;
  /** Machines, firewalls and whatever else bears a name, as `kind name`. */
  names(): Promise<readonly string[]>;
}

interface Droplet {
  readonly name: string;
  readonly networks: { readonly v4: readonly { readonly ip_address: string; readonly type: string }[] };
}

interface Server {
  readonly name: string;
  readonly status: string;
  readonly public_net: { readonly ipv4: { readonly ip: string } | null };
}

interface Linode {
  readonly label: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly ipv4: readonly string[];
}

type Named = Readonly<Record<string, readonly { readonly name: string }[]>>;

/** The answer of a vendor's API in the tests' local cloud. */
async function answer<T>(endpoint: string | undefined, token: string | undefined, path: string): Promise<T> {
  const url = `${overHttp(endpoint ?? "")}/${path}`;
  const response = await fetch(url, { headers: { Authorization: `Bearer ${token ?? ""}`, Connection: "close" } });
  if (!response.ok) throw new Error(`GET ${path}: ${String(response.status)} ${await response.text()}`);
  return (await response.json()) as T;
}

const hetznerAnswer = <T>(path: string): Promise<T> => answer(process.env.HCLOUD_ENDPOINT, process.env.HCLOUD_TOKEN, path);

/** The first 500 items of a listing, which are all. */
async function linodeItems<T>(path: string): Promise<readonly T[]> {
  return (await answer<{ readonly data: readonly T[] }>(process.env.LINODE_URL, process.env.LINODE_TOKEN, `v4/${path}?page_size=500`)).data;
}

/** A Linode's label is the vendor's, so its tag tells what made it. */
const linodeName = ({ tags, label }: Linode): string => tags[0]?.replace(/^tlsup:/, "") ?? label;

async function namesOf(kinds: readonly string[], ask: (kind: string) => Promise<Named>): Promise<string[]> {
  const listed = await Promise.all(kinds.map(async (kind) => ((await ask(kind))[kind] ?? []).map(({ name }) => `${kind} ${name}`)));
  return listed.flat();
}

/** Each vendor of which the local cloud has the API. */
export const vendors: Readonly<Record<"digitalocean" | "hetzner" | "linode", TestedVendor>> = {
  digitalocean: {
    host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
    machine: "digitalocean:index/droplet:Droplet",
    async machines() {
      const { droplets } = await digitalOcean<{ droplets: readonly Droplet[] }>("GET", "droplets?per_page=200");
      return droplets.map(({ name, networks }) => {
        const address = networks.v4.find(({ type }) => type === "public")?.ip_address;
        return { name, ...(address !== undefined && { address }) };
      });
    },
    names: () => namesOf(["droplets", "firewalls", "tags"], (kind) => digitalOcean<Named>("GET", `${kind}?per_page=200`)),
  },
  hetzner: {
    host: { provider: "hetzner", region: "fsn1", size: "cx23" },
    machine: "hcloud:index/server:Server",
    async machines() {
      const { servers } = await hetznerAnswer<{ servers: readonly Server[] }>("servers?per_page=50");
      return servers.map(({ name, status, public_net: net }) => ({ name, ...(status !== "initializing" && net.ipv4 && { address: net.ipv4.ip }) }));
    },
    names: () => namesOf(["servers", "firewalls", "ssh_keys", "floating_ips"], (kind) => hetznerAnswer<Named>(`${kind}?per_page=50`)),
  },
  linode: {
    host: { provider: "linode", region: "eu-central", size: "g6-nanode-1" },
    machine: "linode:index/instance:Instance",
    async machines() {
      return (await linodeItems<Linode>("linode/instances")).map((linode) => {
        const [address] = linode.ipv4;
        const isUp = linode.status !== "provisioning" && linode.status !== "booting";
        return { name: `${linodeName(linode)}-`, ...(isUp && address !== undefined && { address }) };
      });
    },
    async names() {
      const linodes = (await linodeItems<Linode>("linode/instances")).map((linode) => `instances ${linodeName(linode)}-`);
      const firewalls = (await linodeItems<Linode>("networking/firewalls")).map(({ label }) => `firewalls ${label}`);
      return [...linodes, ...firewalls];
    },
  },
};
