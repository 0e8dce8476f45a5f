import type { HttpsSiteArgs } from "../../components";
import { expectGolden } from "../support/golden";
import { previewOf } from "../support/preview";
import { site } from "../support/site";

const proxy = (ssl: "off" | "flexible" | "full" | "strict", more: object = {}): Pick<HttpsSiteArgs, "proxy"> => ({
  proxy: { provider: "cloudflare", ssl, ...more },
});
const plain = { server: { kind: "nginx", redirectToHttps: false } } as const;

/** What the article sets up behind the proxy, and what its readers go on to. */
const setUps: Readonly<Record<string, Partial<HttpsSiteArgs>>> = {
  "self-signed-nginx": {},
  "self-signed-nginx-locked": { lockdown: true },
  "self-signed-on-host-haproxy": { certificate: { source: "self-signed", renewal: "host" }, server: { kind: "haproxy" } },
  "self-signed-gunicorn": { server: { kind: "gunicorn" } },
  "origin-ca-strict": { certificate: { source: "origin-ca" }, ...proxy("strict") },
  "lets-encrypt-strict": { certificate: { source: "lets-encrypt" }, ...proxy("strict") },
  "certbot-gunicorn-without-edge": {
    certificate: { source: "certbot", challenge: "http-01" },
    server: { kind: "gunicorn" },
    proxy: { provider: "cloudflare", proxied: false },
  },
  "lets-encrypt-elsewhere": { certificate: { source: "lets-encrypt" }, proxy: { provider: "none" } },
  "certbot-http-01": { certificate: { source: "certbot", challenge: "http-01" } },
  "mail-and-database": {
    certificate: { source: "lets-encrypt" },
    services: [{ kind: "postfix", serverName: "mail.example.com" }, { kind: "postgresql" }],
  },
};

/** What users lose hours to. */
const mistakes: Readonly<Record<string, Partial<HttpsSiteArgs>>> = {
  "strict-with-self-signed": proxy("strict"),
  "flexible-with-redirect": proxy("flexible"),
  "off-with-redirect": proxy("off"),
  "flexible-in-the-clear": { ...proxy("flexible"), ...plain },
  "flexible-with-gunicorn": { ...proxy("flexible"), server: { kind: "gunicorn", redirectToHttps: false } },
  "staging-ca-with-strict": {
    certificate: { source: "lets-encrypt", directory: "https://acme-staging-v02.api.letsencrypt.org/directory" },
    ...proxy("strict"),
  },
  "http-01-that-the-edge-redirects": { certificate: { source: "certbot", challenge: "http-01" }, ...proxy("strict") },
  "name-two-levels-below-the-zone": { domain: "www.blog.example.com" },
  "mail-by-the-name-of-the-site": { certificate: { source: "lets-encrypt" }, services: [{ kind: "dovecot" }] },
  "origin-ca-without-edge": { certificate: { source: "origin-ca" }, proxy: { provider: "cloudflare", proxied: false } },
  "no-tls-version-for-visitors": proxy("full", { minTlsVersion: "1.3", zoneWide: { tls13: false } }),
  "hsts-that-no-list-takes": proxy("full", { zoneWide: { hsts: { maxAge: 86_400, preload: true } } }),
  "hsts-that-the-edge-takes-back": { ...proxy("full", { zoneWide: { hsts: { maxAge: 0 } } }), server: { kind: "nginx", hsts: {} } },
  "back-to-http-with-hsts-and-a-www": { ...proxy("off", { zoneWide: { hsts: { maxAge: 300 } } }), ...plain, aliases: [{ name: "www.example.com" }] },
  "back-to-http-by-a-name-without-tls": { ...proxy("off"), ...plain, domain: "www.blog.example.com", aliases: [{ name: "example.com" }] },
  "back-to-http-after-hsts": { ...proxy("off"), server: { kind: "nginx", redirectToHttps: false, hsts: {} } },
};

test.each(Object.entries({ ...setUps, ...mistakes }))("the preview of %s", async (name, changes) => {
  expectGolden(`previews/${name}.txt`, await previewOf({ ...site, ...changes }));
});
