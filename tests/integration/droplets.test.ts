import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import fc from "fast-check";
import { type FirewallRule, renderFirewall } from "../../localcloud/hosts/firewall";
import { digitalOcean, Droplet, until } from "../support/droplets";

let droplet: Droplet;
beforeAll(async () => {
  const user_data = "#cloud-config\nwrite_files: [{path: /root/written, content: by user data}]\n";
  droplet = await Droplet.create("subject", { user_data });
  await droplet.run("cloud-init status --wait > /dev/null; systemd-run --quiet --unit listener python3 -m http.server 8080");
});
afterAll(() => droplet.remove());

/** Whether a connection comes about: `refused` by the host, `dropped` on the way. */
function reach(port: number, host = droplet.address): Promise<"open" | "refused" | "dropped"> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (outcome: "open" | "refused" | "dropped"): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once("connect", () => {
      end("open");
    });
    socket.once("error", () => {
      end("refused");
    });
    socket.once("timeout", () => {
      end("dropped");
    });
  });
}

describe("a droplet", () => {
  it("is a booted Debian 12 on which nothing failed, with what the user data says", async () => {
    expect(await droplet.run(". /etc/os-release; echo $ID $VERSION_ID; hostname; cat /root/written; echo; systemctl --failed --no-legend | wc -l")).toBe(
      "debian 12\nsubject\nby user data\n0",
    );
  });

  it("runs units that are shut in: a dynamic user, a read-only system, a credential", async () => {
    const settings = [
      "DynamicUser=yes",
      "ProtectSystem=strict",
      "PrivateTmp=yes",
      "PrivateDevices=yes",
      "ProtectHome=yes",
      "NoNewPrivileges=yes",
      "SystemCallFilter=@system-service",
      "LoadCredential=word:/root/written",
    ];
    const run =
      `systemd-run --quiet --pipe --wait ${settings.map((setting) => `--property=${setting}`).join(" ")} sh ` +
      "-c 'cat $CREDENTIALS_DIRECTORY/word; echo; " +
      "touch /etc/no 2> /dev/null || echo read-only; id -u'";
    expect(await droplet.run(run)).toMatch(/^by user data\nread-only\n6\d{4}$/);
  });

  it("keeps what is on its disk, its host keys and its address when it reboots, by its vendor's API or by itself", async () => {
    const identity = "cat /etc/machine-id /etc/ssh/ssh_host_*_key.pub /root/kept; ip -oneline -4 address show dev eth0";
    await droplet.run("echo kept > /root/kept");
    const before = await droplet.run(identity);
    const boot = (): Promise<string> => droplet.run("systemctl show --value --property=UserspaceTimestampMonotonic").catch(() => "");
    const first = await boot();
    await droplet.act({ type: "reboot" });
    const second = await boot();
    await droplet.run("systemctl reboot").catch(() => undefined);
    const third = await until(boot, (now) => now !== "" && now !== second);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(await droplet.run(identity)).toBe(before);
  });

  it("is off when it powers itself off", async () => {
    await droplet.run("systemctl poweroff").catch(() => undefined);
    await until(
      () => droplet.status(),
      (status) => status === "off",
    );
    await droplet.act({ type: "power_on" });
    expect(await droplet.run("echo on")).toBe("on");
  });
});

describe("IPv6", () => {
  it("is enabled on a droplet that runs, and stays when it reboots", async () => {
    await droplet.act({ type: "enable_ipv6" });
    const { droplet: seen } = await digitalOcean<{ droplet: { networks: { v6: { ip_address: string }[] } } }>("GET", `droplets/${String(droplet.id)}`);
    const address = seen.networks.v6[0]?.ip_address ?? "";
    expect(await droplet.run("hostname", address)).toBe("subject");
    await droplet.act({ type: "reboot" });
    expect(await droplet.run("hostname", address)).toBe("subject");
  });
});

