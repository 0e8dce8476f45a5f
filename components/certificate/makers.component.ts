import { registered } from "../shared/registered";
import type { CertificateMaker } from "./common/certificate-maker.component";
import * as registry from "./registry.component";
import type { CertificateSource } from "./sources";

/** What makes the certificates of a source. */
export function certificateMakerOf(source: CertificateSource["source"]): CertificateMaker<CertificateSource> {
  const maker = registered<{ readonly source: string }>(registry).find((each) => each.source === source);
  return maker as CertificateMaker<CertificateSource>;
}
