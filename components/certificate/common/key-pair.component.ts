import type * as pulumi from "@pulumi/pulumi";
import { propertiesOf, whenKnown } from "../../shared/inputs.component";
import * as tls from "@pulumi/tls";
import type { KeyType } from "./settings";

/** A private key, kept as a secret in the state. */
export function keyPair(name: string, type: pulumi.Input<KeyType>, opts: pulumi.CustomResourceOptions): tls.PrivateKey {
  const { algorithm, ...size } = propertiesOf(whenKnown(type, algorithmOf), { algorithm: true, ecdsaCurve: true, rsaBits: true });
  return new tls.PrivateKey(name, { algorithm, ...(size as Pick<tls.PrivateKeyArgs, keyof typeof size>) }, opts);
}

/** A key type in the form that @pulumi/tls needs. */
interface Algorithm {
  readonly algorithm: string;
  readonly ecdsaCurve: string | undefined;
  readonly rsaBits: number | undefined;
}

function algorithmOf(type: KeyType): Algorithm {
  return type === "ecdsa-p256" ? { algorithm: "ECDSA", ecdsaCurve: "P256", rsaBits: undefined } : { algorithm: "RSA", ecdsaCurve: undefined, rsaBits: 2048 };
}
