import { edgeFrom } from "../../../components/edge/edges";
import { planServer, type ServerSettings } from "../../../components/server/servers";
import { foreignFields, knownNames } from "../../../components/edge/common/request-headers";
import type { HttpServerContext, ServerPlan } from "../../../components/server/common/web-server";
import type { Content } from "../../../components/application/common/content";

const context: HttpServerContext<Content> = {
  site: "blog.example.com",
  domain: "blog.example.com",
  platform: { release: "debian-12" },
  content: { kind: "upstream", url: "http://127.0.0.1:8000" },
  edge: edgeFrom(["198.51.100.0/24"]),
};
const plan = (settings: ServerSettings, changes: Partial<typeof context> = {}): ServerPlan => planServer(settings, { ...context, ...changes }, () => "");
/** The configuration: what the host fills in for names to come is not part of it. */
const configuration = ({ files }: ServerPlan): [path: string, text: string][] => Object.entries(files).filter(([path]) => path !== "answer");
const textOf = (planned: ServerPlan): string =>
  configuration(planned)
    .map(([, text]) => text)
    .join("");

describe.each(["nginx", "caddy", "apache", "haproxy"] as const)("%s", (kind) => {
  test("has its files in a folder of its own, and every link leads to one of them", () => {
    const planned = plan({ kind });
    const { files, links, takeovers = [] } = planned;
    for (const [path] of configuration(planned)) expect(path).toMatch(new RegExp(`^${kind}/`));
    for (const target of Object.values(links)) expect(files).toHaveProperty([target]);
    for (const path of takeovers) expect(links).toHaveProperty([path]);
  });

  test("follows Mozilla's guidelines: six ciphers for TLS 1.2, none when it is not spoken", () => {
    const aead = /(AES[-_]?(128|256)[-_]GCM|CHACHA20[-_]POLY1305)/g;
    expect(textOf(plan({ kind })).match(aead)).toHaveLength(kind === "haproxy" ? 12 : 6);
    expect(textOf(plan({ kind, tls: "modern" }))).not.toMatch(aead);
    expect(textOf(plan({ kind, tls: "modern" }))).not.toMatch(/tls ?v?1\.2/i);
  });

  test("offers the key exchange that only newer ones know where it is known", () => {
    expect(textOf(plan({ kind }))).not.toMatch(/mlkem/i);
    expect(/mlkem/i.test(textOf(plan({ kind }, { platform: { release: "debian-13" } })))).toBe(kind !== "caddy");
  });

  test("asks nobody who the visitor is when there is no edge", () => {
    expect(textOf(plan({ kind }))).toContain("CF-Connecting-IP");
    expect(textOf(plan({ kind }, { edge: edgeFrom([]) }))).not.toMatch(/CF-Connecting-IP|198\.51\.100/);
  });

  test("drops every header of the policy by its name or by its beginning, and the edge's as well when there is no edge", () => {
    const text = textOf(plan({ kind }, { edge: edgeFrom([]) })).toLowerCase();
    for (const fields of [foreignFields, context.edge.fields]) {
      const wanted = kind === "nginx" ? knownNames(fields) : [...fields.prefixes, ...fields.names];
      expect(wanted.filter((name) => !new RegExp(`[ "-]${name}[ "*\n]`).test(text))).toEqual([]);
    }
  });

  test("may serve several sites where each has a file of its own", () => {
    const { links, services } = plan({ kind });
    const isSitesOwn = Object.keys(links).every((path) => path.includes(context.site));
    for (const { shared = false } of services) expect(shared).toBe(isSitesOwn);
    expect(isSitesOwn).toBe(kind === "nginx" || kind === "apache");
  });

  test("listens on both web ports, each held by its own unit, and is proven by https at the path that is asked for", () => {
    const unit = `${kind === "apache" ? "apache2" : kind}.service`;
    expect(plan({ kind }).ports).toEqual([
      { port: 80, unit },
      { port: 443, unit },
    ]);
    expect(plan({ kind }).probes).toEqual([{ protocol: "https", serverName: "blog.example.com", port: 443, healthPath: "/" }]);
    expect(plan({ kind, healthPath: "/healthz" }).probes.map((probe) => "healthPath" in probe && probe.healthPath)).toEqual(["/healthz"]);
  });

  test("redirects http unless it is told not to, and then serves it the same", () => {
    const redirects = (settings: ServerSettings): boolean => /(return 30\d|redir|Rewrite\w+|redirect) [^\n]*https:\/\//i.test(textOf(plan(settings)));
    expect([redirects({ kind }), redirects({ kind, redirectToHttps: true }), redirects({ kind, redirectToHttps: false })]).toEqual([true, true, false]);
  });

  test("tells browsers to come by https only where that is wanted", () => {
    const value = (settings: ServerSettings): string[] => textOf(plan(settings)).match(/max-age=\d+(; includeSubDomains)?/g) ?? [];
    expect(value({ kind })).toEqual([]);
    expect(new Set(value({ kind, hsts: {} }))).toEqual(new Set(["max-age=63072000"]));
    expect(new Set(value({ kind, hsts: { maxAge: 300, includeSubdomains: true } }))).toEqual(new Set(["max-age=300; includeSubDomains"]));
  });

  test("does not run a Python program", () => {
    expect(() => plan({ kind }, { content: { kind: "wsgi", pythonPath: [], callable: "demo:application", python: "/usr/bin/python3" } })).toThrow(
      `Cannot plan ${kind} for blog.example.com as it cannot run a program in Python: use gunicorn`,
    );
  });
});

