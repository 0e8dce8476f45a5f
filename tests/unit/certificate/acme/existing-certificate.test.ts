import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputsOfExisting } from "../../../../components/certificate/acme/execution/existing-certificate";
import { makeHierarchy } from "../../../support/certificate-maker";

const names = ["blog.example.com", "www.example.com"];
const given = {
  directory: "https://ca.example/dir",
  accountUrl: "https://ca.example/account/1",
  accountKey: "KEY",
  solver: { kind: "cloudflare" },
  adoptedKey: "KEY",
} as const;

describe("a certificate in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-existing-"));
  const file = join(folder, "chain.pem");
  let chain: string;
  beforeAll(async () => {
    const { leaf, lower } = await makeHierarchy(names);
    chain = leaf.certificate + lower.certificate;
    writeFileSync(file, chain);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is asked for as it is", async () => {
    expect(await inputsOfExisting(file, given)).toEqual({ ...given, names, keyType: "ecdsa-p256", revokeOnDelete: false, adoptedChain: chain });
  });

  test("is asked for as it is said", async () => {
    const said = { names: [...names].reverse(), keyType: "rsa-2048", revokeOnDelete: true } as const;
    expect(await inputsOfExisting(file, { ...given, ...said })).toEqual({ ...given, ...said, adoptedChain: chain });
  });
});

test("a file that is not there is refused with what the id must be", async () => {
  await expect(inputsOfExisting("/nowhere.pem", given)).rejects.toThrow(
    "Cannot import the certificate /nowhere.pem as its id must be the path of a PEM file that can be read, or the certificate's URL at the CA",
  );
});
