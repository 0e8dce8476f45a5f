import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RecordCreateParams, RecordEditParams, RecordResponse } from "cloudflare/resources/dns/records";
import { inDays, make, type Wish } from "../support/certificate-maker";
import { check } from "../support/check";
import { root } from "../support/environment";
import { cloudflare, makeZone, onHost } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";

const domain = "blog.sabotaged.test";
const url = `https://${domain}/`;

/** What `tlsup check` says of a live site that somebody or something broke: the cause, and the hop it is at. */
describe("tlsup check on a site that was sabotaged", () => {
  let stack: Stack;
  let zone: string;
  let address: string;
  let record: RecordResponse;

  const dns = cloudflare().dns.records;
  const codes = async (): Promise<string[]> => (await check("sabotaged", stack.program)).findings.map(({ code, hop }) => `${hop} ${code}`);
  const host = (script: string): string => onHost(address, `set -e; cd /opt/tlsup/${domain}/current; ${script}`);
  const reload = "systemctl reload nginx; sleep 1";
  /** What is found while something is wrong; afterwards nothing is. */
  async function whileWrong(sabotage: () => Promise<unknown>, mend: () => Promise<unknown>): Promise<string[]> {
    await sabotage();
    try {
      return await codes();
    } finally {
      await mend();
      expect(await codes()).toEqual([]);
    }
  }
  const onServer = (wrong: string, right: string): Promise<string[]> =>
    whileWrong(
      () => Promise.resolve(host(wrong)),
      () => Promise.resolve(host(right)),
    );
  async function withAnother(
    fields: Pick<RecordCreateParams.ARecord, "name" | "content"> & { readonly type: "A" | "AAAA" | "TXT"; readonly proxied?: boolean },
  ) {
    let id = "";
    return whileWrong(
      async () => (id = (await dns.create({ zone_id: zone, ttl: 1, ...fields } as RecordCreateParams)).id),
      () => dns.delete(id, { zone_id: zone }),
    );
  }
  const withRecord = (changes: { readonly content?: string; readonly proxied?: boolean }): Promise<string[]> => {
    const { content, proxied } = record;
    const edit = (fields: object) => dns.edit(record.id, { zone_id: zone, name: domain, type: "A", ttl: 1, content, proxied, ...fields } as RecordEditParams);
    return whileWrong(
      () => edit(changes),
      () => edit({}),
    );
  };
  async function withCertificate(wish: Partial<Wish>): Promise<string[]> {
    const { certificate, key } = await make({ subject: `CN=${domain}`, names: [domain], notBefore: inDays(-1), notAfter: inDays(29), ...wish });
    const write = (file: string, text: string): string => `cp -a tls/${file} /root/${file}; cat > tls/${file} <<'END'\n${text}\nEND\n`;
    return onServer(
      `${write("fullchain.pem", certificate)}${write("privkey.pem", key)}${reload}`,
      `cp -a /root/fullchain.pem /root/privkey.pem tls/; rm /root/{fullchain,privkey}.pem; ${reload}`,
    );
  }

  beforeAll(async () => {
    zone = await makeZone("sabotaged.test");
    stack = await Stack.create("sabotaged");
    const certificate = { source: "self-signed", days: 30 } as const;
    await stack.configure({ site: localSite(domain, { certificate, server: { kind: "nginx", hsts: { maxAge: 300 } } }) });
    await stack.up();
    ({ address } = await stack.chain());
    const [found] = (await dns.list({ zone_id: zone, type: "A" })).result;
    if (!found) throw new Error("the site has no record");
    record = found;
  }, 240_000);
  afterAll(() => stack.dispose(), 120_000);

  test.each([
    ["another address of its name", { name: domain, type: "A", content: "192.0.2.9", proxied: true }, ["edge record-beside"]],
    ["an IPv6 address that nobody serves", { name: domain, type: "AAAA", content: "2001:db8::9", proxied: true }, ["edge record-beside"]],
  ] as const)(
    "%s is named",
    async (_, fields, found) => {
      expect(await withAnother(fields)).toEqual(found);
    },
    60_000,
  );

  test("a record and a text that show the origin's address are named", async () => {
    expect(await withAnother({ name: "old.sabotaged.test", type: "A", content: address, proxied: false })).toEqual(["edge origin-address-shown"]);
    expect(await withAnother({ name: "sabotaged.test", type: "TXT", content: `"v=spf1 ip4:${address} -all"` })).toEqual(["edge origin-address-shown"]);
  }, 60_000);

  test("a record that leads past the edge, or to another machine, is named before what follows from it", async () => {
    expect((await withRecord({ proxied: false }))[0]).toBe("edge not-proxied");
    expect((await withRecord({ content: "192.0.2.9" }))[0]).toBe("edge record-changed");
  }, 120_000);

  test("a record that is gone is named, and pulumi up --refresh makes it again", async () => {
    await dns.delete(record.id, { zone_id: zone });
    expect(await codes()).toContain("edge record-missing");
    await stack.up("--refresh");
    expect(await codes()).toEqual([]);
    record = (await dns.list({ zone_id: zone, type: "A" })).result[0] ?? record;
  }, 120_000);

  test("a server that is not running, or speaks no TLS, is the origin's", async () => {
    expect(await onServer("systemctl stop nginx", "systemctl start nginx; sleep 1")).toEqual(["origin bad-status", "origin port-closed"]);
    const plain = "sed -i.bak 's/listen 443 ssl/listen 443/' nginx/site.conf";
    expect(await onServer(`${plain}; systemctl restart nginx; sleep 1`, "mv nginx/site.conf.bak nginx/site.conf; systemctl restart nginx; sleep 1")).toEqual([
      "origin bad-status",
      "origin no-tls",
    ]);
  }, 120_000);

  test.each<[string, Partial<Wish>, string[]]>([
    ["of another key", {}, []],
    ["for another name", { names: ["other.sabotaged.test"] }, ["origin name-mismatch"]],
    ["that has expired", { notBefore: inDays(-40), notAfter: inDays(-1) }, ["origin certificate-expired"]],
    ["that is about to expire", { notBefore: inDays(-29), notAfter: inDays(1) }, ["origin renewal-overdue"]],
    ["that is not valid yet", { notBefore: inDays(2) }, ["origin certificate-not-yet-valid"]],
  ])(
    "a certificate %s at the origin is named",
    async (_, wish, others) => {
      expect(await withCertificate(wish)).toEqual(["origin not-the-pushed-certificate", ...others]);
    },
    60_000,
  );

  test("HSTS that is lost is named", async () => {
    const lose = "sed -i.bak '/Strict-Transport-Security/d' nginx/site.conf";
    expect(await onServer(`${lose}; ${reload}`, `mv nginx/site.conf.bak nginx/site.conf; ${reload}`)).toEqual(["origin hsts-not-sent"]);
  }, 60_000);

  test("is told to programs in their own ways: a page, metrics, and a look every so often until it is interrupted", async () => {
    const [page, metrics] = [join(stack.program, "chain.html"), join(stack.program, "chain.prom")];
    const run = spawn(
      process.execPath,
      [join(root, "bin", "tlsup.js"), "check", "sabotaged", "--json", "--watch", "1", "--html", page, "--prometheus", metrics],
      {
        cwd: stack.program,
      },
    );
    let output = "";
    await new Promise<void>((done) => run.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()).split("\n").length > 2 && done()));
    run.kill("SIGINT");
    expect(await new Promise((done) => run.once("close", done))).toBe(0);
    for (const line of output.trimEnd().split("\n")) expect(JSON.parse(line)).toMatchObject({ url, findings: [] });
    expect(readFileSync(page, "utf8")).toContain("every hop holds");
    expect(readFileSync(metrics, "utf8")).toContain(`tlsup_check_success{site="${url}"} 1\n`);
  }, 60_000);

  test("that cannot be looked at is told from one with findings, to programs that read the metrics as well", async () => {
    const metrics = join(stack.program, "none.prom");
    const run = promisify(execFile)(process.execPath, [join(root, "bin", "tlsup.js"), "check", "none", "--prometheus", metrics], { cwd: stack.program });
    await expect(run).rejects.toMatchObject({ code: 2 });
    expect(readFileSync(metrics, "utf8")).toContain('tlsup_check_success{site="none"} 0\n');
  }, 60_000);
});
