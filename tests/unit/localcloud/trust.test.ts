import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trustEnvironment } from "../../../localcloud/cli/trust";
import { instanceAt } from "../../../localcloud/instance";

describe("what programs trust in a shell of the local cloud", () => {
  const directory = mkdtempSync(join(tmpdir(), "tlsup-trust-"));
  const instance = instanceAt(directory, 0);
  const root = join(directory, "pki", "edge", "root.pem");
  const bundle = join(directory, "pki", "trust.pem");
  const own = join(directory, "own.pem");

  beforeAll(() => {
    for (const [authority, content] of [
      ["edge", "the local root\n"],
      ["acme-endpoint", "the directory's root\n"],
    ] as const) {
      mkdirSync(join(directory, "pki", authority), { recursive: true });
      writeFileSync(join(directory, "pki", authority, "root.pem"), content);
    }
    writeFileSync(own, "the company's root\n");
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const replaced = { SSL_CERT_FILE: bundle, REQUESTS_CA_BUNDLE: bundle, CURL_CA_BUNDLE: bundle };

  test("is what the system trusts and the local roots; Node.js has its own", () => {
    expect(trustEnvironment(instance, {})).toEqual({ ...replaced, NODE_EXTRA_CA_CERTS: root });
    expect(readFileSync(bundle, "utf8")).toMatch(/-----END CERTIFICATE-----\nthe local root\nthe directory's root\n$/);
  });

  test("keeps what the shell named before, also when it is evaluated again", () => {
    const expected = { ...replaced, NODE_EXTRA_CA_CERTS: bundle };
    const first = trustEnvironment(instance, { SSL_CERT_FILE: own, NODE_EXTRA_CA_CERTS: own });
    expect(first).toEqual(expected);
    expect(readFileSync(bundle, "utf8")).toBe("the company's root\nthe local root\nthe directory's root\n");
    expect(trustEnvironment(instance, first)).toEqual(expected);
    expect(readFileSync(bundle, "utf8")).toBe("the company's root\nthe local root\nthe directory's root\n");
  });

  test("passes over files that are not there", () => {
    expect(trustEnvironment(instance, { SSL_CERT_FILE: "/nonexistent", NODE_EXTRA_CA_CERTS: "/nonexistent" })).toEqual({
      ...replaced,
      NODE_EXTRA_CA_CERTS: root,
    });
  });
});
