import { lineageIn, obtainCommand, parseLineageInspection, removeLineageCommand } from "../../../../components/certificate/certbot/host-commands";
import { certbotArguments, hostFiles, renewalLines } from "../../../../components/certificate/certbot/host-plan";
import { fileDrift, fileLines } from "../../../../components/certificate/lineage/host-files";
import { isToldToHost, reissueReasons, type CertbotInputs } from "../../../../components/certificate/certbot/lineage";
import { sha256 } from "../../../../components/release/common/release";
import { expectGolden } from "../../../support/golden";
import { inDays, makeHierarchy, now } from "../../../support/certificate-maker";
import { certbotInputs } from "../../../support/certbot-inputs";

const inputs = certbotInputs;
const dns: CertbotInputs = {
  ...inputs,
  challenge: "dns-01",
  names: ["example.com", "*.example.com"],
  apiToken: "canary-token",
  email: "me@example.com",
  keyType: "rsa-2048",
};
const file = (all: readonly { path: string; content: string }[], end: string): string => all.find(({ path }) => path.endsWith(end))?.content ?? "";

describe("what certbot is told", () => {
  test("http-01 by the folder that every web server of tlsup serves, and no account without its terms", () => {
    expect(certbotArguments(inputs).join(" ")).toBe(
      "certonly --non-interactive --agree-tos --keep-until-expiring --renew-with-new-domains --server https://ca.example/dir " +
        "--register-unsafely-without-email --cert-name blog.example.com --domain blog.example.com --key-type ecdsa --elliptic-curve secp256r1 --webroot " +
        "--webroot-path /var/lib/tlsup/acme",
    );
  });

  test("dns-01 by its plugin for Cloudflare, and the token in no argument", () => {
    const all = obtainCommand(dns, false);
    expect(all.join(" ")).toContain(
      "--email me@example.com --cert-name blog.example.com --domain example.com --domain *.example.com --key-type rsa --rsa-key-size 2048 " +
        "--dns-cloudflare --dns-cloudflare-credentials /etc/letsencrypt/tlsup/blog.example.com.ini",
    );
    expect(all).toContain("certbot python3-certbot-dns-cloudflare");
    expect(all.join(" ")).not.toContain("canary");
  });

  test("revokes when that is asked for, else only forgets", () => {
    expect(removeLineageCommand(inputs)).toContain("delete");
    expect(removeLineageCommand({ ...inputs, revokeOnDelete: true }).join(" ")).toContain(
      "revoke --delete-after-revoke --reason cessationofoperation --server https://ca.example/dir",
    );
  });

  test("a lineage that another configuration would renew is obtained anew", () => {
    expect(renewalLines(inputs)).toEqual([
      "server = https://ca.example/dir",
      "key_type = ecdsa",
      "authenticator = webroot",
      "webroot_path = /var/lib/tlsup/acme,",
    ]);
    expect(renewalLines(dns)).toContain("authenticator = dns-cloudflare");
  });
});

describe("what is on the host beside certbot's files", () => {
  test("a hook and a unit, as they are", () => {
    expectGolden("certbot-hook.sh", file(hostFiles(inputs), "/deploy/tlsup-blog.example.com"));
    expectGolden("certbot-renewal.service", file(hostFiles(inputs), ".service"));
  });

  test("the token, which root alone may read", () => {
    expect(hostFiles(dns).filter(({ content }) => content.includes("canary"))).toEqual([
      { path: "/etc/letsencrypt/tlsup/blog.example.com.ini", content: "# Written by tlsup.\ndns_cloudflare_api_token = canary-token\n", mode: "600" },
    ]);
  });

  test("each root of a private CA, in a file of its own", async () => {
    const { root, lower } = await makeHierarchy(["blog.example.com"]);
    const roots = hostFiles({ ...inputs, root: `text\n${root.certificate}${lower.certificate}` }).filter(({ path }) =>
      path.startsWith("/usr/local/share/ca-certificates/"),
    );
    expect(roots.map(({ content }) => content)).toEqual([root.certificate, lower.certificate]);
  });

  test("travels a line a file, whatever it holds", () => {
    expect(fileLines([{ path: "/a", content: "b\nc\n", mode: "600" }])).toBe(`600 /a ${Buffer.from("b\nc\n").toString("base64")}\n`);
  });

  test("is drift when it is missing, another, or readable by others; it is not shown", () => {
    const [hook, unit, token] = hostFiles(dns);
    const seen = new Map([
      [unit!.path, { mode: "644", sha256: "other" }],
      [token!.path, { mode: "644", sha256: sha256(token!.content) }],
    ]);
    expect(fileDrift([hook!, unit!, token!], seen)).toEqual([
      `${hook!.path} is missing`,
      `${unit!.path} has other content`,
      `${token!.path} has the mode 0644 instead of 0600`,
    ]);
  });
});

describe("a change", () => {
  test("of names, key, challenge or CA issues another certificate, and says why", () => {
    const news: CertbotInputs = { ...dns, directory: "https://other.example/dir" };
    expect(reissueReasons(inputs, news)).toEqual([
      "example.com, *.example.com added",
      "blog.example.com removed",
      "key type rsa-2048 instead of ecdsa-p256",
      "challenge dns-01 instead of http-01",
      "CA https://other.example/dir instead of https://ca.example/dir",
    ]);
    const sameCertificate: CertbotInputs = { ...inputs, email: "me@example.com", revokeOnDelete: true };
    expect(reissueReasons(inputs, sameCertificate)).toEqual([]);
  });

  test("of the way to the host, or of what happens at the end, is nothing that the host must know", () => {
    expect(isToldToHost(inputs, { ...inputs, hostKey: "ssh-ed25519 BBBB", privateKey: "other", revokeOnDelete: true })).toBe(false);
    expect(isToldToHost(dns, { ...dns, apiToken: "another" })).toBe(true);
  });
});

describe("what a host says", () => {
  test("files, timer and the last activation", () => {
    const { files, timer, renewal } = parseLineageInspection("file\t600\tab\t/etc/x\ntimer\tactive\nrenewal\texit-code\n");
    expect([...files, timer, renewal]).toEqual([["/etc/x", { mode: "600", sha256: "ab" }], "active", "exit-code"]);
  });

  test("a lineage is its key and its chain in order, also among other lines", async () => {
    const { leaf, lower, upper } = await makeHierarchy(["blog.example.com"]);
    const { lineage, faults } = lineageIn(`timer\tactive\n${leaf.key}${leaf.certificate}${lower.certificate}${upper.certificate}`, inputs, now);
    expect(faults).toEqual([]);
    expect(lineage).toEqual({
      lineageKey: leaf.key,
      leaf: leaf.certificate,
      chain: lower.certificate + upper.certificate,
      fullChain: leaf.certificate + lower.certificate + upper.certificate,
    });
  });

  test("a lineage that is gone, expired, or for other names is not used", async () => {
    const { leaf, lower, upper } = await makeHierarchy(["blog.example.com"]);
    const text = leaf.key + leaf.certificate + lower.certificate + upper.certificate;
    expect(lineageIn("timer\tactive\n", inputs, now).faults).toEqual(["certbot does not keep the certificate any more"]);
    expect(lineageIn(text, { names: ["shop.example.com"] }, now).faults).toEqual([expect.stringContaining("must name shop.example.com")]);
    expect(lineageIn(text, inputs, inDays(100_000)).faults.join()).toContain("must be valid now");
  });
});
