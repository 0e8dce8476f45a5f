import fc from "fast-check";
import { createCipheriv } from "node:crypto";
import { drawSecret, lengthOf } from "../../../../localcloud/stage/secrets";
import { planOf, rehearsedSettings, zonesOf, type StandIns, type Tree } from "../../../../localcloud/stage/settings";

const standIns: StandIns = {
  acmeDirectory: "https://127.77.0.1:14000/dir",
  acmeDirectoryForHosts: "https://198.51.100.1:14000/dir",
  acmeRoots: "/cloud/pki/acme/root.pem",
  resolver: "127.77.0.1",
  cloudflareForHosts: "http://198.51.100.1:4002/client/v4",
  cloudflareToken: "the-local-token",
};
const draw = (ciphertext: string, length: number): string => `${ciphertext.length}`.padEnd(length, "x").slice(0, length);

/** As Pulumi encrypts with a passphrase: AES-256-GCM, `v1:nonce:ciphertext and tag`. */
function encrypted(secret: string): string {
  const [key, nonce] = [Buffer.alloc(32, 1), Buffer.alloc(12, 2)];
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const text = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${text.toString("base64")}`;
}

const site = (changes: Tree): Tree => ({ "tlsup:site": { domain: "blog.example.com", ...changes } });
const rehearsed = (config: Tree) => rehearsedSettings({ config }, standIns, draw);
const siteOf = (config: Tree): unknown => rehearsed(config).file.config?.["tlsup:site"];

test("a drawn secret is as long as the secret", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "binary" }), (secret) => {
      expect(lengthOf(encrypted(secret))).toBe(Buffer.from(secret).length);
      expect(drawSecret("PASSWORD", encrypted(secret), draw)).toHaveLength(Buffer.from(secret).length);
    }),
  );
});

test("nothing that was encrypted, and nothing that says how, is left anywhere in the settings", () => {
  const secret = encrypted("hunter2");
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.integer(),
      fc.constant({ secure: secret }),
      fc.array(tie("value")),
      fc.dictionary(fc.string(), tie("value")),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree), (config) => {
      const { file } = rehearsedSettings({ encryptionsalt: "v1:salt", secretsprovider: "awskms://key", encryptedkey: "k", config }, standIns, draw);
      expect(Object.keys(file)).toEqual(["config"]);
      expect(JSON.stringify(file)).not.toContain(secret);
    }),
  );
});

test("a token of Cloudflare is the local cloud's, and an alarm goes nowhere", () => {
  const secure = encrypted("secret");
  expect(rehearsed({ "tlsup:certificateSecrets": { cloudflareToken: { secure }, alarmWebhook: { secure }, alarmPing: { secure } } }).file.config).toEqual({
    "tlsup:certificateSecrets": { cloudflareToken: "the-local-token", alarmWebhook: "https://127.0.0.1:9/", alarmPing: "https://127.0.0.1:9/" },
  });
});

test("certificates come from the local ACME server, never from a real one", () => {
  const given = { directory: "https://acme-v02.api.letsencrypt.org/directory", accountKey: { file: "account.pem" }, adopt: {}, email: "me@example.com" };
  const root = { file: standIns.acmeRoots };
  expect(siteOf(site({ certificate: { source: "lets-encrypt", ...given } }))).toMatchObject({
    certificate: { source: "lets-encrypt", email: "me@example.com", directory: standIns.acmeDirectory, root, resolver: standIns.resolver },
  });
  expect(siteOf(site({ certificate: { source: "lets-encrypt", renewal: "host" } }))).toEqual({
    domain: "blog.example.com",
    certificate: { source: "lets-encrypt", renewal: "host", directory: standIns.acmeDirectoryForHosts, root },
  });
  expect(siteOf(site({ certificate: { source: "certbot", challenge: "dns-01" } }))).toMatchObject({
    certificate: { directory: standIns.acmeDirectoryForHosts, root, apiUrl: standIns.cloudflareForHosts },
  });
});

test("a provided certificate is replaced by a drawn one, with its key and without a passphrase", () => {
  const secure = encrypted("secret");
  const config = {
    ...site({ certificate: { source: "provided", certificate: { file: "site.pem" }, chain: { file: "chain.pem" }, privateKey: { file: "site.key" } } }),
    "tlsup:certificateSecrets": { passphrase: { secure } },
  };
  const drawn = { certificates: "drawn certificates", root: "drawn root", privateKey: "drawn key" };
  expect(rehearsedSettings({ config }, standIns, draw, drawn).file.config).toEqual({
    ...site({ certificate: { source: "provided", certificate: "drawn certificates", root: "drawn root" } }),
    "tlsup:certificateSecrets": { privateKey: "drawn key" },
  });
});

test("every machine that exists is played by a new one, and the key to them is left out", () => {
  const machine = { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" };
  const server = { provider: "hetzner", region: "fsn1", size: "cx23" };
  const existing = { provider: "existing", address: "203.0.113.7", privateKey: { file: "key" }, via: { address: "203.0.113.8", hostKey: "ssh-ed25519 AAAA" } };
  const told = (path: string): unknown => expect.stringContaining(`\`${path}\` is played by a new one`);
  const all = [
    [{ host: existing }, { host: machine }, [told("host")]],
    [{ host: server, otherHosts: { a: existing, b: server } }, { host: server, otherHosts: { a: machine, b: server } }, [told("otherHosts.a")]],
    [
      { host: existing, otherHosts: { a: existing, b: existing } },
      { host: machine, otherHosts: { a: machine, b: machine } },
      [told("host"), told("otherHosts.a"), told("otherHosts.b")],
    ],
  ] as const;
  for (const [given, played, sentences] of all) {
    const { file, standingIn } = rehearsed({ ...site(given), "tlsup:hostSecrets": { privateKey: { secure: encrypted("key") } } });
    expect({ config: file.config, standingIn }).toEqual({ config: site(played), standingIn: sentences });
    expect(rehearsed({ "tlsup:site": JSON.stringify(site(given)["tlsup:site"]) }).file.config).toEqual(site(played));
  }
});

