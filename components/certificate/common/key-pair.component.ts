import type * as pulumi from "@pulumi/pulumi";
import { propertiesOf, whenKnown } from "../../shared/inputs.component";
import * as tls from "@pulumi/tls";
import type { KeyType } from "./settings";

/** A private key in state, where it is a secret. */
export function keyPair(name: string, type: pulumi.Input<KeyType>, opts: pulumi.CustomResourceOptions): tls.PrivateKey {
  const { algorithm, ...size } = propertiesOf(whenKnown(type, algorithmOf), { algorithm: true, ecdsaCurve: true, rsaBits: true });
  return new tls.PrivateKey(name, { algorithm, ...(size as Pick<tls.PrivateKeyArgs, keyof typeof size>) }, opts);
}

/** A key as @pulumi/tls asks for it. */
interface Algorithm {
  readonly algorithm: string;
  readonly ecdsaCurve: string | undefined;
  readonly rsaBits: number | undefined;
}

function algorithmOf(type: KeyType): Algorithm {
  return type === "ecdsa-p256" ? { algorithm: "ECDSA", ecdsaCurve: "P256", rsaBits: undefined } : { algorithm: "RSA", ecdsaCurve: undefined, rsaBits: 2048 };
}
