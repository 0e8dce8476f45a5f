import type { RecordCreateParams, RecordEditParams, RecordResponse } from "cloudflare/resources/dns/records";
import type { RuleCreateParams, RuleEditParams } from "cloudflare/resources/rulesets/rules";
import type { Finding } from "../../components/site/chain/codes";
import { observe } from "../../components/site/chain/execution/observe";
import { findings } from "../../components/site/chain/findings";
import type { SiteConfig } from "../../components/site/site-config";
import { overHttp } from "../../localcloud/cli/status";
import { inDays, make, type Wish } from "./certificate-maker";
import { check } from "./check";
import { delegatedTo } from "./delegation";
import { digitalOcean } from "./droplets";
import { cloudflare, containerAt, makeZone } from "./local-cloud";
import { OtherPlace } from "./other-place";
import { localSite, Stack } from "./program";
import { Shell } from "./shell";

/** A phase in which the site has one rule, which a test changes. */
export type SitePhase = "http_config_settings" | "http_request_cache_settings";

interface Rule {
  readonly id: string;
  readonly action: string;
  readonly action_parameters: object;
  readonly expression: string;
  readonly description: string;
  readonly ref: string;
}

interface Firewall {
  readonly name: string;
  readonly inbound_rules: readonly { readonly ports: string }[];
}

const dns = cloudflare().dns.records;
/** Until the last worker with the previous configuration is gone. */
export const reload =
  'old=$(pgrep --parent "$(cat /run/nginx.pid)"); systemctl reload nginx; for each in $old; do timeout 10 tail -s 0.02 --pid="$each" -f /dev/null; done';

/** A live site behind nginx, and ways to break it. Each `with...` returns the findings of `tlsup check` while something is wrong; afterwards there are none. */
export class SabotagedSite {
  readonly #shell: Shell;

  private constructor(
    readonly domain: string,
    readonly stack: Stack,
    readonly zone: string,
    readonly address: string,
    private record: RecordResponse,
  ) {
    this.#shell = new Shell(containerAt(address));
  }

  static async create(name: string): Promise<SabotagedSite> {
    const domain = `blog.${name}.test`;
    const zone = await makeZone(`${name}.test`);
    // A mode that differs from the site's own rule, so that a missing rule makes a difference.
    await cloudflare().zones.settings.edit("ssl", { zone_id: zone, value: "flexible" });
    const stack = await Stack.create(name);
    await bringUp(stack, domain, {});
    const { address } = await stack.chain();
    return new SabotagedSite(domain, stack, zone, address, await recordOf(zone));
  }

  up(changes: Partial<SiteConfig>): Promise<void> {
    return bringUp(this.stack, this.domain, changes);
  }

  async findings(): Promise<readonly Finding[]> {
    return (await check(this.stack.name, this.stack.program)).findings;
  }

  async codes(): Promise<string[]> {
    return codes(await this.findings());
  }

  /** Runs a script in the folder of the release in force. */
  host(script: string): Promise<string> {
    return this.#shell.run(`set -e; cd /opt/tlsup/${this.domain}/current; ${script}`);
  }

  async whileWrong(sabotage: () => Promise<unknown>, mend: () => Promise<unknown>): Promise<string[]> {
    return codes(await this.foundWhileWrong(sabotage, mend));
  }

  async foundWhileWrong(sabotage: () => Promise<unknown>, mend: () => Promise<unknown>): Promise<readonly Finding[]> {
    await sabotage();
    try {
      return await this.findings();
    } finally {
      await mend();
      expect(await this.codes()).toEqual([]);
    }
  }

  onServer(wrong: string, right: string): Promise<string[]> {
    return this.whileWrong(
      () => this.host(wrong),
      () => this.host(right),
    );
  }

  /** While a sed script has changed nginx's configuration, and `takeUp` has applied it. */
  withConfiguration(script: string, takeUp = reload): Promise<string[]> {
    const files = ["nginx/site.conf", "nginx/content.conf"];
    return this.onServer(`sed -i.bak '${script}' ${files.join(" ")}; ${takeUp}`, `${files.map((file) => `mv ${file}.bak ${file}; `).join("")}${takeUp}`);
  }

  async withAnother(
    fields: Pick<RecordCreateParams.ARecord, "name" | "content"> & { readonly type: "A" | "AAAA" | "TXT"; readonly proxied?: boolean },
  ): Promise<string[]> {
    let id = "";
    return this.whileWrong(
      async () => (id = (await dns.create({ zone_id: this.zone, ttl: 1, ...fields } as RecordCreateParams)).id),
      () => dns.delete(id, { zone_id: this.zone }),
    );
  }

  withRecord(changes: { readonly content?: string; readonly proxied?: boolean }): Promise<string[]> {
    const { id, content, proxied } = this.record;
    const edit = (fields: object) =>
      dns.edit(id, { zone_id: this.zone, name: this.domain, type: "A", ttl: 1, content, proxied, ...fields } as RecordEditParams);
    return this.whileWrong(
      () => edit(changes),
      () => edit({}),
    );
  }

  withoutRecord(): Promise<string[]> {
    return this.whileWrong(
      () => dns.delete(this.record.id, { zone_id: this.zone }),
      async () => {
        await this.stack.up("--refresh");
        this.record = await recordOf(this.zone);
      },
    );
  }

