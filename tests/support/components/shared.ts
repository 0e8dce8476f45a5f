import { noNames } from "./names";
import { each, missing, type Refusal } from "./refusal";
import { key } from "./values";

export const dataLosses: Refusal[] = each("leaveDataOn", ["a\nb", "", 7, null]);

export const accesses: Refusal[] = [
  ...missing("access"),
  ...each("access", [null, 7, "root@198.51.100.1"]),
  ...each("access.host", ["-oProxyCommand=id", "a b", "", 7]),
  ...each("access.port", [0, 65536, 22.5, "22"]),
  ...each("access.user", ["root;id", "-l", "", null]),
  ...each("access.privateKey", ["", 7, null]),
  ...each("access.hostKey", ["ssh-ed25519", "ssh-ed25519 AAAA\nssh-rsa BBBB", 7]),
  ...each("access.ipv6", ["198.51.100.7", "2001:DB8::7", 6, null]),
  ...each("access.machine", ["a\nb", "", 7]),
  ...each("access.extra", [1]),
];

export const certificates: Refusal[] = [
  ...missing("certificate"),
  ...each("certificate", [null, "PEM"]),
  ...each("certificate.privateKey", ["KEY", 7]),
  ...each("certificate.fullChain", ["PEM"]),
  ...each("certificate.facts", [{ sha256: "; id" }], "certificate.facts.sha256"),
  ...each("certificate.lineage", ["/etc/letsencrypt/live/../../srv", "/srv", 7]),
];

export const images = each("image", ["debian-11-x64", "debian-11", "ubuntu-22-04-x64", "debian-12-x64; id", 12, null]);

export const services: Refusal[] = [
  ...each("services", [null, {}, "postfix"]),
  ...each("services.0", [{ kind: "exim" }, null, "postfix"], undefined).map((refusal) =>
    refusal.value !== null && typeof refusal.value === "object" ? { ...refusal, told: "services.0.kind" } : refusal,
  ),
  ...each("services.0.serverName", noNames),
  ...each("services.0.extra", [1]),
  ...each("services", [[{ kind: "postfix" }, { kind: "postfix" }]], "services.1.kind"),
  ...each("services", [[{ kind: "postgresql", from: ["0.0.0.0/0 trust\nhost all all"] }]], "services.0.from.0"),
];

export const environments: Refusal[] = [
  ...each(
    "secretEnvironment",
    [null, "A=b", ["A"]].filter((value) => !Array.isArray(value)),
  ),
  ...each("secretEnvironment", [{ A: "hunter2\n2" }, { A: 7 }, { A: null }, { A: { hunter2: 1 } }], "secretEnvironment.A"),
  ...each("secretEnvironment", [{ "X; touch /root/p; Y": "hunter2" }, { "X=hunter2": "" }], "secretEnvironment.X..."),
  ...each("secretEnvironment", [{ "": "hunter2" }, { "1A": "hunter2" }, { "$(id)": "hunter2" }], "secretEnvironment...."),
  ...each("secretEnvironment", [JSON.parse('{"__proto__":"hunter2"}')], "secretEnvironment.__proto__"),
];

export const keyTypes = each("keyType", ["rsa-1024", 2048, null]);

export const roots = each("root", ["text", key, 7, null]);

export const secrets: Refusal[] = [
  ...each("certificateSecrets", [null, "hunter2"]),
  ...each("certificateSecrets.privateKey", [7, { hunter2: 1 }]),
  ...each("certificateSecrets.passphrase", [7, null]),
  ...each("certificateSecrets.cloudflareToken", ["hunter2 token\n", 7]),
  ...each("certificateSecrets.extra", ["hunter2"]),
];

export const logins: Refusal[] = [
  ...each("hostSecrets", [null, "hunter2"]),
  ...each("hostSecrets.privateKey", ["", 7, { hunter2: 1 }]),
  ...each("hostSecrets.sudoPassword", ["hunter2\n", "", 7]),
  ...each("hostSecrets.extra", ["hunter2"]),
];

export const paths = each("path", [7, null, {}]);
