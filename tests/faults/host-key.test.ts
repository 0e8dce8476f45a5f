import { hostKeyProvider } from "../../components/host/common/execution/host-key";
import { withSession } from "../../components/shared/execution/ssh";
import { Host } from "../support/hosts";
import { Injector } from "../support/injector";

let host: Host;

/** Gives the host a key of its own, over a session in which it presents `temporaryKey`. */
async function rotate(temporaryKey = host.destination.hostKey): Promise<string> {
  return (await hostKeyProvider.create({ ...host.destination, temporaryKey, machine: "1" })).outs.hostKey;
}

/** What the host's SSH server presents is this key, and nothing else. */
async function expectPresented(hostKey: string): Promise<void> {
  const { stdout } = await withSession({ ...host.destination, hostKey }, 30_000, (session) =>
    session.run('cut -d " " -f 1,2 /etc/ssh/tlsup_host_ed25519_key.pub; ls /etc/ssh/ssh_host_* 2> /dev/null | wc -l'),
  );
  expect(stdout.trim().split("\n")).toEqual([hostKey, "0"]);
}

beforeEach(async () => (host = await Host.boot("host-key")));
afterEach(() => host.remove());

test("a host whose SSH server is being restarted is given its key when that is over", async () => {
  const injector = await Injector.install(host);
  let hostKey = "";
  const steps = await injector.trace(async () => (hostKey = await rotate()));
  const checks = steps.filter(({ key }) => /install -d|sshd -t/.test(key));
  expect(checks.length).toBeGreaterThan(0);
  for (const step of checks) {
    // As systemd takes the folder away and makes it again.
    await injector.arm(step, "rm -rf /run/sshd; touch /run/sshd; { sleep 1; rm -f /run/sshd; } > /dev/null 2>&1 &");
    await expectPresented(await rotate(hostKey));
    expect(await injector.disarm()).toBe(true);
  }
});

test("a session that breaks once the key is confirmed has had its way", async () => {
  await host.run(
    `systemd-run --quiet --collect bash -c 'until [ -e /etc/ssh/sshd_config.d/10-tlsup.conf ]; do sleep 0.005; done; pkill -KILL -f "^sshd: root@notty"'`,
  );
  await expectPresented(await rotate());
});

test("a configuration that sshd refuses is not in force: the run says why, and the next one has its way", async () => {
  await host.run("echo 'Nonsense yes' > /etc/ssh/sshd_config.d/50-somebody.conf");
  await expect(rotate()).rejects.toThrow(/Nonsense.*Run it again/);
  await host.run("rm /etc/ssh/sshd_config.d/50-somebody.conf");
  await expectPresented(await rotate());
});
