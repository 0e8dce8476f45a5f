import type { UpstreamContent, WsgiContent } from "../../components/application/common/content";
import { edgeFrom } from "../../components/edge/edges";
import { planApache } from "../../components/server/apache/apache";
import { planCaddy } from "../../components/server/caddy/caddy";
import { planGunicorn } from "../../components/server/gunicorn/gunicorn";
import { planHaproxy } from "../../components/server/haproxy/haproxy";
import { planNginx } from "../../components/server/nginx/nginx";
import type { HttpServerContext } from "../../components/server/common/web-server";
import { asRead, expectGolden } from "../support/golden";

const locked: HttpServerContext<UpstreamContent> = {
  site: "blog.example.com",
  domain: "blog.example.com",
  platform: { release: "debian-12" },
  content: { kind: "upstream", url: "http://127.0.0.1:8000" },
  edge: edgeFrom(["198.51.100.0/24"]),
  lockdown: true,
};
const program: WsgiContent = { kind: "wsgi", pythonPath: [], callable: "demo:application", python: "/usr/bin/python3" };

describe("a server that serves the site's own edge alone", () => {
  test("nginx", () => {
    const { files, links } = planNginx({ kind: "nginx" }, locked);
    expectGolden("nginx-locked.conf", asRead(files, "nginx/site.conf"));
    expectGolden("nginx-lockdown.conf", files["nginx/lockdown.conf"]!);
    // The first of all blocks is that of unknown names.
    expect(Object.keys(links).sort()[0]).toBe("/etc/nginx/conf.d/000-tlsup-blog.example.com.conf");
  });
  test("Caddy", () => expectGolden("caddy-locked.caddy", asRead(planCaddy({ kind: "caddy" }, locked, () => "").files, "caddy/site.caddy")));
  test("Apache", () => expectGolden("apache-locked.conf", asRead(planApache({ kind: "apache" }, locked).files, "apache/site.conf")));
  test("HAProxy", () => expectGolden("haproxy-locked.cfg", planHaproxy({ kind: "haproxy" }, locked).files["haproxy/haproxy.cfg"]!));
  test("gunicorn", () => {
    const { files } = planGunicorn({ kind: "gunicorn" }, { ...locked, content: program }, () => "");
    expectGolden("gunicorn-locked.conf.py", files["gunicorn/gunicorn.conf.py"]!);
    expectGolden("gunicorn-locked-settings.json", files["gunicorn/settings.json"]!);
  });
});
