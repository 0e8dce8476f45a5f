import fc from "fast-check";
import * as commands from "../../../../localcloud/hosts/podman-commands";
import { seedFiles } from "../../../../localcloud/hosts/seed";
import { instanceAt } from "../../../../localcloud/instance";

const spec = {
  name: "tlsup-0123abcd-7",
  image: "localhost/tlsup-host:1",
  hostname: "web",
  address: "198.51.100.2",
  seed: "/state/hosts/7/seed",
  labels: { "tlsup.instance": "0123abcd", "tlsup.host": "7" },
};

it("makes a container that boots systemd at a fixed address in both layers, found again by its labels", () => {
  expect(commands.createContainer(spec, "tlsup-0123abcd").args.join(" ")).toBe(
    "create --name tlsup-0123abcd-7 --label tlsup.instance=0123abcd --label tlsup.host=7 --hostname web --network tlsup-0123abcd --ip 198.51.100.2 " +
      "--mac-address 02:00:c6:33:64:02 " +
      "--cap-add ALL --cap-drop SYS_MODULE,SYS_RAWIO,SYS_TIME --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt " +
      "label=disable --security-opt unmask=ALL " +
      "--systemd always --ulimit nofile=16384:16384 --ulimit nproc=16384:16384 --volume /state/hosts/7/seed:/var/lib/cloud/seed/nocloud:ro " +
      "localhost/tlsup-host:1 sh -c mount --make-rshared / && exec /sbin/init",
  );
});

it("asks for another OCI runtime before the command, where one is needed", () => {
  expect(commands.createContainer(spec, "n", "runc").args.slice(0, 3)).toEqual(["--runtime", "runc", "create"]);
});

it("makes the instance's network with its subnet, gateway and label", () => {
  const instance = instanceAt("/nowhere/cloud", 2);
  expect(commands.createNetwork(instance).args).toEqual([
    "network",
    "create",
    "--label",
    `tlsup.instance=${instance.id}`,
    "--disable-dns",
    "--subnet",
    "198.51.100.64/27",
    "--gateway",
    "198.51.100.65",
    `tlsup-${instance.id}`,
  ]);
});

it("stops and removes also what is not there", () => {
  expect(commands.stopContainer("c", 0).args).toEqual(["stop", "--ignore", "--time", "0", "c"]);
  expect(commands.removeContainers("a", "b").args).toEqual(["rm", "--force", "--ignore", "--volumes", "--time", "0", "a", "b"]);
});

it("lists by all of the given labels", () => {
  expect(commands.listContainers({ a: "1", b: "2" }).args).toEqual(["ps", "--all", "--format", "json", "--filter", "label=a=1", "--filter", "label=b=2"]);
});

it("keeps user data and keys as they are in the seed, whatever they contain", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" })), (userData, authorizedKeys) => {
      const files = seedFiles({ id: "7", hostname: "web", userData, authorizedKeys });
      expect(files["user-data"]).toBe(userData);
      expect(JSON.parse(files["meta-data"])).toEqual({ "instance-id": "7", "local-hostname": "web", "public-keys": authorizedKeys });
    }),
  );
});
