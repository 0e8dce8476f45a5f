import { ia5, oid, printable, sequence, set, utf8 } from "./der";

export interface Subject {
  readonly commonName?: string;
  readonly organization?: string;
  readonly organizationalUnit?: string;
  readonly streetAddresses?: readonly string[];
  readonly locality?: string;
  readonly province?: string;
  readonly country?: string;
  readonly postalCode?: string;
  readonly serialNumber?: string;
  readonly emailAddress?: string;
}

/** A distinguished name in the order in which Go's crypto/x509/pkix, and so the vendor's provider, writes it. */
export function distinguishedName(subject: Subject): Buffer {
  const attributes: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ["2.5.4.6", [subject.country]],
    ["2.5.4.10", [subject.organization]],
    ["2.5.4.11", [subject.organizationalUnit]],
    ["2.5.4.7", [subject.locality]],
    ["2.5.4.8", [subject.province]],
    ["2.5.4.9", subject.streetAddresses ?? []],
    ["2.5.4.17", [subject.postalCode]],
    ["2.5.4.3", [subject.commonName]],
    ["2.5.4.5", [subject.serialNumber]],
  ];
  const sets = attributes.flatMap(([type, values]) =>
    values.filter((value) => value !== undefined && value !== "").map((value) => attribute(type, text(value ?? ""))),
  );
  // PKCS #9's emailAddress is an IA5String (RFC 2985, section 5.2.1).
  if (subject.emailAddress) sets.push(attribute("1.2.840.113549.1.9.1", ia5(subject.emailAddress)));
  return sequence(...sets);
}

function attribute(type: string, value: Buffer): Buffer {
  return set(sequence(oid(type), value));
}

function text(value: string): Buffer {
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value);
  return isPrintable ? printable(value) : utf8(value);
}
