/** Splits what a CA sends: the leaf, and the intermediates. Source: RFC 8555, section 7.4.2 and 9.1. */
export function leafAndChain(fullChain: string): { readonly leaf: string; readonly chain: string } {
  const [leaf, ...chain] = fullChain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (leaf === undefined) throw new Error("Cannot read what the CA sent as it must be certificates in PEM: it holds none. Run it again");
  return { leaf: `${leaf}\n`, chain: chain.map((each) => `${each}\n`).join("") };
}
