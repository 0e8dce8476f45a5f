import type { AddressInfo } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { showsTrusted } from "../../../../components/site/chain/execution/shows-trusted";
import { inDays, make, type Made, type Wish } from "../../../support/certificate-maker";

const servername = "blog.example.com";
const subject = `CN=${servername}`;

async function shown(options: TlsOptions): Promise<boolean> {
  const server = createServer(options);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  try {
    return await showsTrusted("127.0.0.1", servername, port);
  } finally {
    server.close();
  }
}

async function authorities(name: string): Promise<Made> {
  const root = await make({ subject: "CN=Root", isAuthority: true });
  return make({ subject: `CN=${name}`, issuer: root, isAuthority: true });
}

test.each<[string, boolean, string, Partial<Wish>]>([
  ["of a private CA, which visitors may know, would be missed", true, "A private CA", {}],
  ["that has expired would not", false, "A private CA", { notBefore: inDays(-9), notAfter: inDays(-1) }],
  ["of Cloudflare's Origin CA would not", false, "CloudFlare Origin SSL Certificate Authority", {}],
])("a certificate %s: %s", async (_what, expected, issuerName, wish) => {
  const issuer = await authorities(issuerName);
  const { certificate, key } = await make({ subject, names: [servername], issuer, ...wish });
  expect(await shown({ key, cert: certificate + issuer.certificate })).toBe(expected);
});

test("a self-signed certificate would not be missed, nor one where nothing answers", async () => {
  const { certificate, key } = await make({ subject, names: [servername] });
  expect(await shown({ key, cert: certificate })).toBe(false);
  expect(await showsTrusted("127.0.0.1", servername, 9)).toBe(false);
});
