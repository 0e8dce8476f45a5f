import { push, remove } from "../../../components/release/push/execution/push";
import type { Release } from "../../../components/release/common/release";
import { watchHandshakes } from "../../support/handshakes";
import { Host, leafOf } from "../../support/hosts";
import { webRelease, webServers, withNewCertificate } from "../../support/web-release";

const limit = 300_000;
const [first, second] = ["first.rename.test", "second.rename.test"];

let host: Host;

beforeAll(async () => {
  host = await Host.boot("rename");
}, limit);
afterAll(() => host.remove(), limit);

/** A site that keeps its name on the host when its domain becomes another one. */
const siteOf = async (domain: string, kind: (typeof webServers)[number]): Promise<Release & { readonly certificate: { readonly source: "release" } }> =>
  withNewCertificate(await webRelease(domain, { kind }, [], { kind: "demo" }, {}, "renamed"));

/** The status that a domain answers with on the host. */
const status = (domain: string): Promise<string> =>
  host.run(`curl --silent --insecure --output /dev/null --write-out '%{http_code}' --max-time 5 --resolve ${domain}:443:127.0.0.1 https://${domain}/ || true`);

describe.each(webServers)("a site behind %s gets another domain", (kind) => {
  let [old, renamed] = [] as unknown as [Release, Release];

  test(
    "the new one is served, and the old one goes on with its own certificate: no handshake of either fails",
    async () => {
      old = await siteOf(first, kind);
      renamed = await siteOf(second, kind);
      await push(host.destination, old);
      const watch = await watchHandshakes(host.address, first, 20, async () => void (await push(host.destination, renamed)));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(old)] });
      const after = await watchHandshakes(host.address, second, 20, () => Promise.resolve());
      expect([...after.leaves.keys()]).toEqual([leafOf(renamed)]);
      expect([await status(first), await status(second)]).toEqual(["200", "200"]);
    },
    limit,
  );

  test(
    "what serves the old one goes when it is removed, and the site stays",
    async () => {
      const watch = await watchHandshakes(host.address, second, 20, () => remove(host.destination, old));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(renamed)] });
      expect(await host.run(`grep -rlF ${first} /opt/tlsup/renamed/current/ || true`)).toBe("");
      expect(await host.run("find /opt/tlsup -maxdepth 1 -type l -printf '%f %l\\n'")).toBe(`${second} renamed`);
      await remove(host.destination, renamed);
      expect(await host.run("ls -A /opt; find /etc -lname '/opt/tlsup/*'")).not.toMatch(/tlsup/);
    },
    limit,
  );
});
