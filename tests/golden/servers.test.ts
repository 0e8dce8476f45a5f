import { edgeFrom } from "../../components/edge/edges";
import type { UpstreamContent } from "../../components/application/common/content";
import type { HttpServerContext } from "../../components/server/common/web-server";
import { planApache } from "../../components/server/apache/apache";
import { planCaddy } from "../../components/server/caddy/caddy";
import { planHaproxy } from "../../components/server/haproxy/haproxy";
import { planNginx } from "../../components/server/nginx/nginx";
import { asRead, expectGolden } from "../support/golden";

const behindEdge: HttpServerContext<UpstreamContent> = {
  site: "blog.example.com",
  domain: "blog.example.com",
  platform: { release: "debian-12" },
  content: { kind: "upstream", url: "http://127.0.0.1:8000" },
  edge: edgeFrom(["198.51.100.0/24", "2001:db8::/32"]),
};
/** Debian 13 knows a key exchange that is safe from quantum computers. */
const direct: HttpServerContext<UpstreamContent> = { ...behindEdge, platform: { release: "debian-13" }, edge: edgeFrom([]) };
const files: HttpServerContext = { ...direct, content: { kind: "files", folder: "/opt/tlsup/blog.example.com/current/www" } };
const choices = { redirectToHttps: false, maxBodySize: "10m", tls: "modern", hsts: { includeSubdomains: true } } as const;

describe("Caddy", () => {
  test("behind an edge", () => expectGolden("caddy-behind-edge.caddy", asRead(planCaddy({ kind: "caddy" }, behindEdge, () => "").files, "caddy/site.caddy")));
  test("without an edge, every choice made", () =>
    expectGolden("caddy-direct.caddy", asRead(planCaddy({ kind: "caddy", ...choices }, direct, () => "").files, "caddy/site.caddy")));
  test("for all that is served", () => expectGolden("Caddyfile", planCaddy({ kind: "caddy" }, behindEdge, () => "").files["caddy/Caddyfile"]!));
  test("serving files", () => expectGolden("caddy-files.caddy", asRead(planCaddy({ kind: "caddy" }, files, () => "").files, "caddy/site.caddy")));
  test("its unit", () => expectGolden("caddy-unit.conf", planCaddy({ kind: "caddy" }, direct, () => "").files["caddy/needed.conf"]!));
});

describe("Apache", () => {
  test("behind an edge", () => expectGolden("apache-behind-edge.conf", asRead(planApache({ kind: "apache" }, behindEdge).files, "apache/site.conf")));
  test("without an edge, every choice made", () =>
    expectGolden("apache-direct.conf", asRead(planApache({ kind: "apache", ...choices }, direct).files, "apache/site.conf")));
  test("serving files", () => expectGolden("apache-files.conf", asRead(planApache({ kind: "apache" }, files).files, "apache/site.conf")));
  test("what it does with the fields of requests, behind an edge", () =>
    expectGolden("apache-request-behind-edge.lua", planApache({ kind: "apache" }, behindEdge).files["apache/request.lua"]!));
  test("what it does with the fields of requests, straight", () =>
    expectGolden("apache-request-direct.lua", planApache({ kind: "apache", ...choices }, direct).files["apache/request.lua"]!));
  test("its modules", () => expectGolden("apache-modules.load", planApache({ kind: "apache" }, direct).files["apache/modules.load"]!));
});

describe("HAProxy", () => {
  test("behind an edge", () => expectGolden("haproxy-behind-edge.cfg", planHaproxy({ kind: "haproxy" }, behindEdge).files["haproxy/haproxy.cfg"]!));
  test("without an edge, every choice made", () =>
    expectGolden("haproxy-direct.cfg", planHaproxy({ kind: "haproxy", ...choices }, direct).files["haproxy/haproxy.cfg"]!));
  test("its answer to an ACME CA", () =>
    expectGolden("haproxy-acme-challenge.lua", planHaproxy({ kind: "haproxy" }, direct).files["haproxy/acme-challenge.lua"]!));
  test("its unit", () => expectGolden("haproxy-unit.conf", planHaproxy({ kind: "haproxy" }, direct).files["haproxy/needed.conf"]!));
});

test("the unit of servers that start as root", () => {
  const unit = planApache({ kind: "apache" }, direct).files["apache/unit.conf"]!;
  expectGolden("root-unit.conf", unit);
  expect(planNginx({ kind: "nginx" }, direct).files["nginx/unit.conf"]).toBe(`${unit}ExecReload=\nExecReload=+/bin/kill -HUP $MAINPID\n`);
});

test.each([behindEdge, direct, files])("no file begins with a space, which the programs that Pulumi writes for imports lose (%#)", (context) => {
  const { content } = context;
  const plans = [
    planNginx({ kind: "nginx", snippet: "  location /own {}" }, context),
    planApache({ kind: "apache" }, context),
    planCaddy({ kind: "caddy" }, context, () => "#"),
    ...(content.kind === "upstream" ? [planHaproxy({ kind: "haproxy" }, { ...context, content })] : []),
  ];
  const texts = plans.flatMap((plan) => Object.entries(plan.files));
  expect(texts.filter(([, text]) => /^\s/.test(text)).map(([path]) => path)).toEqual([]);
});
