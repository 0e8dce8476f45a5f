import { isOriginCa } from "../../../certificate/x509/facts";
import { handshake } from "./handshake";
import { trustedRoots } from "./viewpoint";

/** Whether a host shows a certificate that browsers take for a name, or that those take who know a private CA. */
export async function showsTrusted(address: string, servername: string, port = 443): Promise<boolean> {
  const seen = await handshake({ address, port, servername, ca: trustedRoots({}) });
  if (seen.outcome === "failed" || isOriginCa(seen.leaf)) return false;
  return seen.verified === true || (seen.intermediates.length > 0 && /ISSUER|LEAF|IN_CHAIN/.test(seen.verified));
}
