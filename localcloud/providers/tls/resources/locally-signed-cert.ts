import type { Properties } from "../../contract/value";
import { Refusal } from "../../engine";
import { resource, type AnyResource } from "../../provider";
import { issue } from "../certificate";
import { algorithmOf, readPrivateKey } from "../keys";
import { keyIdentifierOf, readCertificate, subjectOf } from "../read-certificate";
import { readRequest } from "../read-request";
import { dueForRenewal, expired, validityOutputs } from "../renewal";
import { certificateFaults, keyFaults } from "../validation";
import { kept, withoutWriteOnly } from "../write-only";

interface Inputs {
  readonly caCertPem: string;
  readonly caPrivateKeyPem?: string;
  readonly caPrivateKeyPemWo?: string;
  readonly certRequestPem: string;
  readonly allowedUses: readonly string[];
  readonly validityPeriodHours: number;
  readonly earlyRenewalHours: number;
  readonly isCaCertificate: boolean;
  readonly maxPathLength?: number;
  readonly setSubjectKeyId: boolean;
}

/** A certificate for a request, signed with the key of an authority in the program. */
export const locallySignedCert: AnyResource = resource<Inputs, Properties>({
  validate: (inputs) => [...keyFaults(inputs, "caPrivateKeyPem"), ...certificateFaults(inputs)],
  planned: withoutWriteOnly,
  expired,
  create(inputs) {
    const authority = readCertificate("caCertPem", inputs.caCertPem);
    const key = readPrivateKey("caPrivateKeyPem", inputs.caPrivateKeyPem ?? inputs.caPrivateKeyPemWo ?? "");
    if (!authority.checkPrivateKey(key)) throw new Refusal("Cannot use caPrivateKeyPem as the authority's key: it does not belong to caCertPem");
    const { subject, publicKey, names } = readRequest(inputs.certRequestPem);
    const now = new Date();
    const issued = issue(
      {
        publicKey,
        subject,
        issuer: subjectOf(authority),
        signingKey: key,
        uses: inputs.allowedUses,
        names,
        validityHours: inputs.validityPeriodHours,
        isAuthority: inputs.isCaCertificate,
        maxPathLength: inputs.maxPathLength ?? -1,
        subjectKeyId: inputs.setSubjectKeyId,
        authorityKeyId: keyIdentifierOf(authority),
      },
      now,
    );
    const outputs = {
      certPem: issued.pem,
      caKeyAlgorithm: algorithmOf(key),
      maxPathLength: inputs.maxPathLength ?? -1,
      ...validityOutputs(issued, inputs.earlyRenewalHours, now),
    };
    return Promise.resolve({ id: issued.serialNumber, state: { ...kept(inputs), ...outputs } });
  },
  read: (id, state) =>
    Promise.resolve(
      state.certPem === undefined
        ? undefined
        : { id, state: { ...(state as Properties), readyForRenewal: dueForRenewal(state, state.earlyRenewalHours, new Date()) } },
    ),
  update: (_id, state, inputs) => Promise.resolve({ ...state, ...kept(inputs), readyForRenewal: dueForRenewal(state, inputs.earlyRenewalHours, new Date()) }),
  delete: () => Promise.resolve(),
});
