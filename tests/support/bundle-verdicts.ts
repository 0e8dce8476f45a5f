import { readBundle, type BundleRequirements, type BundleVerdict } from "../../components/certificate/x509/bundle";
import { now, type Made } from "./certificate-maker";

/** The names in the leaf of a valid chain. */
export const names = ["blog.example.com", "www.example.com"];

export const requirements = (root: Made, changes: Partial<BundleRequirements> = {}): BundleRequirements => ({
  paths: { certificate: "certificate", privateKey: "privateKey" },
  names,
  now,
  authority: { kind: "private", root: root.certificate, path: "root", trust: "private" },
  ...changes,
});

/** Judges certificates and keys, joined to one text in the given order. */
export const judge = (root: Made, texts: readonly string[], changes: Partial<BundleRequirements> = {}): BundleVerdict =>
  readBundle([{ path: "certificate", content: { pem: texts.join("") } }], requirements(root, changes));

export const problems = ({ faults }: BundleVerdict): string[] => faults.map(({ path, problem }) => `${path}: ${problem}`);
