import { Refusal } from "../../engine";
import { providerFunction, type AnyFunction } from "../../provider";
import { algorithmOf, keyId, publicForms, readPrivateKey } from "../keys";
import { readOpenSshPrivateKey } from "../read-openssh";

/** The public half of a private key in PEM. */
export const getPublicKey: AnyFunction = providerFunction<{ privateKeyPem?: string; privateKeyOpenssh?: string }>({
  secrets: ["privateKeyPem", "privateKeyOpenssh"],
  call(args) {
    const { privateKeyPem, privateKeyOpenssh } = args;
    if ((privateKeyPem === undefined) === (privateKeyOpenssh === undefined))
      throw new Refusal("Cannot read a public key: give exactly one of privateKeyPem and privateKeyOpenssh");
    const key = privateKeyPem === undefined ? readOpenSshPrivateKey(privateKeyOpenssh ?? "") : readPrivateKey("privateKeyPem", privateKeyPem);
    return Promise.resolve({ ...args, id: keyId(key), algorithm: algorithmOf(key), ...publicForms(key) });
  },
});
