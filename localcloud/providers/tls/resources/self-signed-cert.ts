import type { Properties } from "../../contract/value";
import { resource, type AnyResource } from "../../provider";
import { issue } from "../certificate";
import { alternativeNames, type AlternativeNames } from "../extensions";
import { algorithmOf, keyIdentifier, publicKeyInfo, readPrivateKey } from "../keys";
import { dueForRenewal, expired, validityOutputs } from "../renewal";
import { distinguishedName, type Subject } from "../subject";
import { certificateFaults, keyFaults, nameFaults } from "../validation";
import { kept, withoutWriteOnly } from "../write-only";

interface Inputs extends AlternativeNames {
  readonly privateKeyPem?: string;
  readonly privateKeyPemWo?: string;
  readonly subject?: Subject;
  readonly allowedUses: readonly string[];
  readonly validityPeriodHours: number;
  readonly earlyRenewalHours: number;
  readonly isCaCertificate: boolean;
  readonly maxPathLength?: number;
  readonly setSubjectKeyId: boolean;
  readonly setAuthorityKeyId: boolean;
}

export const selfSignedCert: AnyResource = resource<Inputs, Properties>({
  validate: (inputs) => [...keyFaults(inputs, "privateKeyPem"), ...nameFaults(inputs), ...certificateFaults(inputs)],
  planned: withoutWriteOnly,
  expired,
  create(inputs) {
    const key = readPrivateKey("privateKeyPem", inputs.privateKeyPem ?? inputs.privateKeyPemWo ?? "");
    const publicKey = publicKeyInfo(key);
    const subject = distinguishedName(inputs.subject ?? {});
    const now = new Date();
    const issued = issue(
      {
        publicKey,
        subject,
        issuer: subject,
        signingKey: key,
        uses: inputs.allowedUses,
        names: alternativeNames(inputs),
        validityHours: inputs.validityPeriodHours,
        isAuthority: inputs.isCaCertificate,
        maxPathLength: inputs.maxPathLength ?? -1,
        subjectKeyId: inputs.setSubjectKeyId,
        ...(inputs.setAuthorityKeyId && { authorityKeyId: keyIdentifier(publicKey) }),
      },
      now,
    );
    const outputs = {
      certPem: issued.pem,
      keyAlgorithm: algorithmOf(key),
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
