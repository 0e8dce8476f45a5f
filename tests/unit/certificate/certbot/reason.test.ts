import { certbotReason } from "../../../../components/certificate/certbot/reason";

const epilogue =
  "Some challenges have failed.\nAsk for help or search for solutions at https://community.letsencrypt.org. " +
  "See the logfile /var/log/letsencrypt/letsencrypt.log or re-run Certbot with -v for more details.\n";

test("what the CA found at each name, and names with the same fault once", () => {
  const block = (domain: string, detail: string): string => `  Domain: ${domain}\n  Type:   connection\n  Detail: ${detail}\n`;
  const output =
    "Saving debug log to /var/log/letsencrypt/letsencrypt.log\nRequesting a certificate for a.example.com and 2 more domains\n\n" +
    "Certbot failed to authenticate some domains (authenticator: webroot). The Certificate Authority reported these problems:\n" +
    `${block("a.example.com", "198.51.100.7: Timeout during connect")}\n` +
    `${block("b.example.com", "198.51.100.7: Timeout during connect")}\n` +
    `${block("c.example.com", "no address")}\n` +
    `Hint: The Certificate Authority failed to download the temporary challenge files created by Certbot.\n\n${epilogue}`;
  expect(certbotReason(output)).toBe("a.example.com, b.example.com: 198.51.100.7: Timeout during connect (connection); c.example.com: no address (connection)");
});

test("a limit of the CA, and what to do about it", () => {
  const output =
    "Saving debug log to /var/log/letsencrypt/letsencrypt.log\nRequesting a certificate for a.example.com\nAn unexpected error occurred:\n" +
    "Error creating new order :: too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, " +
    `retry after 2026-11-26 10:00:00 UTC\n${epilogue}`;
  expect(certbotReason(output)).toBe(
    "Error creating new order :: too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, " +
      "retry after 2026-11-26 10:00:00 UTC. It is a limit of the CA, and certbot does not wait for it: run again after the time that the CA names",
  );
});

test("a token that Cloudflare refuses, and what it needs", () => {
  expect(
    certbotReason("Error determining zone_id: 9109 Invalid access token. Please confirm that you have supplied valid Cloudflare API credentials.\n"),
  ).toMatch(/^Error determining zone_id: 9109 .* Give certificateSecrets\.cloudflareToken the permissions Zone - Zone - Read and Zone - DNS - Edit/);
});

test("what comes after a warning of one of its libraries, of Debian 13's for Cloudflare for example", () => {
  const output =
    "/usr/lib/python3/dist-packages/certbot_dns_cloudflare/_internal/dns_cloudflare.py:108: PendingDeprecationWarning: \n" +
    "       !!!!!!!!!!!!!!!!!!!!   WARNING  !!!!!!!!!!!!!!!!!!!!\n       !! You have upgraded the package 'cloudflare' !!\n" +
    "  self.cf = CloudFlare.CloudFlare(token=api_token)\nError determining zone_id: 9109 Unauthorized to access requested resource.\n";
  expect(certbotReason(output)).toMatch(/^Error determining zone_id: 9109 .*Zone - DNS - Edit/);
});

test("settings of the host's owner that would decide how certbot renews, and what to do about them", () => {
  expect(certbotReason(`Too many flags setting configurators/installers/authenticators 'standalone' -> 'webroot'\n${epilogue}`)).toMatch(
    /'standalone' -> 'webroot'\. .*\/etc\/letsencrypt\/cli\.ini.* take that out$/,
  );
});

test("a CA that does not answer", () => {
  expect(certbotReason(`An unexpected error occurred:\nValueError: Requesting ca.example/dir: Connection refused\n${epilogue}`)).toBe(
    "ValueError: Requesting ca.example/dir: Connection refused",
  );
});

test.each([
  ["nothing", ""],
  ["only what it always says", epilogue],
])("without a reason, where to look: %s", (_what, output) => {
  expect(certbotReason(output)).toBe("it gave no reason; see /var/log/letsencrypt/letsencrypt.log on the host");
});

test("what would move a terminal's cursor is left out", () => expect(certbotReason("a\u001b[2Jb\u0000\u202ec\n")).toBe("a [2Jb c"));

test.each([
  [600, ""],
  [601, "..."],
])("a reason of %d characters is told as far as 600", (length, end) => {
  expect(certbotReason("x".repeat(length))).toBe(`${"x".repeat(600)}${end}`);
});

test("a single name with a fault", () => {
  expect(certbotReason("  Domain: a.example.com\n  Type:   dns\n  Detail: SERVFAIL\n")).toBe("a.example.com: SERVFAIL (dns)");
});

test("a wall of text is cut", () => expect(certbotReason("x".repeat(10_000)).length).toBeLessThan(700));
