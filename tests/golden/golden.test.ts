import { edgeFrom } from "../../components/edge/edges";
import { planWsgi } from "../../components/application/wsgi/wsgi";
import { planDemo } from "../../components/application/demo/demo";
import { planGunicorn } from "../../components/server/gunicorn/gunicorn";
import type { HttpServerContext } from "../../components/server/common/web-server";
import type { WsgiContent } from "../../components/application/common/content";
import { planNginx } from "../../components/server/nginx/nginx";
import { userData } from "../../components/host/common/cloud-init";
import { rotateHostKey } from "../../components/host/common/host-key";
import { asRead, expectGolden } from "../support/golden";

const context: HttpServerContext = {
  site: "blog.example.com",
  domain: "blog.example.com",
  platform: { release: "debian-12" },
  content: { kind: "upstream", url: "http://127.0.0.1:8000" },
  edge: edgeFrom(["198.51.100.0/24", "2001:db8::/32"]),
};

test("nginx behind an edge", () => {
  expectGolden("nginx-behind-edge.conf", asRead(planNginx({ kind: "nginx" }, context).files, "nginx/others.conf", "nginx/site.conf"));
});

test("nginx without an edge, serving http as well", () => {
  expectGolden(
    "nginx-direct.conf",
    asRead(
      planNginx({ kind: "nginx", redirectToHttps: false, maxBodySize: "10m" }, { ...context, edge: edgeFrom([]) }).files,
      "nginx/others.conf",
      "nginx/site.conf",
    ),
  );
});

test("the unit of the demo application", () => {
  const { files } = planDemo("blog.example.com", { kind: "demo", environment: { GREETING: 'say "hi"' } }, () => "", false);
  expectGolden("demo.service", files["application/start/tlsup-blog.example.com.service"]!);
  expectGolden("demo-environment", files["application/start/environment"]!);
});

test("user_data: another text would replace every droplet there is", () => {
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----\n";
  expectGolden("user-data.yaml", userData({ privateKey: key, publicKey: "ssh-ed25519 AAAA\n" }));
});

test("the rotation of the host key", () => {
  expectGolden("rotate-host-key.sh", rotateHostKey);
});

test("gunicorn speaking TLS itself: its configuration, its unit, and what answers http", () => {
  const asset = (name: string) => `# ${name}\n`;
  const domain = "blog.example.com";
  const content: WsgiContent = {
    kind: "wsgi",
    pythonPath: [`/opt/tlsup/${domain}/current/application`],
    callable: "demo:application",
    python: "/usr/bin/python3",
  };
  const { files } = planGunicorn({ kind: "gunicorn", maxBodySize: "10m", hsts: {} }, { ...context, content }, asset);
  expectGolden("gunicorn.conf.py", files["gunicorn/gunicorn.conf.py"]!);
  expectGolden("gunicorn-settings.json", files["gunicorn/settings.json"]!);
  expectGolden("gunicorn.service", files[`application/start/tlsup-${domain}.service`]!);
  expectGolden("gunicorn-http.service", files[`application/start/tlsup-${domain}-http.service`]!);
});

test("an application in Python behind the server: its configuration and its unit", () => {
  const tree = { source: "app", digest: "ab".repeat(32), parts: {} };
  const requirements = {
    lines: [{ text: "--no-index" }, { text: "--find-links", folder: "wheels" }, { text: "flask==3.1.0" }],
    constraints: ["jinja2==3.1.4"],
    sums: { "wheels/flask-3.1.0-py3-none-any.whl": "cd".repeat(32) },
  };
  const context = { platform: { release: "debian-12" }, isRunByServer: false, asset: () => "" } as const;
  const plan = planWsgi(
    "blog.example.com",
    { kind: "wsgi", directory: "app", callable: "app:application", requirements: "requirements.txt" },
    { tree, requirements },
    context,
  );
  expectGolden("wsgi.conf.py", plan.files["application/gunicorn.conf.py"]!);
  expectGolden("wsgi.service", plan.files["application/start/tlsup-blog.example.com.service"]!);
  expectGolden("wsgi-preparation.sh", `${plan.preparation![0]!.at(-1)!}\n`);
  expectGolden("wsgi-check.sh", `${plan.checks![0]!.at(-1)!}\n`);
  expectGolden("wsgi-requirements.txt", plan.files["application/requirements/requirements.txt"]!);
  expectGolden("wsgi-constraints.txt", plan.files["application/requirements/constraints.txt"]!);
  expectGolden("wsgi-files", plan.files["application/requirements/files"]!);
});
