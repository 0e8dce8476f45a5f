import { certRequest, client, privateKey, selfSigned } from "./makers";

describe("faults", () => {
  it.each([
    [privateKey, { algorithm: "DSA" }, "algorithm"],
    [privateKey, { algorithm: "ECDSA", ecdsaCurve: "P-256" }, "ecdsaCurve"],
    [privateKey, { algorithm: "RSA", rsaBits: 512 }, "rsaBits"],
    [selfSigned, { privateKeyPem: "x", allowedUses: ["server_auth", "server-auth"], validityPeriodHours: 1 }, "allowedUses[1]"],
    [selfSigned, { privateKeyPem: "x", allowedUses: [], validityPeriodHours: -1 }, "validityPeriodHours"],
    [certRequest, { privateKeyPem: "x", ipAddresses: ["example.test"] }, "ipAddresses[0]"],
    [certRequest, { privateKeyPem: "x", uris: ["nothing"] }, "uris[0]"],
    [certRequest, {}, "privateKeyPem"],
    [certRequest, { privateKeyPem: "x", privateKeyPemWo: "y" }, "privateKeyPem"],
  ])("%s %j: at %s", (token, inputs, path) => {
    expect(client.failures(token, inputs as never)).toEqual([expect.stringContaining(`Examine values at 'thing.${path}'.`)]);
  });

  it("include a number of bits of an RSA key that is too small, too large or not whole", () => {
    const failures = (rsaBits: number): number => client.failures(privateKey, { algorithm: "RSA", rsaBits }).length;
    expect([1023, 1024, 16_384, 16_385, 2048.5].map(failures)).toEqual([1, 0, 0, 1, 1]);
  });

  it("do not repeat a key", async () => {
    const error = await client.create(certRequest, { privateKeyPem: "canary" }).catch((reason: unknown) => reason);
    expect(String(error)).toContain("Cannot use privateKeyPem as a private key");
    expect(String(error)).not.toContain("canary");
  });
});
