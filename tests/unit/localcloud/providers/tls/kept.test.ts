import { certRequest, client, locallySigned, newKey, privateKey, selfSigned } from "./makers";
import { outputs } from "../engine-client";

test.each([privateKey, certRequest, selfSigned, locallySigned])(
  "%s is in the state alone: a refresh keeps it as it is, and there is nothing to import",
  async (token) => {
    const { privateKeyPem } = await newKey();
    const term = { validityPeriodHours: 1, allowedUses: [] };
    const authority = outputs(await client.create(selfSigned, { privateKeyPem, ...term, isCaCertificate: true }));
    const request = outputs(await client.create(certRequest, { privateKeyPem }));
    const programs: Readonly<Record<string, object>> = {
      [privateKey]: { algorithm: "ED25519" },
      [certRequest]: { privateKeyPem },
      [selfSigned]: { privateKeyPem, ...term },
      [locallySigned]: { caPrivateKeyPem: privateKeyPem, caCertPem: authority.certPem, certRequestPem: request.certRequestPem, ...term },
    };
    const kept = await client.create(token, programs[token] as never);
    expect(await client.refresh(token, kept)).toEqual(kept);
    expect(await client.import(token, "any")).toBeUndefined();
  },
);
