import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { quote } from "../../components/shared/shell";
import { inDays, make } from "../support/certificate-maker";
import { digitalOcean } from "../support/droplets";
import { FakeGitHub } from "../support/forge";
import { cloudflare, makeZone, onHost } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { FakeGitLab } from "../support/gitlab";
import { commandOf, scriptOf } from "../support/workflow";

const domain = "blog.ci.test";

/** The steps of the workflow that `tlsup ci init` writes, run as a job runs them. */
describe("a pipeline", () => {
  let folder: string;
  let stack: Stack;
  let github: FakeGitHub;
  let gitlab: FakeGitLab;
  let zone: string;

  beforeAll(async () => {
    zone = await makeZone("ci.test");
    folder = mkdtempSync(join(tmpdir(), "tlsup-ci-"));
    stack = await Stack.create("ci");
    await stack.configure({ site: localSite(domain) });
    github = await FakeGitHub.start();
    gitlab = await FakeGitLab.start();
    for (const forge of ["github", "gitlab"]) await sh(`npx tlsup ci init ${forge} --stack ci`, {});
  });
  afterAll(async () => {
    await github.stop();
    await gitlab.stop();
    await stack.dispose();
    rmSync(folder, { recursive: true });
  });

  async function sh(script: string, environment: NodeJS.ProcessEnv): Promise<number> {
    try {
      await promisify(execFile)("sh", ["-c", script], { cwd: stack.program, env: { ...stack.environment, ...environment }, maxBuffer: 64 * 1024 * 1024 });
      return 0;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (typeof code === "number") return code;
      throw error;
    }
  }

  /** The tokens that the jobs use at Cloudflare: by default the one of this shell. */
  const tokens = new Map<string, string>();

  /** Runs a job's last command; returns its exit code and what it wrote into the summary of the run. */
  async function runJob(job: string, event: object = {}): Promise<{ readonly code: number; readonly summary: string }> {
    const [eventFile, summaryFile] = [join(folder, "event.json"), join(folder, "summary.md")];
    writeFileSync(eventFile, JSON.stringify(event));
    writeFileSync(summaryFile, "");
    const code = await sh(commandOf(join(stack.program, `.github/workflows/tlsup-ci${job === "drift" ? "-drift" : ""}.yml`), job), {
      ...github.environment(eventFile),
      GITHUB_STEP_SUMMARY: summaryFile,
      ...(tokens.has(job) && { CLOUDFLARE_API_TOKEN: tokens.get(job) }),
    });
    return { code, summary: readFileSync(summaryFile, "utf8") };
  }
  const pull = { pull_request: { number: 7 } };
  /** The same at GitLab. Returns the exit code. */
  const runAtGitLab = (job: string, more: NodeJS.ProcessEnv = {}): Promise<number> =>
    sh(scriptOf(join(stack.program, ".gitlab/tlsup-ci.yml"), `tlsup-ci-${job}`), {
      ...gitlab.environment,
      ...more,
      ...(tokens.has(job) && { CLOUDFLARE_API_TOKEN: tokens.get(job) }),
    });

  test("shows on a pull request what would be made", async () => {
    expect((await runJob("preview", pull)).code).toBe(0);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(/create \| `Droplet` \| `site`/);
  });

  test("applies the branch, and looks at the site from outside", async () => {
    const { code, summary } = await runJob("apply");
    expect({ code, summary }).toEqual({ code: 0, summary: "### Change of `ci`\n\nFrom outside, every hop holds.\n" });
  }, 240_000);

  test("keeps the certificate from running out within the year, which nothing else does", async () => {
    expect(await sh("npx tlsup calendar ci --every 1", {})).toBe(0);
    expect(await sh("npx tlsup calendar ci", {})).toBe(1);
  });

  test("has tokens with the least rights from now on, which are made once and then judged", async () => {
    const make = (...more: string[]): Promise<number> => sh(`npx tlsup ci tokens ci --folder ${folder}/tokens ${more.join(" ")}`, {});
    expect(await make("--from 127.0.0.0/8")).toBe(0);
    const token = (use: string): string => readFileSync(join(folder, `tokens/${use}.token`), "utf8");
    expect(statSync(join(folder, "tokens/apply.token")).mode & 0o777).toBe(0o600);
    for (const [job, use] of Object.entries({ preview: "preview", drift: "preview", apply: "apply", renew: "apply" })) tokens.set(job, token(use));
    expect(await make("--from 127.0.0.0/8")).toBe(0);
    // Other addresses were asked for than the token has.
    expect(await make("--from 192.0.2.0/24")).toBe(1);
  });

  test("finds nothing in the night after", async () => {
    expect((await runJob("drift")).code).toBe(0);
    expect(github.issues).toEqual([]);
  });

  test("keeps one issue of what somebody changed by hand, each thing with its words", async () => {
    const address = String((await stack.outputs()).address);
    const { certificate } = await make({ subject: `CN=${domain}`, names: [domain], notBefore: inDays(-1), notAfter: inDays(90) });
    const release = `/opt/tlsup/${domain}/current`;
    const unit = onHost(address, `cut -f1 ${release}/.tlsup/services | grep -m 1 ^tlsup-`).trim();
    onHost(
      address,
      `cd ${release}; echo '# by hand' | tee -a nginx/site.conf >> $(readlink -e /etc/systemd/system/${unit}); systemctl stop ${unit}; ` +
        `echo ${quote(certificate)} > tls/fullchain.pem; systemctl disable nginx; systemctl mask --runtime nginx 2> /dev/null; ` +
        `cd /etc/systemd/system/nginx.service.d; printf '[Service]\nNoNewPrivileges=no\n' > by-hand.conf`,
    );
    const [record] = (await cloudflare().dns.records.list({ zone_id: zone, type: "A" })).result;
    await cloudflare().dns.records.edit(record?.id ?? "", { zone_id: zone, type: "A", name: domain, content: "192.0.2.9", ttl: 1 });
    await cloudflare().zones.settings.edit("always_use_https", { zone_id: zone, value: "off" });
    const [{ id } = {}] = await stack.resources("digitalocean:index/firewall:Firewall");
    const { firewall } = await digitalOcean<{ firewall: { inbound_rules: object[] } }>("GET", `firewalls/${id ?? ""}`);
    const rule = { protocol: "tcp", ports: "8080", sources: { addresses: ["0.0.0.0/0"] } };
    await digitalOcean("PUT", `firewalls/${id ?? ""}`, { ...firewall, inbound_rules: [...firewall.inbound_rules, rule] });
    for (let night = 1; night <= 2; night++) expect((await runJob("drift")).code).toBe(1);
    expect(github.issues).toHaveLength(1);
    expect(github.issues[0]).toMatchObject({ title: "tlsup/ci is not as it should be", state: "open" });
    for (const words of [
      '`files["nginx/site.conf"]`',
      `${unit}"]\``,
      '`files["tls/fullchain.pem"]`',
      `\`${unit} is inactive\``,
      "`nginx.service is active, but no reboot starts it, with /etc/systemd/system/nginx.service.d/by-hand.conf by hand`",
      "`inboundRules removes 8080 tcp 0.0.0.0/0`",
      "record-changed",
      "leads to 192.0.2.9",
      "always_use_https: off",
    ])
      expect(github.issues[0]?.body).toContain(words);
    for (let night = 1; night <= 2; night++) expect(await runAtGitLab("drift")).toBe(1);
    expect(gitlab.writes).toEqual(["POST /projects/3/issues", "PUT /projects/3/issues/1"]);
  }, 300_000);

  test("leaves in the night what was changed by hand, as it changes only what is due, and undoes it when the branch is applied", async () => {
    const address = String((await stack.outputs()).address);
    expect(await runAtGitLab("renew")).toBe(1);
    expect((await cloudflare().dns.records.list({ zone_id: zone, type: "A" })).result[0]).toMatchObject({ content: "192.0.2.9" });
    expect(onHost(address, `tail -n 1 /opt/tlsup/${domain}/current/nginx/site.conf`)).toBe("# by hand\n");
    expect(await runAtGitLab("apply")).toBe(0);
    expect((await runJob("drift")).code).toBe(0);
    expect(github.issues).toMatchObject([{ state: "closed" }]);
    expect(onHost(address, "systemctl is-enabled nginx; ls /etc/systemd/system/nginx.service.d | grep by-hand")).toBe("enabled\nby-hand.conf\n");
  }, 300_000);

  test("refuses on the pull request what would be a broken chain, in the comment that is there", async () => {
    await stack.configure({ site: localSite(domain, { proxy: { provider: "cloudflare", ssl: "strict" } }) });
    expect((await runJob("preview", pull)).code).toBe(1);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain("untrusted-by-edge; visitors see: error 526");
  });

  test("writes the same as a note of a merge request", async () => {
    expect(await runAtGitLab("preview", { CI_MERGE_REQUEST_IID: "7" })).toBe(1);
    expect(gitlab.texts.at(-1)?.body).toContain("untrusted-by-edge; visitors see: error 526");
  });

  test("tells a stack that it cannot look at from one that is not as it should be", async () => {
    expect(await sh("npx tlsup ci drift missing", {})).toBe(2);
  });
});
