import { planServer, type ServerSettings } from "../../../components/server/servers";
import { edgeFields, foreignFields, knownNames } from "../../../components/edge/common/request-headers";
import type { Content, HttpServerContext, ServerPlan } from "../../../components/server/common/server";

const context: HttpServerContext<Content> = { site: "blog.example.com", domain: "blog.example.com", platform: { debian: 12 }, content: { kind: "upstream", url: "http://127.0.0.1:8000" }, edgeRanges: ["198.51.100.0/24"] };
const plan = (settings: ServerSettings, changes: Partial<typeof context> = {}): ServerPlan => planServer(settings, { ...context, ...changes }, () => "");
const textOf = ({ files }: ServerPlan): string => Object.values(files).join("");

describe.each(["nginx", "caddy", "apache", "haproxy"] as const)("%s", (kind) => {
  test("has its files in a folder of its own, and every link leads to one of them", () => {
    const { files, links, takeovers = [] } = plan({ kind });
    for (const path of Object.keys(files)) expect(path).toMatch(new RegExp(`^${kind}/`));
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
    expect(/mlkem/i.test(textOf(plan({ kind }, { platform: { debian: 13 } })))).toBe(kind !== "caddy");
  });

  test("asks nobody who the visitor is when there is no edge", () => {
    expect(textOf(plan({ kind }))).toContain("CF-Connecting-IP");
    expect(textOf(plan({ kind }, { edgeRanges: [] }))).not.toMatch(/CF-Connecting-IP|198\.51\.100/);
  });

  test("drops every header of the policy by its name or by its beginning, and the edge's as well when there is no edge", () => {
    const text = textOf(plan({ kind }, { edgeRanges: [] })).toLowerCase();
    for (const fields of [foreignFields, edgeFields]) {
      const wanted = kind === "nginx" ? knownNames(fields) : [...fields.prefixes, ...fields.names];
      expect(wanted.filter((name) => !new RegExp(`[ "-]${name}[ "*\n]`).test(text))).toEqual([]);
    }
  });

  test("does not run a Python program", () => {
    expect(() => plan({ kind }, { content: { kind: "wsgi", pythonPath: [], callable: "demo:application", python: "/usr/bin/python3" } })).toThrow(/only gunicorn/);
  });
});

test("haproxy serves no files, and says which servers do", () => {
  expect(() => plan({ kind: "haproxy" }, { content: { kind: "files", folder: "/srv/www" } })).toThrow("Cannot serve files of blog.example.com with haproxy as it only passes requests on: use nginx, caddy or apache");
});

test("nginx finds a name that is too long for its table by a regular expression", () => {
  const nameIn = (domain: string) => [...textOf(plan({ kind: "nginx" }, { domain })).matchAll(/^ *server_name (.*);$/gm)].map(([, name]) => name);
  const long = `${"a".repeat(34)}.example.com`;
  expect(nameIn(long)).toEqual([long, long]);
  const tooLong = `a${long}`;
  expect(nameIn(tooLong)).toEqual(Array(2).fill(`~^${"a".repeat(35)}\\.example\\.com$`));
});