test("haproxy serves no files, and says which servers do", () => {
  expect(() => plan({ kind: "haproxy" }, { content: { kind: "files", folder: "/srv/www" } })).toThrow(
    "Cannot plan haproxy for blog.example.com as it cannot serve files: use apache, caddy or nginx",
  );
});

test("nginx finds a name that is too long for its table by a regular expression", () => {
  const nameIn = (domain: string) => [...textOf(plan({ kind: "nginx" }, { domain })).matchAll(/^ *server_name (.*);$/gm)].map(([, name]) => name);
  const long = `${"a".repeat(34)}.example.com`;
  expect(nameIn(long)).toEqual([long, long]);
  const tooLong = `a${long}`;
  expect(nameIn(tooLong)).toEqual(Array(2).fill(`~^${"a".repeat(35)}\\.example\\.com$`));
});

test.each(["nginx", "apache"] as const)("%s reads the wildcards of every site after all other names, as the first that matches counts", (kind) => {
  const plans = [
    plan({ kind }, { site: "a", aliases: [{ name: "www.example.com" }, { name: "*.example.com" }] }),
    plan({ kind }, { site: "z", domain: "z.example.com", aliases: [{ name: "*.example.org" }] }),
  ];
  const links = Object.fromEntries(plans.flatMap((planned) => Object.entries(planned.links).map(([path, target]) => [path, planned.files[target] ?? ""])));
  const sorted = Object.keys(links)
    .filter((path) => /\/(conf\.d|sites-enabled)\//.test(path))
    .sort();
  const areWildcards = sorted.map((path) => links[path]!.includes("/aliases/~"));
  expect(areWildcards).toEqual([...areWildcards].sort());
  expect(areWildcards.filter((are) => !are)).toHaveLength(4);
  const others = [...plans[0]!.files[`${kind}/others.conf`]!.matchAll(/ (\S+aliases\/\S+?);?$/gm)].map(([, read = ""]) => read);
  expect(others).toEqual(["current", "current/former"].map((folder) => `/opt/tlsup/a/${folder}/${kind}/aliases/[!~]*.conf`));
});

test("nginx reads the wildcards of a site, current and former, from one file, which is the last", () => {
  const { links, files } = plan({ kind: "nginx" }, { site: "a", aliases: [{ name: "www.example.com" }, { name: "*.example.com" }] });
  const paths = [...Object.keys(links), ...Object.keys(plan({ kind: "nginx" }, { site: "z", domain: "z.example.com" }).links)];
  const sorted = paths.filter((path) => path.includes("/conf.d/")).sort();
  expect(sorted.slice(-2)).toEqual([expect.stringContaining("tlsup-a.wildcards"), expect.stringContaining("tlsup-z.wildcards")]);
  const reads = [...files["nginx/wildcards.conf"]!.matchAll(/ (\S+aliases\/\S+?);?$/gm)].map(([, read = ""]) => read);
  expect(reads).toEqual(["current", "current/former"].map((folder) => `/opt/tlsup/a/${folder}/nginx/aliases/~*.conf`));
});

describe("of wildcards that both fit a name, as its asterisk also stands for dots, apache reads", () => {
  const asterisks = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*").replace("[!", "[^")}$`);
  /** The files in the order in which Apache reads them, each the first time; `former`: those that only a release before this one had. */
  const read = (sites: Readonly<Record<string, { readonly own: readonly string[]; readonly former?: readonly string[] }>>): string[] => {
    const file = (site: string, folder: string, name: string): string => `/opt/tlsup/${site}/${folder}apache/aliases/${name.replace("*", "~")}.conf`;
    const plans = Object.entries(sites).map(([site, { own }]) => plan({ kind: "apache" }, { site, aliases: own.map((name) => ({ name })) }));
    const links = plans.flatMap((planned) => Object.entries(planned.links).map(([path, target]): [string, string] => [path, planned.files[target] ?? ""]));
    const texts = links.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
    const there = Object.entries(sites).flatMap(([site, { own, former = [] }]) => [
      ...own.map((name) => file(site, "current/", name)),
      ...former.map((name) => file(site, "current/former/", name)),
    ]);
    const patterns = [...texts.join("").matchAll(/^Include(?:Optional)? (\S+~\S+)$/gm)].map(([, pattern = ""]) => asterisks(pattern));
    const all = patterns.flatMap((pattern) => there.filter((path) => pattern.test(path)).sort());
    return [...new Set(all)].map((path) => path.replace(/^\/opt\/tlsup\/(.+?)\/.*\/~(.*)\.conf$/, "$1 *$2"));
  };

  test.each([
    ["another site's", { a: { own: ["*.example.com"] }, b: { own: ["*.shop.example.com"] } }, ["b *.shop.example.com", "a *.example.com"]],
    ["its own", { a: { own: ["*.example.com", "*.shop.example.com"] } }, ["a *.shop.example.com", "a *.example.com"]],
    ["a former", { a: { own: ["*.example.com"], former: ["*.shop.example.com"] } }, ["a *.shop.example.com", "a *.example.com"]],
    ["another site's former", { a: { own: ["*.example.com"] }, b: { own: [], former: ["*.shop.example.com"] } }, ["b *.shop.example.com", "a *.example.com"]],
    ["not a former", { a: { own: ["*.shop.example.com"], former: ["*.example.com"] } }, ["a *.shop.example.com", "a *.example.com"]],
    [
      "the deepest",
      { a: { own: ["*.u.example.com"] }, b: { own: ["*.t.s.r.u.example.com", "*.q.t.s.r.u.example.com"] } },
      ["b *.q.t.s.r.u.example.com", "b *.t.s.r.u.example.com", "a *.u.example.com"],
    ],
  ])("%s first, the deeper one", (_, sites, expected) => expect(read(sites)).toEqual(expected));
});

test("apache believes an edge of one range as one of several", () => {
  const text = (...edgeRanges: string[]): string => textOf(plan({ kind: "apache" }, { edge: edgeFrom(edgeRanges) }));
  const more = [" || %{CONN_REMOTE_ADDR} -ipmatch '203.0.113.0/24'", "  RemoteIPInternalProxy 203.0.113.0/24\n"];
  const two = text("198.51.100.0/24", "203.0.113.0/24");
  expect(more.reduce((rest, each) => rest.replaceAll(each, ""), two)).toBe(text("198.51.100.0/24"));
});

test("apache limits bodies to what is allowed, and not at all with 0", () => {
  const limits = (maxBodySize: string): string[] => textOf(plan({ kind: "apache", maxBodySize })).match(/\b12345\b|\b413\b/g) ?? [];
  expect(limits("12345")).toEqual(expect.arrayContaining(["12345", "413"]));
  expect(limits("0")).toEqual([]);
});

test("haproxy takes a wildcard for names one label below alone, so that a deeper one may serve what it would redirect", () => {
  const text = textOf(plan({ kind: "haproxy" }, { aliases: [{ name: "*.example.com" }, { name: "*.shop.example.com", redirect: false }] }));
  expect(text).not.toContain("-m end");
  expect(text.match(/acl redirected_host .*/g)).toEqual(["acl redirected_host req.hdr(host),field(1,:),lower,field(2,.,0) -m str example.com"]);
  expect(text.match(/acl alias_host .* (\S+)$/gm)).toHaveLength(2);
});

test("haproxy limits bodies to what is allowed, and not at all with 0", () => {
  const limits = (settings: object): string[] => textOf(plan({ kind: "haproxy", ...settings })).match(/req\.body_size gt \d+/g) ?? [];
  expect(limits({})).toEqual(["req.body_size gt 1048576"]);
  expect(limits({ maxBodySize: "1" })).toEqual(["req.body_size gt 1"]);
  expect(limits({ maxBodySize: "0" })).toEqual([]);
});

describe("gunicorn", () => {
  const content: Content = { kind: "wsgi", pythonPath: ["/opt/app"], callable: "demo:application", python: "/usr/bin/python3" };
  const gunicorn = (settings: Partial<Extract<ServerSettings, { kind: "gunicorn" }>> = {}): ServerPlan => plan({ kind: "gunicorn", ...settings }, { content });

  test("answers https by one unit, and http by another beside it", () => {
    const [http, https] = ["tlsup-blog.example.com-http.service", "tlsup-blog.example.com.service"];
    expect(gunicorn().ports).toEqual([
      { port: 80, unit: http },
      { port: 443, unit: https },
    ]);
    expect(gunicorn().probes).toEqual([{ protocol: "https", serverName: "blog.example.com", port: 443, healthPath: "/" }]);
    expect(gunicorn({ healthPath: "/healthz" }).probes).toEqual([expect.objectContaining({ healthPath: "/healthz" })]);
    expect(gunicorn().services[0]).toEqual({ unit: http, action: "restart", when: "application/http/" });
    for (const [path, target] of Object.entries(gunicorn().links)) {
      expect(path).toMatch(/^\/etc\/systemd\/system\//);
      expect(gunicorn().files).toHaveProperty([target]);
    }
  });

  test("redirects http unless it is told not to", () => {
    const redirect = (settings: object): string | undefined => gunicorn(settings).files["gunicorn/redirect.json"];
    const names = { "blog.example.com": null };
    expect(JSON.parse(redirect({}) ?? "")).toEqual({ domain: "blog.example.com", redirects: true, names });
    expect(JSON.parse(redirect({ redirectToHttps: false }) ?? "")).toEqual({ domain: "blog.example.com", redirects: false, names });
  });

  test("limits bodies and tells browsers to come by https by what is set", () => {
    const wrapped = (settings: object): unknown => JSON.parse(gunicorn(settings).files["gunicorn/settings.json"]!);
    expect(wrapped({})).toMatchObject({ callable: "demo:application", maxBodySize: 1_048_576, headers: {}, edgeRanges: ["198.51.100.0/24"] });
    expect(wrapped({ maxBodySize: "0", hsts: {} })).toMatchObject({ maxBodySize: 0, headers: { "Strict-Transport-Security": "max-age=63072000" } });
  });

  test("speaks TLS 1.2 with its ciphers, or TLS 1.3 alone", () => {
    expect(textOf(gunicorn())).toMatch(/minimum_version = ssl\.TLSVersion\.TLSv1_2\n[^]*made\.set_ciphers\("ECDHE/);
    expect(textOf(gunicorn({ tls: "modern" }))).toContain("minimum_version = ssl.TLSVersion.TLSv1_3\n");
    expect(textOf(gunicorn({ tls: "modern" }))).not.toContain("set_ciphers");
  });

  test("finds its own modules before those of the application", () => {
    expect(textOf(gunicorn())).toMatch(/\/opt\/tlsup\/blog\.example\.com\/current\/gunicorn[^\n]*\/opt\/app/);
  });
});
