import { leafFacts } from "../../components/certificate/x509/bundle";
import { inspectCommand } from "../../components/release/agent/activation";
import { drift, parseInspection } from "../../components/release/push/drift";
import { hostScripts } from "../../components/release/agent/execution/host-scripts";
import { push, remove, type ProvenRelease } from "../../components/release/push/execution/push";
import { fullChainPath, siteFolder, type Release } from "../../components/release/common/release";
import type { Destination } from "../../components/shared/destination";
import { withSession } from "../../components/shared/execution/ssh";
import { make, type Made } from "../support/certificate-maker";
import { Droplet, until } from "../support/droplets";
import { nginxRelease } from "../support/release";
import { webRelease } from "../support/web-release";

const domain = "push.test";
const home = siteFolder(domain);

/** What a push does on a host, seen from the host. */
describe("a push", () => {
  let droplet: Droplet;
  let destination: Destination;

  const differences = async (release: Release, { folder }: ProvenRelease): Promise<string[]> => {
    const { stdout } = await withSession(destination, 10_000, (session) => session.run(inspectCommand(release.site, hostScripts)));
    return drift(release, folder, parseInspection(stdout));
  };
  const state = (unit: string): Promise<string> => droplet.run(`echo $(systemctl is-active ${unit}) $(systemctl is-enabled ${unit})`);

  beforeAll(async () => {
    droplet = await Droplet.create("push");
    await until(
      () =>
        droplet.run("true").then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    destination = await droplet.destination();
  });
  afterAll(() => droplet.remove());

  test("installs what is missing, starts it, tells each step, and leaves no difference", async () => {
    const release = await nginxRelease(domain);
    const steps: string[] = [];
    const proof = await push(destination, release, (step) => steps.push(step));
    expect(steps).toEqual(["connecting", "uploading", expect.stringMatching(/^installing nginx/), "preparing", "testing", "proving"]);
    expect(proof.servedSha256).toBe(release.certificate.source === "release" && release.certificate.sha256);
    expect(await differences(release, proof)).toEqual([]);
    expect(await state("nginx.service")).toBe("active enabled");
  });

  test("is refused when a package is older than it must be, and says which", async () => {
    const release = await nginxRelease(domain, "new\n", { packages: ["nginx (>= 9:1)", "openssl"] });
    await expect(push(destination, release)).rejects.toThrow(/the package nginx must be >= 9:1: the host has 1\.\d+/);
    expect(await droplet.run(`curl -sk --resolve ${domain}:443:127.0.0.1 https://${domain}/`)).toBe("hello");
  });

  test("completes a release by commands that see the originals of what it takes over, and gives those back", async () => {
    await droplet.run("printf 'one\\n' > /etc/taken-over; chmod 0640 /etc/taken-over; chown nobody:mail /etc/taken-over");
    const taken = await nginxRelease(domain, "taken\n", {
      links: { "/etc/taken-over": "made/file" },
      takeovers: ["/etc/taken-over"],
      preparation: [["sh", "-c", "mkdir made && cat .before/etc/taken-over > made/file && echo two >> made/file"]],
    });
    const plain = await nginxRelease(domain);
    const release = { ...taken, links: { ...plain.links, ...taken.links } };
    const first = await push(destination, release);
    expect(await droplet.run("cat /etc/taken-over")).toBe("one\ntwo");
    expect(await differences(release, first)).toEqual([]);
    const second = await push(destination, { ...release, files: { ...release.files, "site/index.html": "again\n" } });
    expect(second.folder).not.toBe(first.folder);
    expect(await droplet.run("cat /etc/taken-over")).toBe("one\ntwo");
    await push(destination, plain);
    expect(await droplet.run("cat /etc/taken-over; stat -c '%a %U %G' /etc/taken-over")).toBe("one\n640 nobody mail");
  });

  test("refuses a release that cannot be completed, with the words of the command", async () => {
    const release = await nginxRelease(domain, "never\n", { preparation: [["sh", "-c", "echo the wheel is broken >&2; exit 3"]] });
    await expect(push(destination, release)).rejects.toThrow(/the wheel is broken. What the host serves was not touched/);
    expect(await droplet.run(`ls ${home}/releases | wc -l`)).toBe("3");
  });

  test("makes files of chain and key for their owner alone", async () => {
    const release = await nginxRelease(domain, "files\n", {
      certificateFiles: [{ path: "tls/both.pem", parts: ["fullChain", "privateKey"], owner: "www-data" }],
    });
    const proof = await push(destination, release);
    expect(
      await droplet.run(
        `stat -c '%a %U' ${home}/current/tls/both.pem; cat ${home}/current/tls/{fullchain,privkey}.pem | cmp - ${home}/current/tls/both.pem && echo same`,
      ),
    ).toBe("600 www-data\nsame");
    expect(await differences(release, proof)).toEqual([]);
    await droplet.run(
      `cd ${home}/current && chmod 0644 tls/both.pem && chown root tls/both.pem && echo x >> tls/privkey.pem && echo x > extra && rm nginx/site.conf`,
    );
    expect(await differences(release, proof)).toEqual([
      "nginx/site.conf is missing",
      "tls/privkey.pem has other content",
      "tls/both.pem has the mode 0644 instead of 0600",
      "tls/both.pem belongs to root instead of www-data",
      "extra is not of the release",
    ]);
    expect(await differences(release, await push(destination, release))).toEqual([]);
  });

  test("takes the certificate from where certbot keeps it, and again when it was renewed there", async () => {
    const authority = await make({ subject: "CN=authority", isAuthority: true });
    const issue = (): Promise<Made> => make({ subject: `CN=${domain}`, names: [domain], issuer: authority });
    const place = ({ certificate, key }: Made): Promise<string> =>
      droplet.run(
        `mkdir -p /etc/letsencrypt/live/push.test && cd /etc/letsencrypt/live/push.test && echo '${certificate}${authority.certificate}' > fullchain.pem ` +
          `&& echo '${key}' > privkey.pem`,
      );
    const [old, renewed] = [await issue(), await issue()];
    await place(old);
    const { files: all, ...plain } = await nginxRelease(domain);
    const files = Object.fromEntries(Object.entries(all).filter(([path]) => path !== fullChainPath));
    const release: Release = { ...plain, files, secrets: {}, certificate: { source: "lineage", folder: "/etc/letsencrypt/live/push.test" } };
    const proof = await push(destination, release);
    expect(proof.servedSha256).toBe(leafFacts(old.certificate).sha256);
    await place(renewed);
    expect(await droplet.run(`bash ${home}/current/.tlsup/activate renew ${home} | tail -n 1`)).toBe(`proven\t${leafFacts(renewed.certificate).sha256}`);
    expect(await differences(release, proof)).toEqual([]);
  });

  test("names the file that was broken before, and refuses", async () => {
    await droplet.run("echo 'nonsense;' > /etc/nginx/conf.d/foreign.conf");
    await expect(push(destination, await nginxRelease(domain, "x\n"))).rejects.toThrow(/was broken before.*nonsense.*\/etc\/nginx\/conf\.d\/foreign\.conf:1/s);
    await droplet.run("rm /etc/nginx/conf.d/foreign.conf");
  });

  test("goes over a login that may become root without a password, and over no other", async () => {
    await droplet.run(
      "useradd -m -s /bin/bash deploy; cp -r /root/.ssh /home/deploy/; chown -R deploy: /home/deploy/.ssh; " +
        "{ apt-get update -q && apt-get install -q -y sudo; } > /dev/null 2>&1; echo 'deploy ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/deploy",
    );
    const deploy = { ...destination, user: "deploy" };
    await push(deploy, await nginxRelease(domain, "by deploy\n"));
    expect(await droplet.run(`curl -sk --resolve ${domain}:443:127.0.0.1 https://${domain}/`)).toBe("by deploy");
    // sudo complains of a name that it cannot resolve, and goes on.
    await droplet.run("hostname > /root/name; hostname unresolved");
    expect(await withSession(deploy, 10_000, (session) => session.run("echo why >&2; exit 1"))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^sudo: unable to resolve host unresolved: .*\nwhy\n$/) as string,
    });
    await droplet.run('hostname "$(cat /root/name)"; rm /root/name /etc/sudoers.d/deploy');
    await expect(push(deploy, await nginxRelease(domain, "x\n"))).rejects.toThrow(/deploy must be root, or use sudo without a password/);
  });

  test("shares a server with another site, and stops it when the last one goes, as it was not there before", async () => {
    const other = await nginxRelease("other.push.test", "other\n");
    await push(destination, other);
    await remove(destination, { site: domain, domain, aliases: {} });
    expect(await state("nginx.service")).toBe("active enabled");
    expect(await droplet.run("curl -sk --resolve other.push.test:443:127.0.0.1 https://other.push.test/")).toBe("other");
    await remove(destination, other);
    expect(await state("nginx.service").catch(String)).toMatch(/inactive disabled/);
    expect(
      await droplet.run(
        "find / -xdev \\( -name '*tlsup*' -o -path '/etc/systemd/system/nginx.service.d' \\) -not -path '/var/*' -not -path '/usr/*' -not -path '/tmp/*'",
      ),
    ).toBe("");
  });

  test("leaves nothing of a unit that has failed when its site goes", async () => {
    const release = await webRelease(domain, { kind: "nginx" }, [], { kind: "demo" });
    const { unit = "" } = release.services.find((service) => service.unit.startsWith("tlsup-")) ?? {};
    await push(destination, release);
    const dropIn = `/run/systemd/system/${unit}.d`;
    await droplet.run(
      `mkdir -p ${dropIn}; printf '[Service]\\nRestart=no\\n' > ${dropIn}/test.conf; systemctl daemon-reload; systemctl kill --signal=KILL ${unit}`,
    );
    await until(
      () => droplet.run(`systemctl is-failed ${unit} || true`),
      (answer) => answer === "failed",
    );
    await remove(destination, release);
    expect(await droplet.run(`rm -r ${dropIn}; systemctl daemon-reload; systemctl list-units --failed --plain --no-legend 'tlsup*'`)).toBe("");
  });

  test("leaves a host as it was when the first one is rolled back", async () => {
    const release = await nginxRelease(domain, "x\n", {
      probes: [
        { protocol: "https", serverName: domain, port: 443, healthPath: "/" },
        { protocol: "tls", serverName: domain, port: 4433 },
      ],
    });
    await expect(push(destination, release)).rejects.toThrow(/nothing serves TLS for push\.test on port 4433, for 20 seconds. It was rolled back/);
    expect(await droplet.run("ls -A /opt/tlsup; echo $(systemctl is-active nginx)")).not.toMatch(/push\.test|^active/m);
  });

  test("is refused where /opt is a file system of its own, as systemd would not find the units there at boot", async () => {
    await droplet.run("mkdir -p /srv/opt && echo '/srv/opt /opt none bind' >> /etc/fstab && mount /opt");
    const release = await webRelease(domain, { kind: "nginx" }, [], { kind: "demo" });
    await expect(push(destination, release)).rejects.toThrow(
      /\/opt\/tlsup must be on the root file system, as systemd reads the site's units at boot before it mounts others: it is on the one mounted at \/opt\./,
    );
    // The owner's nginx is not confined, so that this site brings no unit.
    await droplet.run("systemctl start nginx");
    const beside = await webRelease(domain, { kind: "nginx", upstream: "http://127.0.0.1:1" });
    await push(destination, { ...beside, probes: [] });
    await remove(destination, beside);
    expect(await droplet.run("systemctl stop nginx; ls -A /opt; umount /opt; sed -i '/srv.opt/d' /etc/fstab")).toBe("");
    await push(destination, release);
  });
});
