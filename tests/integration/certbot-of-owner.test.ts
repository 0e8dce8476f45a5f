import { certbotProvider } from "../../components/certificate/certbot/execution/certbot-provider";
import { giveCommand, takeCommand } from "../../components/certificate/certbot/host-commands";
import type { CertbotOutputs } from "../../components/certificate/certbot/lineage";
import { lineageScript } from "../../components/certificate/lineage/execution/host-lineage";
import { withSession, type Result } from "../../components/shared/execution/ssh";
import { Unfinished } from "../../components/shared/unfinished";
import { certbotInputs } from "../support/certbot-inputs";
import { Droplet, type KeyedDestination } from "../support/droplets";
import { listing } from "../support/owned-machines";

const [owners, moved] = ["owners.example.test", "moved.example.test"];
const confOf = (site: string): string => `/etc/letsencrypt/renewal/${site}.conf`;

/** What certbot writes, and after it settings that run commands, in each form that certbot's reader knows. */
const renewal = `# renew_before_expiry = 30 days
version = 2.1.0
archive_dir = /etc/letsencrypt/archive/${moved}
[renewalparams]
account = 0123
server = https://ca.example/dir
webroot_path = /var/lib/tlsup/acme,
pre_hook = a
renew_hook\t= b
"post_hook" = c
 'manual_auth_hook'\t= d
installer = e\ff = 1\rdeploy_hook = g
key_type = ecdsa\u{85}manual_cleanup_hook = h
[[webroot_map]]
${moved} = /var/lib/tlsup/acme
`;

/** A host whose owner uses certbot as well, and that another host's lineage comes to. */
describe("certbot of a host's owner", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;

  beforeAll(async () => {
    droplet = await Droplet.create("certbot-of-owner");
    destination = await droplet.destination();
    await droplet.run("apt-get -q update > /dev/null && apt-get -q install -y --no-install-recommends certbot > /dev/null");
  });
  afterAll(() => droplet.remove());

  const script = (args: readonly string[], input?: string): Promise<Result> =>
    withSession(destination, 30_000, (session) => session.run(lineageScript("certbot", args), input));
  const written = (conf: string, site: string): string => `base64 -d <<< ${Buffer.from(conf).toString("base64")} > renewal/${site}.conf`;
  const packed = (site: string, conf: string): Promise<string> =>
    droplet.run(
      `mkdir -p /root/pack/{accounts,{archive,live}/${site},renewal} && cd /root/pack && ${written(conf, site)} && tar -cz * | base64 -w 0; rm -r /root/pack`,
    );

  test("a lineage that comes from another host brings no setting that runs a command, however it is written", async () => {
    expect(await script(takeCommand({ ...certbotInputs, site: moved }), await packed(moved, renewal))).toMatchObject({ code: 0 });
    const read = `python3 -c 'import configobj, json; print(json.dumps(configobj.ConfigObj("${confOf(moved)}")))'`;
    expect(JSON.parse(await droplet.run(read))).toEqual({
      version: "2.1.0",
      archive_dir: `/etc/letsencrypt/archive/${moved}`,
      renewalparams: {
        account: "0123",
        server: "https://ca.example/dir",
        webroot_path: ["/var/lib/tlsup/acme"],
        webroot_map: { [moved]: "/var/lib/tlsup/acme" },
      },
    });
  });

  test("a lineage of the owner's with the site's name is refused before anything changes, and no removal touches it", async () => {
    const inputs = { ...certbotInputs, ...destination, site: owners, names: [owners] };
    await droplet.run(`cd /etc/letsencrypt && mkdir -p {archive,live}/${owners} renewal && ${written(renewal, owners)}`);
    const before = await droplet.run(listing);
    const error = await certbotProvider.create(inputs).catch((caught: unknown) => caught);
    expect(error).not.toBeInstanceOf(Unfinished);
    expect((error as Error).message).toBe(
      `Cannot keep the certificate for ${owners} on ${droplet.address} as ${confOf(owners)} must not be there: it is the host's owner's. ` +
        `Delete it (certbot delete --cert-name ${owners}), or hand it over (pulumi import)`,
    );
    expect(await script(takeCommand({ ...certbotInputs, site: owners }), await packed(owners, renewal))).toMatchObject({
      code: 23,
      stderr: expect.stringContaining("is the host's owner's") as string,
    });
    expect(await script(giveCommand({ ...certbotInputs, site: owners }))).toMatchObject({ code: 0, stdout: "" });
    await certbotProvider.delete("", { ...inputs, lineageKey: "", leaf: "", chain: "", fullChain: "", drift: [] } satisfies CertbotOutputs);
    expect((await droplet.run(listing)).split("\n")).toEqual(before.split("\n"));
  });
});
