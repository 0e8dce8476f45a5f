import { createHash } from "node:crypto";
import { archive, receiveCommand } from "../../../../components/release/agent/activation";
import type { Release } from "../../../../components/release/common/release";
import { release } from "../../../support/site";

const scripts = { receive: "", activate: "#!/bin/bash\n", inspect: "" };
const entries = archive(release, scripts, "me@here");
const entry = (path: string) => entries.find((candidate) => candidate.path === path);

describe("the archive of a release", () => {
  test("holds secrets that only root reads, and public files that everybody may", () => {
    expect(entry("tls/privkey.pem")?.mode).toBe(0o600);
    expect(entry("tls/fullchain.pem")?.mode).toBe(0o644);
  });

  test("keeps what the host is told for root alone, and the activation is the one program in it", () => {
    const own = entries.filter(({ path }) => path.startsWith(".tlsup/"));
    expect(own.filter(({ mode }) => mode === 0o700).map(({ path }) => path)).toEqual([".tlsup/activate"]);
    expect(own.filter(({ mode }) => mode !== 0o600).map(({ path }) => path)).toEqual([".tlsup/activate"]);
  });

  test("says what the host needs to know in tables, a dot where nothing is said", () => {
    const whole: Release = {
      ...release,
      services: [
        { unit: "nginx.service", action: "reload", shared: true },
        { unit: "app.service", action: "restart", when: "application/" },
      ],
      probes: [
        { protocol: "https", serverName: "blog.example.com", port: 443, healthPath: "/healthz" },
        { protocol: "smtp", serverName: "mail.example.com", port: 25 },
        { protocol: "https", serverName: "blog.example.com", port: 443, healthPath: "/healthz", address: "2001:db8::7" },
        { protocol: "smtp", serverName: "mail.example.com", port: 25, address: "2001:db8::7" },
      ],
      certificateFiles: [{ path: "haproxy/certificate.pem", parts: ["fullChain", "privateKey"], owner: "haproxy" }],
      trees: { www: { source: "site", digest: "cd".repeat(32), parts: {} } },
      ports: [...release.ports, { port: 993, unit: "dovecot.service", demand: "open" }, { port: 143, unit: "dovecot.service", demand: "none" }],
      takeovers: ["/etc/nginx/conf.d/tlsup-blog.example.com.conf"],
      aliases: { "www.example.com": ["nginx/site.conf", "tls/fullchain.pem"], "shop.example.com": [], "a.example.com": ["nginx/site.conf"] },
    };
    const rows = (table: string, of = whole) => archive(of, scripts, "me@here").find(({ path }) => path === `.tlsup/${table}`)?.content;
    expect(rows("links")).toBe("/etc/nginx/conf.d/tlsup-blog.example.com.conf\tnginx/site.conf\n");
    expect(rows("services")).toBe("nginx.service\treload\t.\t.\tshared\napp.service\trestart\tapplication/\t.\t.\n");
    expect(rows("checks")).toBe("'/usr/sbin/nginx' '-t' '-q'\n");
    const [https, smtp] = ["https\tblog.example.com\t443\t/healthz", "smtp\tmail.example.com\t25\t."];
    expect(rows("probes")).toBe(`${https}\n${smtp}\n${https}\t2001:db8::7\n${smtp}\t2001:db8::7\n`);
    expect(rows("ports")).toBe("443\tnginx.service\t.\n993\tdovecot.service\topen\n143\tdovecot.service\tnone\n");
    expect(rows("domain")).toBe("blog.example.com\n");
    expect(rows("names")).toBe("nginx/site.conf\ntls/fullchain.pem\ntls/privkey.pem\n");
    expect(rows("aliases")).toBe("a.example.com\tnginx/site.conf\nshop.example.com\t.\nwww.example.com\tnginx/site.conf\nwww.example.com\ttls/fullchain.pem\n");
    expect(rows("certificate-files")).toBe("haproxy/certificate.pem\tfullChain privateKey\thaproxy\n");
    expect(rows("takeovers")).toBe("/etc/nginx/conf.d/tlsup-blog.example.com.conf\n");
    expect(rows("trees")).toBe(`www\t${"cd".repeat(32)}\n`);
    expect(rows("certificate")).toBe(`release\t${"ab".repeat(32)}\n`);
    const lineage = { source: "lineage", folder: "/etc/letsencrypt/live/blog" } as const;
    expect(rows("certificate", { ...whole, certificate: lineage })).toBe("lineage\t/etc/letsencrypt/live/blog\n");
    expect(rows("pushed-by")).toBe("me@here\n");
  });

  test("gives a unit the time that follows from its text, in whole seconds of long ago, and other files that of the push", () => {
    const links = { "/etc/systemd/system/app.service": "app/app.service" };
    const filesOf = (text: string) => ({ "app/app.service": text, other: text });
    const timed = (text: string) => archive({ ...release, files: filesOf(text), links }, scripts, "me@here").filter(({ mtime }) => mtime);
    const times = Array.from({ length: 200 }, (_, index) => timed(`# ${index}`)[0]!.mtime!.getTime() / 1000);
    expect(timed("# 0")).toEqual([expect.objectContaining({ path: "app/app.service", mtime: new Date(times[0]! * 1000) })]);
    expect(times.filter((time) => !Number.isInteger(time) || time < 0 || time >= 2 ** 28)).toEqual([]);
    // The more seconds there are to choose from, the less likely two texts share one.
    expect(Math.max(...times)).toBeGreaterThan(2 ** 27);
    expect(new Set(times).size).toBe(times.length);
  });

  test("has a checksum for every other file", () => {
    const sums = new Map(
      entry(".tlsup/sums")!
        .content.trimEnd()
        .split("\n")
        .map((line) => [line.slice(66), line.slice(0, 64)] as const),
    );
    for (const { path, content } of entries.filter(({ path }) => path !== ".tlsup/sums")) {
      expect(sums.get(path)).toBe(createHash("sha256").update(content).digest("hex"));
    }
    expect(sums.size).toBe(entries.length - 1);
  });

  test.each(["a\tb", "a\nb", "a\\b", ""])("is refused when a name would break the host's tables: %p", (name) => {
    expect(() => archive({ ...release, links: { "/etc/x": name } }, scripts, "me@here")).toThrow(/one line without tabs/);
    expect(() => archive({ ...release, files: { [name]: "" } }, scripts, "me@here")).toThrow(/one line without tabs/);
  });

  test.each(["a\tb", "a\nb", "a\\b", ""])("is refused when who pushes would break them: %j", (pusher) => {
    expect(() => archive(release, scripts, pusher)).toThrow("its names must be one line without tabs and backslashes");
  });

  test("is refused when a link of it would be put in force by its rehearsal", () => {
    expect(() => archive({ ...release, links: { "/usr/local/bin/x": "x" } }, scripts, "me@here")).toThrow(/must be below \/etc.*"\/usr\/local\/bin\/x"/);
  });
});

