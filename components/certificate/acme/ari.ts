import { Integer } from "asn1js";

/** When the CA suggests renewing. Source: RFC 9773, section 4.2. */
export interface SuggestedWindow {
  /** ISO 8601, UTC. */
  readonly start: string;
  /** ISO 8601, UTC. */
  readonly end: string;
  /** A page that says why, where the CA gives one. */
  readonly explanation?: string;
}

/** The identifier of a certificate in renewal information; `undefined` for one without an authority key identifier. Source: RFC 9773, section 4.1. */
export async function certificateId(leaf: string): Promise<string | undefined> {
  // Loaded here, as it takes a tenth of a second and an engine run without changes does not need it.
  await import("reflect-metadata");
  const { AuthorityKeyIdentifierExtension, X509Certificate } = await import("@peculiar/x509");
  const certificate = new X509Certificate(leaf);
  const keyId = certificate.getExtension(AuthorityKeyIdentifierExtension)?.keyId;
  return keyId === undefined ? undefined : `${Buffer.from(keyId, "hex").toString("base64url")}.${derInteger(certificate.serialNumber).toString("base64url")}`;
}

/** The window in a CA's answer; `undefined` when it has no valid one. */
export function suggestedWindow(answer: unknown): SuggestedWindow | undefined {
  const { suggestedWindow: window, explanationURL } = (answer ?? {}) as { suggestedWindow?: { start?: unknown; end?: unknown }; explanationURL?: unknown };
  const [start, end] = [instant(window?.start), instant(window?.end)];
  if (start === undefined || end === undefined || end <= start) return undefined;
  const explanation = typeof explanationURL === "string" && /^https:\/\/[\x21-\x7e]{1,500}$/.test(explanationURL) ? { explanation: explanationURL } : {};
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString(), ...explanation };
}

function instant(value: unknown): number | undefined {
  const time = typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** A number in DER, without tag and length. */
function derInteger(hexadecimal: string): Buffer {
  return Buffer.from(Integer.fromBigInt(BigInt(`0x${hexadecimal}`)).valueBlock.valueHexView);
}
