import { generateKeyPairSync } from "node:crypto";
import { stopClock } from "../stopped-clock";
import { Api } from "./api-fixture";

// What is made at the same time is told apart by nothing but the order in which it was made: ids are drawn.
const count = 10;
const numbers = Array.from({ length: count }, (_, index) => `n-${String(index)}`);
const rule = { protocol: "tcp", ports: "22", sources: { addresses: ["0.0.0.0/0"] } };

/** A public key that no other droplet has, as ssh-keygen writes it. */
function publicKey(): string {
  const field = (content: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, content.length]), content]);
  const raw = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  return `ssh-ed25519 ${Buffer.concat([field(Buffer.from("ssh-ed25519")), field(raw)]).toString("base64")}`;
}

interface Listed {
  /** Makes one; what it is told apart by. */
  readonly make: (api: Api, name: string) => Promise<unknown>;
  readonly list: (api: Api) => Promise<readonly unknown[]>;
  readonly newestFirst?: true;
}

const lists: Readonly<Record<string, Listed>> = {
  droplets: {
    make: async (api, name) => (await api.create({ name })).id,
    list: async (api) => (await api.succeed("GET", "droplets")).droplets.map(({ id }) => id),
  },
  actions: {
    make: async (api, name) => {
      const { links } = await api.succeed("POST", "droplets", { name, region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64" });
      return links.actions?.[0]?.id;
    },
    list: async (api) => (await api.succeed("GET", "actions")).actions.map(({ id }) => id),
    newestFirst: true,
  },
  keys: {
    make: async (api, name) => (await api.succeed("POST", "account/keys", { name, public_key: publicKey() })).ssh_key.name,
    list: async (api) => (await api.succeed("GET", "account/keys")).ssh_keys.map(({ name }) => name),
  },
  firewalls: {
    make: async (api, name) => (await api.succeed("POST", "firewalls", { name, inbound_rules: [rule] })).firewall.id,
    list: async (api) => (await api.succeed("GET", "firewalls")).firewalls.map(({ id }) => id),
  },
  "reserved IPs": {
    make: async (api) => (await api.succeed("POST", "reserved_ips", { region: "fra1" })).reserved_ip.ip,
    list: async (api) => (await api.succeed("GET", "reserved_ips")).reserved_ips.map(({ ip }) => ip),
  },
  tags: {
    // In another order than that of the names.
    make: async (api, name) => (await api.succeed("POST", "tags", { name: [...name].reverse().join("") })).tag.name,
    list: async (api) => (await api.succeed("GET", "tags")).tags.map(({ name }) => name),
  },
};

let api: Api;
beforeEach(async () => {
  stopClock();
  api = await Api.open();
  api.hosts.silent = true;
});
afterEach(async () => {
  jest.useRealTimers();
  await api.remove();
});

async function startAgain(): Promise<void> {
  const { directory, hosts } = api;
  await api.close();
  api = await Api.open(directory, hosts);
}

it.each(Object.entries(lists))(
  "%s that are made at the same time are listed in the order in which they were made, also by a daemon that starts again",
  async (_name, { make, list, newestFirst }) => {
    const made: unknown[] = [];
    for (const name of numbers) made.push(await make(api, name));
    if (newestFirst) made.reverse();
    expect(await list(api)).toEqual(made);
    await startAgain();
    expect(await list(api)).toEqual(made);
  },
);

it("droplets that one request makes are listed in its order, and on every page", async () => {
  await api.succeed("POST", "droplets", { names: numbers, region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64" });
  const pages = await Promise.all([1, 2, 3, 4].map((page) => api.succeed("GET", `droplets?per_page=3&page=${String(page)}`)));
  expect(pages.flatMap(({ droplets }) => droplets.map(({ name }) => name))).toEqual(numbers);
});

it("what is changed keeps its place, and what is made anew comes last", async () => {
  const make = async (): Promise<string> => (await api.succeed("POST", "reserved_ips", { region: "fra1" })).reserved_ip.ip;
  const ips = [await make(), await make(), await make()];
  await api.succeed("DELETE", `reserved_ips/${String(ips[0])}`);
  const anew = [await make()];
  // An address that was freed is given out after all others.
  while (anew.at(-1) !== ips[0]) anew.push(await make());
  const { id } = await api.create();
  await api.succeed("POST", `reserved_ips/${String(ips[1])}/actions`, { type: "assign", droplet_id: id });
  const order = [ips[1], ips[2], ...anew];
  expect((await api.succeed("GET", "reserved_ips")).reserved_ips.map(({ ip }) => ip)).toEqual(order);
  await startAgain();
  expect((await api.succeed("GET", "reserved_ips")).reserved_ips.map(({ ip }) => ip)).toEqual(order);
});
