import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tls } from "../../../../../localcloud/providers/tls/definition";
import { EngineClient, outputs } from "../engine-client";

export const privateKey = "tls:index/privateKey:PrivateKey";
export const selfSigned = "tls:index/selfSignedCert:SelfSignedCert";
export const certRequest = "tls:index/certRequest:CertRequest";
export const locallySigned = "tls:index/locallySignedCert:LocallySignedCert";

export const client = new EngineClient(tls);
export const folder = mkdtempSync(join(tmpdir(), "tlsup-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));

export function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
}

/** What a program that nobody here wrote makes of it. */
export function oracle(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

export interface Key {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

export const newKey = async (inputs: object = { algorithm: "ECDSA", ecdsaCurve: "P256" }) =>
  outputs(await client.create(privateKey, inputs as never)) as unknown as Key & Record<string, string>;
