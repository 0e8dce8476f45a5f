import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LeafFacts } from "../../components/certificate/x509/facts";
import type { Hierarchy } from "./certificate-maker";

/** Runs openssl in a temporary folder with `files`, by name; returns what it printed. */
export function openssl(files: Readonly<Record<string, string | Buffer>>, args: readonly string[], input = ""): Buffer {
  return inFolder(files, (cwd) => execFileSync("openssl", args, { cwd, input, stdio: ["pipe", "pipe", "pipe"] }));
}

/** Like {@link openssl}, for a command whose exit code is its verdict. */
export function opensslAccepts(files: Readonly<Record<string, string | Buffer>>, args: readonly string[]): boolean {
  return inFolder(files, (cwd) => {
    const { status, error } = spawnSync("openssl", args, { cwd });
    if (status === null) throw error ?? new Error("openssl was killed");
    return status === 0;
  });
}

/** openssl's verdict on a chain: the path up to the root, the time, the purpose and the names. */
export function opensslVerifies(
  chain: { readonly root: string; readonly intermediates: string; readonly leaf: string },
  names: readonly string[],
  now: Date,
): boolean {
  const time = String(Math.floor(now.getTime() / 1000));
  return names.every((name) =>
    opensslAccepts({ root: chain.root, rest: chain.intermediates, leaf: chain.leaf }, [
      "verify",
      "-no-CApath",
      "-no-CAstore",
      "-CAfile",
      "root",
      ...(chain.intermediates === "" ? [] : ["-untrusted", "rest"]),
      "-purpose",
      "sslserver",
      "-attime",
      time,
      /^[\d.]+$|:/.test(name) ? "-verify_ip" : "-verify_hostname",
      name,
      "leaf",
    ]),
  );
}

/** The facts in openssl's text form of a certificate. */
export function opensslFacts(certificate: string): LeafFacts & { readonly key: string } {
  const text = openssl({ certificate }, ["x509", "-in", "certificate", "-noout", "-text", "-fingerprint", "-sha256"]).toString();
  const told = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? "";
  return {
    dnsNames: [...text.matchAll(/DNS:([^,\s]+)/g)].map(([, name = ""]) => name),
    notBefore: new Date(told(/Not Before: (.*)/)).toISOString(),
    notAfter: new Date(told(/Not After : (.*)/)).toISOString(),
    sha256: told(/sha256 Fingerprint=(.*)/i)
      .replaceAll(":", "")
      .toLowerCase(),
    issuer: told(/Issuer: (.*)/).replaceAll(" = ", "="),
    key: told(/ASN1 OID: (\S+)/) || `RSA ${told(/Public-Key: \((\d+) bit\)/)}`,
  };
}

function inFolder<T>(files: Readonly<Record<string, string | Buffer>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-openssl-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A PKCS #12 file with a hierarchy's leaf, its key and its intermediates, written by openssl. */
export function pkcs12File({ leaf, lower, upper }: Hierarchy, password: string, args: readonly string[]): Buffer {
  const rest = lower.certificate + upper.certificate;
  const options = ["-export", "-inkey", "key", "-in", "leaf", "-certfile", "rest", "-passout", `pass:${password}`, ...args];
  return openssl({ key: leaf.key, leaf: leaf.certificate, rest }, ["pkcs12", ...options]);
}