  async withCertificate(wish: Partial<Wish>): Promise<string[]> {
    const { certificate, key } = await make({ subject: `CN=${this.domain}`, names: [this.domain], notBefore: inDays(-1), notAfter: inDays(29), ...wish });
    const write = (file: string, text: string): string => `cp -a tls/${file} /root/${file}; cat > tls/${file} <<'END'\n${text}\nEND\n`;
    return this.onServer(
      `${write("fullchain.pem", certificate)}${write("privkey.pem", key)}${reload}`,
      `cp -a /root/fullchain.pem /root/privkey.pem tls/; rm /root/{fullchain,privkey}.pem; ${reload}`,
    );
  }

  /** While a release other than the one in force is served. */
  async withRelease(release: string): Promise<string[]> {
    const serve = (path: string): string => `ln -sfn ${path} /opt/tlsup/${this.domain}/current; ${reload}`;
    return this.onServer(serve(release), serve(await this.release()));
  }

  /** The folder of the release in force, to which `current` links. */
  release(): Promise<string> {
    return this.host(`readlink /opt/tlsup/${this.domain}/current`);
  }

  withSetting(id: string, wrong: string, right: string): Promise<string[]> {
    const set = (value: string) => cloudflare().zones.settings.edit(id, { zone_id: this.zone, value });
    return this.whileWrong(
      () => set(wrong),
      () => set(right),
    );
  }

  /** While the site's rule of a phase is changed, or missing. */
  async withRule(phase: SitePhase, changes: object | undefined): Promise<string[]> {
    const { rulesets } = cloudflare();
    const { id: list, rules } = (await rulesets.phases.get(phase, { zone_id: this.zone })) as { id: string; rules: readonly Rule[] };
    const [rule] = rules;
    if (!rule) throw new Error(`the site has no rule in ${phase}`);
    const { id, action, action_parameters, expression, description, ref } = rule;
    const said = { zone_id: this.zone, action, action_parameters, expression, description, ref, enabled: true };
    const edit = (fields: object) => rulesets.rules.edit(id, { ruleset_id: list, ...said, ...fields } as RuleEditParams);
    return this.whileWrong(
      () => (changes ? edit(changes) : rulesets.rules.delete(id, { zone_id: this.zone, ruleset_id: list })),
      () => (changes ? edit({}) : rulesets.rules.create(list, said as RuleCreateParams)),
    );
  }

  /** While another site's file on the host answers for the name: nginx takes the one that it reads first. */
  withOtherSite(): Promise<string[]> {
    const file = "/etc/nginx/conf.d/another.conf";
    const made =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=another -keyout /root/another.key -out /root/another.pem";
    const certificate = "ssl_certificate /root/another.pem; ssl_certificate_key /root/another.key";
    const server = `server { listen 443 ssl; server_name ${this.domain}; ${certificate}; return 200 another; }`;
    return this.onServer(`${made} 2> /dev/null; echo '${server}' > ${file}; ${reload}`, `rm ${file} /root/another.*; ${reload}`);
  }

  /** While the vendor's firewall lets nobody in to a port; what is found, whole. */
  async withoutPort(port: string): Promise<readonly Finding[]> {
    const [{ id = "" } = {}] = await this.stack.resources("digitalocean:index/firewall:Firewall");
    const { firewall } = await digitalOcean<{ firewall: Firewall }>("GET", `firewalls/${id}`);
    const put = (inbound_rules: Firewall["inbound_rules"]) => digitalOcean("PUT", `firewalls/${id}`, { ...firewall, inbound_rules });
    return this.foundWhileWrong(
      async () => {
        await put(firewall.inbound_rules.filter(({ ports }) => ports !== port));
        // Connections that the edge has kept would go on.
        await this.host("systemctl restart nginx");
      },
      () => put(firewall.inbound_rules),
    );
  }

  /** What is seen while the domain's name servers are others, which lead the name to a place that is not the edge. */
  async whileDelegatedTo(nameServer: string): Promise<string[]> {
    const place = await OtherPlace.open("another", await make({ subject: `CN=${this.domain}`, names: [this.domain] }));
    const { resolver, close } = await delegatedTo(nameServer, place.address);
    const { CLOUDFLARE_BASE_URL: url = "", CLOUDFLARE_API_TOKEN: token = "" } = process.env;
    const watching = { viewpoint: () => ({ resolver }), cloudflare: { url: overHttp(url), token } };
    const seen = await observe(`https://${this.domain}/`, watching, await this.stack.chain());
    await Promise.all([close(), place.close()]);
    return codes(findings(seen, new Date()));
  }

  /** While the record leads past the edge to a server that calls itself `cloudflare` and shows this certificate, or does not speak TLS. */
  async withPlace(shown: Partial<Wish> | undefined): Promise<string[]> {
    const place = await OtherPlace.open("cloudflare", shown && (await make({ subject: `CN=${this.domain}`, names: [this.domain], ...shown })));
    try {
      return await this.withRecord({ content: place.address, proxied: false });
    } finally {
      await place.close();
    }
  }
}

function codes(found: readonly Finding[]): string[] {
  return found.map(({ code, hop }) => `${hop} ${code}`);
}

async function bringUp(stack: Stack, domain: string, changes: Partial<SiteConfig>): Promise<void> {
  const proxy = { provider: "cloudflare", ssl: "full", cache: [{ path: "/kept/", edge: 7200 }], zoneWide: { tls13: true } } as const;
  const certificate = { source: "self-signed", days: 30 } as const;
  await stack.configure({
    site: localSite(domain, { proxy, certificate, server: { kind: "nginx", hsts: { maxAge: 300 }, healthPath: "/healthz" }, ...changes }),
  });
  await stack.up();
}

async function recordOf(zone: string): Promise<RecordResponse> {
  const [found] = (await dns.list({ zone_id: zone, type: "A" })).result;
  if (!found) throw new Error("the site has no record");
  return found;
}
