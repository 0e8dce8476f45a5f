import { createPublicKey } from "node:crypto";
import type { Properties } from "../../contract/value";
import { resource, type AnyResource } from "../../provider";
import { request } from "../certificate";
import { alternativeNames, requestedExtensions, type AlternativeNames } from "../extensions";
import { algorithmOf, publicKeyInfo, readPrivateKey } from "../keys";
import { distinguishedName, type Subject } from "../subject";
import { keyFaults, nameFaults } from "../validation";
import { kept, withoutWriteOnly } from "../write-only";

interface Inputs extends AlternativeNames {
  readonly privateKeyPem?: string;
  readonly privateKeyPemWo?: string;
  readonly subject?: Subject;
}

export const certRequest: AnyResource = resource<Inputs, Properties>({
  validate: (inputs) => [...keyFaults(inputs, "privateKeyPem"), ...nameFaults(inputs)],
  planned: withoutWriteOnly,
  create(inputs) {
    const key = readPrivateKey("privateKeyPem", inputs.privateKeyPem ?? inputs.privateKeyPemWo ?? "");
    const { pem, id } = request(
      key,
      publicKeyInfo(createPublicKey(key)),
      distinguishedName(inputs.subject ?? {}),
      requestedExtensions(alternativeNames(inputs)),
    );
    return Promise.resolve({ id, state: { ...kept(inputs), certRequestPem: pem, keyAlgorithm: algorithmOf(key) } });
  },
  read: (id, state) => Promise.resolve(state.certRequestPem === undefined ? undefined : { id, state: state as Properties }),
  update: (_id, state, inputs) => Promise.resolve({ ...state, ...kept(inputs) }),
  delete: () => Promise.resolve(),
});
