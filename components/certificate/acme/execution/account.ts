import { createPrivateKey, type KeyObject } from "node:crypto";
import { fieldsOf } from "../../../shared/validation";
import { AcmeRefusal } from "../acme-error";
import { externalBinding, jwkOf, signRequest } from "../jws";
import type { Signer, Transport } from "./transport";

/** An external account binding. Source: RFC 8555, section 7.3.4. */
export interface ExternalAccount {
  readonly keyId: string;
  /** base64url. */
  readonly hmacKey: string;
}

/** The key in `pem`. Throws without showing it. */
export function accountKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The cause is left out: OpenSSL's errors can quote their input.
    throw new Error("Cannot read the account's key as it must be a private key in PEM: the text is something else. Give one that starts with -----BEGIN");
  }
}

/** Finds or creates the account of `key`. Creating it agrees to the CA's terms. Returns its URL. */
export async function openAccount(transport: Transport, key: KeyObject, contact: readonly string[], external?: ExternalAccount): Promise<string> {
  const { newAccount, meta } = await transport.directory();
  if (meta?.externalAccountRequired === true && !external) {
    const existing = await findAccount(transport, key);
    if (existing !== undefined) return existing;
    throw new AcmeRefusal(
      "make the account",
      [{ type: "externalAccountRequired", detail: "an account needs an external account binding", subproblems: [] }],
      400,
    );
  }
  const binding = external ? { externalAccountBinding: await externalBinding(key, newAccount, external) } : {};
  const { headers } = await transport.post({ key }, newAccount, { termsOfServiceAgreed: true, contact, ...binding }, { action: "make the account" });
  return location(headers.location, "account");
}

/** The URL of the account of `key`; `undefined` when there is none or it was deactivated. */
export async function findAccount(transport: Transport, key: KeyObject): Promise<string | undefined> {
  const { newAccount } = await transport.directory();
  try {
    const { headers } = await transport.post({ key }, newAccount, { onlyReturnExisting: true }, { action: "find the account" });
    return location(headers.location, "account");
  } catch (error) {
    if (error instanceof AcmeRefusal && (error.has("accountDoesNotExist") || error.has("unauthorized"))) return undefined;
    throw error;
  }
}

/** The account's contact; empty with CAs that do not tell it. */
export async function contactOf(transport: Transport, signer: Required<Signer>): Promise<readonly string[]> {
  const { body } = await transport.post(signer, signer.account, undefined, { action: "look at the account" });
  const { contact } = fieldsOf(JSON.parse(body));
  return Array.isArray(contact) ? contact.filter((each) => typeof each === "string") : [];
}

export async function updateContact(transport: Transport, signer: Required<Signer>, contact: readonly string[]): Promise<void> {
  await transport.post(signer, signer.account, { contact }, { action: "change the account's contact" });
}

/** Gives the account another key. Does nothing when it already has that key. Source: RFC 8555, section 7.3.5. */
export async function changeKey(transport: Transport, { key, account }: Required<Signer>, next: KeyObject): Promise<void> {
  if ((await findAccount(transport, next)) === account) return;
  const { keyChange } = await transport.directory();
  const inner = await signRequest(next, { url: keyChange }, { account, oldKey: jwkOf(key) });
  await transport.post({ key, account }, keyChange, inner, { action: "change the account's key" });
}

export async function deactivate(transport: Transport, signer: Required<Signer>): Promise<void> {
  await transport.post(signer, signer.account, { status: "deactivated" }, { action: "deactivate the account" });
}

/** The URL of the created object. */
export function location(header: string | undefined, kind: string): string {
  if (header === undefined) throw new Error(`Cannot find the new ${kind} as the CA must name its URL: it named none`);
  return header;
}