describe("a reserved IP", () => {
  it("leads to its droplet, also after a reboot", async () => {
    const {
      reserved_ip: { ip },
    } = await digitalOcean<{ reserved_ip: { ip: string } }>("POST", "reserved_ips", { droplet_id: droplet.id });
    await until(
      () => digitalOcean<{ reserved_ip: { locked: boolean } }>("GET", `reserved_ips/${ip}`),
      ({ reserved_ip: { locked } }) => !locked,
    );
    expect(await droplet.run("hostname", ip)).toBe("subject");
    await droplet.act({ type: "reboot" });
    expect(await droplet.run("hostname", ip)).toBe("subject");
    await digitalOcean("DELETE", `reserved_ips/${ip}`);
  });
});

describe("a firewall", () => {
  const everywhere = { addresses: ["0.0.0.0/0", "::/0"] };
  const ssh = { protocol: "tcp", ports: "22", sources: everywhere };
  let id: string;

  const change = async (method: "POST" | "PUT", path: string, body: object): Promise<void> => {
    const { firewall } = await digitalOcean<{ firewall: { id: string } }>(method, path, { name: "subject", droplet_ids: [droplet.id], ...body });
    ({ id } = firewall);
    await until(
      () => digitalOcean<{ firewall: { status: string } }>("GET", `firewalls/${id}`),
      ({ firewall: { status } }) => status === "succeeded",
    );
  };

  it("drops what it does not name, in both directions, also after a reboot; without one everything passes", async () => {
    const listen =
      "systemctl is-active --quiet listener || systemd-run --quiet --unit listener python3 -m http.server 8080; " +
      "until ss -ltn | grep -q :8080; do sleep 0.1; done";
    const out = "timeout 2 bash -c '< /dev/tcp/198.51.100.1/9' 2>&1 | grep -q refused; echo $?";
    await droplet.run(listen);
    const [, v6 = ""] = / inet6 (2001:[^/]+)/.exec(await droplet.run("ip -oneline address show dev eth0")) ?? [];
    expect([await reach(8080), await reach(8080, v6)]).toEqual(["open", "refused"]);
    await change("POST", "firewalls", { inbound_rules: [ssh], outbound_rules: [{ protocol: "icmp", destinations: everywhere }] });
    expect([await reach(8080), await reach(8081), await reach(8080, v6), await reach(22, v6)]).toEqual(["dropped", "dropped", "dropped", "open"]);
    expect(await droplet.run(out)).toBe("1");
    await droplet.act({ type: "reboot" });
    await droplet.run(listen);
    expect(await reach(8080)).toBe("dropped");
    await change("PUT", `firewalls/${id}`, { inbound_rules: [ssh, { protocol: "tcp", ports: "8000-8080", sources: everywhere }], outbound_rules: [] });
    expect([await reach(8080), await reach(8081)]).toEqual(["open", "dropped"]);
    await digitalOcean("DELETE", `firewalls/${id}`);
    await until(
      () => reach(8081),
      (outcome) => outcome === "refused",
    );
  });

  it("is in words that nft understands for all rules", () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map((parts) => parts.join("/")),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map((parts) => parts.join("/")),
    );
    const ports = fc
      .tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }))
      .map(([one, two]) => ({ first: Math.min(one, two), last: Math.max(one, two) }));
    const rule: fc.Arbitrary<FirewallRule> = fc.record(
      { protocol: fc.constantFrom("tcp", "udp", "icmp"), addresses: fc.array(address), ports },
      { requiredKeys: ["protocol", "addresses"] },
    );
    fc.assert(
      fc.property(fc.array(rule), fc.array(rule), (inbound, outbound) => {
        execFileSync("unshare", ["--net", "nft", "--check", "--file", "-"], {
          input: renderFirewall({ inbound, outbound }),
          stdio: ["pipe", "ignore", "pipe"],
        });
      }),
      { numRuns: 50 },
    );
  });
});
