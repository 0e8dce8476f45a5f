import * as v from "valibot";
import { servedCertificate } from "../https-server/served-certificate";
import { servicesSchema } from "../https-server/servers/services";
import { siteDomain } from "../shared/domain-name";
import { accessSchema } from "../vps/access";
import { image } from "../vps/host";

/** What the arguments of `TlsServices` must be. */
export const tlsServicesRules = {
  entries: { domain: siteDomain, access: accessSchema, certificate: servedCertificate, image: v.optional(image), services: v.pipe(servicesSchema, v.minLength(1, "must hold at least one service")) },
};
