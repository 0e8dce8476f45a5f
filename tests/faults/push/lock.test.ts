import { remove } from "../../../components/release/push/execution/push";
import { Host } from "../../support/hosts";
import { SiteInForce } from "../../support/site-in-force";

const limit = 300_000;
const domain = "blog.lock.test";

let host: Host;
let site: SiteInForce;

beforeAll(async () => {
  host = await Host.boot("lock");
  site = await SiteInForce.on(host, domain);
}, limit);
afterAll(() => host.remove(), limit);

test(
  "only root can hold what a push waits for",
  async () => {
    expect(await host.run("find /opt/tlsup -name '.*lock' -perm /077; find /opt/tlsup -name '.*lock' | wc -l")).toMatch(/^[1-9]\d*$/);
    await expect(host.run("runuser -u nobody -- flock --nonblock /opt/tlsup/.lock true")).rejects.toThrow(/Permission denied/);
  },
  limit,
);

test(
  "what the application starts does not hold it either",
  async () => {
    const holders = await host.run("systemctl restart tlsup-blog.lock.test; for fd in /proc/[0-9]*/fd/*; do [ ! $fd -ef /opt/tlsup/.lock ] || echo $fd; done");
    expect(holders).toBe("");
  },
  limit,
);

test(
  "a process of root that is no push is named when it holds the host",
  async () => {
    await host.holdLock();
    expect(await host.refusal(await site.next())).toMatch(
      /the process \d+ holds the lock of the host, \/opt\/tlsup\/\.lock: \S*flock \/opt\/tlsup\/\.lock sleep 600.*What the host serves was not touched/,
    );
    await host.run("systemctl stop holder");
    await site.renew();
  },
  limit,
);

test(
  "another user cannot keep packages from being installed",
  async () => {
    await host.run("systemd-run --quiet --unit=idler --uid=nobody sh -c 'exec 9< /opt/tlsup && flock 9 && sleep 600'");
    await site.renew({ ...(await site.next()), packages: [...site.release.packages, "hello"] });
    await host.run("systemctl stop idler");
  },
  limit,
);

test(
  "what waits for it while the last site goes ends, and leaves nothing",
  async () => {
    await host.holdLock();
    const removals = [1, 2].map(() => remove(host.destination, site.release));
    const renewal = `/opt/tlsup/${domain}/current/.tlsup/activate renew /opt/tlsup/${domain}`;
    await host.run(`systemd-run --quiet --collect --unit=renewal bash ${renewal}`);
    await host.run("until [ \"$(pgrep -fc '^flock --wait')\" = 3 ]; do sleep 0.1; done; systemctl stop holder");
    await Promise.all(removals);
    await host.run("while systemctl --quiet is-active renewal; do sleep 0.1; done");
    expect(await host.run("find /opt /etc -name '*tlsup*'")).toBe("");
  },
  limit,
);
