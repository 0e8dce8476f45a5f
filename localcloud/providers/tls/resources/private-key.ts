import type { Properties } from "../../contract/value";
import { resource, type AnyResource } from "../../provider";
import { curves, generateKey, keyId, privateForms, publicForms, type Algorithm } from "../keys";

interface Inputs extends Properties {
  readonly algorithm: Algorithm;
  readonly rsaBits: number;
  readonly ecdsaCurve: string;
}

const algorithms = ["RSA", "ECDSA", "ED25519"];

/** A key that exists only in the state. */
export const privateKey: AnyResource = resource<Inputs, Properties>({
  validate({ algorithm, ecdsaCurve, rsaBits }) {
    const faults = [];
    if (typeof algorithm === "string" && !algorithms.includes(algorithm))
      faults.push({ path: "algorithm", reason: `Cannot generate a key as "${algorithm}": it is one of ${algorithms.join(", ")}` });
    if (typeof ecdsaCurve === "string" && !(ecdsaCurve in curves))
      faults.push({ path: "ecdsaCurve", reason: `Cannot generate a key on the curve "${ecdsaCurve}": it is one of ${Object.keys(curves).join(", ")}` });
    if (typeof rsaBits === "number" && !(Number.isInteger(rsaBits) && rsaBits >= 1024 && rsaBits <= 16384))
      faults.push({ path: "rsaBits", reason: `Cannot generate an RSA key of ${rsaBits} bits: it has between 1024 and 16384` });
    return faults;
  },
  async create(inputs) {
    const key = await generateKey(inputs.algorithm, inputs);
    return { id: keyId(key), state: { ...inputs, ...privateForms(key), ...publicForms(key) } };
  },
  read: (id, state) => Promise.resolve(state.algorithm === undefined ? undefined : { id, state: state as Properties }),
  update: (_id, state) => Promise.resolve(state),
  delete: () => Promise.resolve(),
});
