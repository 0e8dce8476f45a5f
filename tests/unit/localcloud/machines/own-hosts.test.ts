import type { Hosts } from "../../../../localcloud/hosts/host";
import { ownHosts } from "../../../../localcloud/machines/own-hosts";
import { FakeHosts } from "../hosts/fake-hosts";

const spec = { hostname: "host", system: "debian-12", address: "198.51.100.2", authorizedKeys: [] } as const;

let all: FakeHosts;
beforeEach(async () => {
  all = new FakeHosts();
  for (const id of ["12", "hetzner-12", "hetzner-34", "linode-12", "linode-1x"]) await all.create({ ...spec, id });
});
const idsOf = async (hosts: Hosts): Promise<string[]> => (await hosts.list()).map(({ id }) => id);

test.each([
  ["", ["12"]],
  ["hetzner-", ["12", "34"]],
  ["linode-", ["12"]],
])("with the prefix %j a vendor sees its own machines alone, by their numbers", async (prefix, seen) => {
  expect(await idsOf(ownHosts(all, prefix))).toEqual(seen);
});

test("a vendor that removes its machine leaves the one that has the same number at another vendor", async () => {
  await ownHosts(all, "hetzner-").destroy("12");
  expect(await idsOf(all)).toEqual(["12", "hetzner-34", "linode-12", "linode-1x"]);
});