test("no content of a release is in a command line, secret or not", () => {
  const bare = { ...release, secrets: { "tls/privkey.pem": "CANARY" }, files: { a: "CANARY" } };
  const command = receiveCommand(bare, scripts, { folder: "folder", pusher: "me@here", clock: 0, entries: archive(bare, scripts, "me@here") });
  expect(command).not.toContain("CANARY");
});

describe("the command that takes a release in", () => {
  const command = (changes: Partial<Release> = {}) => {
    const changed = { ...release, ...changes };
    return receiveCommand(changed, scripts, { folder: "folder", pusher: "me@here", clock: 1, entries: archive(changed, scripts, "me@here") });
  };

  test("says how many files travel, and how many bytes they hold", () => {
    const travelling = archive(release, scripts, "me@here");
    expect(command()).toContain(`bytes=${Buffer.concat(travelling.map(({ content }) => Buffer.from(content))).length} entries=${travelling.length}\n`);
    const more = command({ files: { ...release.files, more: "ä" } });
    expect(more).toContain(`entries=${travelling.length + 1}\n`);
  });

  test("names each unit that the host must have once, and none that comes with the release", () => {
    const services = ["nginx.service", "nginx.service", "app.service"].map((unit) => ({ unit, action: "reload" }) as const);
    const links = { ...release.links, "/etc/systemd/system/app.service": "nginx/site.conf" };
    expect(/^units=\((.*)\)$/m.exec(command({ services, links }))?.[1]?.match(/[\w.]+/g)).toEqual(["nginx.service"]);
  });

  test("goes on to the activation unless folders are to come first", () => {
    expect(command()).toMatch(/\nreceive\nenter\n/);
    expect(command()).toContain("link_trees() { true; }");
    const withTrees = command({ trees: { www: { source: "site", digest: "cd".repeat(32), parts: {} } } });
    expect(withTrees).not.toMatch(/\nenter\n/);
    expect(withTrees).toMatch(/link_trees\(\) \{ true && [^;]*; \}/);
  });
});
