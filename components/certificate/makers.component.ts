import { registered } from "../shared/registered";
import type { CertificateMaker } from "./common/certificate-maker.component";
import * as registry from "./registry.component";
import type { CertificateSource } from "./sources";

/** The maker of a source's certificates, for its setting `renewal`. */
export function certificateMakerOf({ source, renewal = "up" }: { readonly source: string; readonly renewal?: string }): CertificateMaker<CertificateSource> {
  const makers = registered<{ readonly source: string; readonly renewal?: string }>(registry);
  const maker = makers.find((each) => each.source === source && (each.renewal ?? renewal) === renewal);
  return maker as CertificateMaker<CertificateSource>;
}
