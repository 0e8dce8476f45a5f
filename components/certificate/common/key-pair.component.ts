import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { KeyType } from "../certificate";

/** A private key in state, where it is a secret. */
export function keyPair(name: string, type: KeyType, opts: pulumi.CustomResourceOptions): tls.PrivateKey {
  return new tls.PrivateKey(name, type === "ecdsa-p256" ? { algorithm: "ECDSA", ecdsaCurve: "P256" } : { algorithm: "RSA", rsaBits: 2048 }, opts);
}
