import { edgeFrom } from "../../components/edge/edges";
import { planNginx, type NginxSettings } from "../../components/server/nginx/nginx";
import type { HttpServerContext } from "../../components/server/common/web-server";
import { asRead, expectGolden } from "../support/golden";

const upstream: HttpServerContext = {
  site: "blog.example.com",
  domain: "blog.example.com",
  platform: { release: "debian-12" },
  content: { kind: "upstream", url: "http://127.0.0.1:8000" },
  edge: edgeFrom(["198.51.100.0/24"]),
};
const files: HttpServerContext = { ...upstream, content: { kind: "files", folder: "/opt/tlsup/blog.example.com/current/application/files" } };
const siteOf = (settings: Omit<NginxSettings, "kind">, context: HttpServerContext): string =>
  asRead(planNginx({ kind: "nginx", ...settings }, context).files, "nginx/site.conf");

test("nginx on Debian 13, for clients that know TLS 1.3 and no others, with words of the user's own", () => {
  const snippet = "  location = /status {\n    return 204;\n  }\n  # the end";
  expectGolden("nginx-modern.conf", siteOf({ tls: "modern", hsts: { includeSubdomains: true }, snippet }, { ...upstream, platform: { release: "debian-13" } }));
});

test("nginx that serves files", () => {
  expectGolden("nginx-files.conf", siteOf({ hsts: {} }, files));
});

test.each([
  [46, true],
  [47, false],
])("a name of %d characters fits into nginx's table of names: %s", (length, fits) => {
  const domain = `${"a".repeat(length - 12)}.example.com`;
  expect(siteOf({}, { ...files, domain }).includes(`server_name ${domain};`)).toBe(fits);
});

test("nginx that serves files of a domain whose name is too long for its table of names", () => {
  expectGolden("nginx-long-name.conf", siteOf({}, { ...files, domain: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.example.com` }));
});