test("no account and no API of a vendor is left in the settings, so that those of the local cloud apply", () => {
  const secure = encrypted("token");
  const theirs = {
    "cloudflare:apiToken": { secure },
    "cloudflare:baseUrl": "https://api.cloudflare.com/client/v4",
    "digitalocean:token": { secure },
    "digitalocean:apiEndpoint": "https://api.digitalocean.com",
    "hcloud:token": { secure },
    "hcloud:endpoint": "https://api.hetzner.cloud/v1",
    "linode:token": { secure },
    "linode:url": "https://api.linode.com",
  };
  expect(rehearsed({ ...site({}), ...theirs, "hcloud:pollInterval": "1s" }).file.config).toEqual({ ...site({}), "hcloud:pollInterval": "1s" });
});

test("a program behind the server is played by a page on its port; an application of the site is itself", () => {
  expect(siteOf(site({ server: { kind: "caddy", upstream: "http://127.0.0.1:3000" } }))).toEqual({
    domain: "blog.example.com",
    server: { kind: "caddy" },
    application: { kind: "demo", port: 3000 },
  });
  const own = { server: { kind: "nginx" }, application: { kind: "static", folder: "public" } };
  expect(rehearsed(site(own))).toMatchObject({ file: { config: site(own) }, standingIn: [] });
});

test("the zones are those of all names, and those that are called so", () => {
  const config = site({
    proxy: { provider: "cloudflare", zone: "shop.example.org" },
    aliases: [{ name: "*.example.net" }, { name: "www.example.co.uk" }],
    server: { upstream: "http://127.0.0.1:8000", timeout: "1.5" },
  });
  expect(zonesOf(config).sort()).toEqual(["example.co.uk", "example.com", "example.net", "example.org", "shop.example.org"]);
});

test.each([
  [site({ proxy: { ssl: "full" } }), "free"],
  [site({ proxy: { ssl: "full", rateLimit: { requests: 20 } } }), "pro"],
  [{ "shop:sites": [{ proxy: { rateLimit: { requests: 20 } } }] }, "pro"],
  [site({ proxy: { ssl: "full", cache: [{ path: "/", edge: 7200 }] } }), "free"],
  [site({ proxy: { ssl: "full", cache: [{ path: "/", edge: 7199 }] } }), "pro"],
])("zones are on the plan that the settings need: %j", (config, plan) => {
  expect(planOf(config)).toBe(plan);
});
