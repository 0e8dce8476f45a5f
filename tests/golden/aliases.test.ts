import type { UpstreamContent, WsgiContent } from "../../components/application/common/content";
import { edgeFrom } from "../../components/edge/edges";
import { planApache } from "../../components/server/apache/apache";
import { planCaddy } from "../../components/server/caddy/caddy";
import { planGunicorn } from "../../components/server/gunicorn/gunicorn";
import { planHaproxy } from "../../components/server/haproxy/haproxy";
import { planNginx } from "../../components/server/nginx/nginx";
import type { HttpServerContext } from "../../components/server/common/web-server";
import { asRead, expectGolden } from "../support/golden";

const named: HttpServerContext<UpstreamContent> = {
  site: "blog.example.com",
  domain: "example.com",
  aliases: [
    { name: "www.example.com" },
    { name: "shop.example.net", redirect: false },
    { name: "*.example.com" },
    { name: "*.shop.example.com", redirect: false },
  ],
  platform: { release: "debian-12" },
  content: { kind: "upstream", url: "http://127.0.0.1:8000" },
  edge: edgeFrom([]),
};
const program: WsgiContent = { kind: "wsgi", pythonPath: [], callable: "demo:application", python: "/usr/bin/python3" };
const hsts = { hsts: {} };

describe("a server of a site with other names", () => {
  test("nginx", () => {
    const { files } = planNginx({ kind: "nginx", ...hsts }, named);
    expectGolden("nginx-alias-redirect.conf", asRead(files, "nginx/aliases/www.example.com.conf"));
    expectGolden("nginx-alias-serve.conf", asRead(files, "nginx/aliases/shop.example.net.conf"));
    expectGolden("nginx-alias-wildcard.conf", asRead(files, "nginx/aliases/~.example.com.conf"));
    expectGolden("nginx-others.conf", files["nginx/others.conf"]!);
    expectGolden("nginx-wildcards.conf", files["nginx/wildcards.conf"]!);
  });
  test("Caddy", () => {
    const { files } = planCaddy({ kind: "caddy", ...hsts }, named, () => "");
    expectGolden("caddy-alias-redirect.caddy", asRead(files, "caddy/aliases/www.example.com.caddy"));
    expectGolden("caddy-alias-wildcard.caddy", asRead(files, "caddy/aliases/~.example.com.caddy"));
  });
  test("Apache", () => {
    const { files } = planApache({ kind: "apache", ...hsts }, named);
    expectGolden("apache-alias-redirect.conf", asRead(files, "apache/aliases/www.example.com.conf"));
    expectGolden("apache-others.conf", files["apache/others.conf"]!);
    expectGolden("apache-wildcards.conf", files["apache/wildcards-2.conf"]!);
    expectGolden("apache-alias-wildcard.conf", asRead(files, "apache/aliases/~.example.com.conf"));
  });
  test("HAProxy", () => expectGolden("haproxy-aliases.cfg", planHaproxy({ kind: "haproxy", ...hsts }, named).files["haproxy/haproxy.cfg"]!));
  test("gunicorn", () => {
    const { files } = planGunicorn({ kind: "gunicorn", ...hsts }, { ...named, content: program }, () => "");
    expectGolden("gunicorn-aliases-settings.json", files["gunicorn/settings.json"]!);
    expectGolden("gunicorn-aliases-redirect.json", files["gunicorn/redirect.json"]!);
    // Python would take texts that follow each other as one.
    expect(files["gunicorn/gunicorn.conf.py"]).toContain(
      'names = {"example.com", "www.example.com", "shop.example.net", "*.example.com", "*.shop.example.com"}\n',
    );
  });
  test("nginx, Apache and Caddy have a template for what answers an ACME CA for another name: it is not locked, and promises browsers nothing", () => {
    const locked = { ...named, lockdown: true };
    expectGolden("nginx-answer.conf", planNginx({ kind: "nginx", ...hsts }, locked).files.answer!);
    expectGolden("apache-answer.conf", planApache({ kind: "apache", ...hsts }, locked).files.answer!);
    expectGolden("caddy-answer.caddy", planCaddy({ kind: "caddy", ...hsts }, locked, () => "").files.answer!);
  });
  test("without a redirect from http to https, an alias leads from http to the domain", () => {
    const http = planNginx({ kind: "nginx", redirectToHttps: false }, named).files["nginx/aliases/www.example.com.conf"]!.split("server {")[1];
    expect(http).toContain("return 308 https://example.com$request_uri;");
    expect(http).toContain("add_header Cache-Control no-cache;");
  });
  test("every name is proven, and is named for the time after it", () => {
    const { probes, aliases } = planNginx({ kind: "nginx" }, named);
    expect(probes.map((probe) => probe.serverName)).toEqual(["example.com", "www.example.com", "shop.example.net", "*.example.com", "*.shop.example.com"]);
    expect(aliases).toEqual({
      "www.example.com": ["nginx/aliases/www.example.com.conf"],
      "shop.example.net": ["nginx/aliases/shop.example.net.conf"],
      "*.example.com": ["nginx/aliases/~.example.com.conf"],
      "*.shop.example.com": ["nginx/aliases/~.shop.example.com.conf"],
    });
  });
});
