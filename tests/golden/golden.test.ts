import { planApplication } from "../../components/https-server/application/application";
import { planNginx } from "../../components/https-server/servers/nginx";
import { userData } from "../../components/vps/cloud-init";
import { rotateHostKey } from "../../components/vps/host-key";
import { expectGolden } from "../support/golden";

const context = { domain: "blog.example.com", upstream: "http://127.0.0.1:8000", edgeRanges: ["198.51.100.0/24", "2001:db8::/32"] };

test("nginx behind an edge", () => {
  expectGolden("nginx-behind-edge.conf", planNginx({ kind: "nginx" }, context).files["nginx/site.conf"]!);
});

test("nginx without an edge, serving http as well", () => {
  expectGolden("nginx-direct.conf", planNginx({ kind: "nginx", redirectToHttps: false, maxBodySize: "10m" }, { ...context, edgeRanges: [] }).files["nginx/site.conf"]!);
});

test("the unit of the demo application", () => {
  const { files } = planApplication("blog.example.com", { kind: "demo", environment: { GREETING: 'say "hi"' } }, "");
  expectGolden("demo.service", files["application/tlsup-blog.example.com.service"]!);
  expectGolden("demo-environment", files["application/environment"]!);
});

test("user_data: another text would replace every droplet there is", () => {
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----\n";
  expectGolden("user-data.yaml", userData({ privateKey: key, publicKey: "ssh-ed25519 AAAA\n" }));
});

test("the rotation of the host key", () => {
  expectGolden("rotate-host-key.sh", rotateHostKey);
});
