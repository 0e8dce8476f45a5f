import * as v from "valibot";
import { servedCertificate, servedKey } from "../release/common/served-certificate";
import { servicesSchema } from "../service/services";
import { loginEntries } from "../shared/destination";
import { siteDomain } from "../shared/domain-name";
import { accessSchema } from "../host/common/access";
import { image } from "../host/common/platform";

/** The rules of the arguments of `TlsServices`. */
export const tlsServicesRules = {
  entries: {
    domain: siteDomain,
    access: accessSchema,
    certificate: servedCertificate,
    image: v.optional(image),
    services: v.pipe(servicesSchema, v.minLength(1, "must hold at least one service")),
    leaveDataOn: v.optional(loginEntries.machine),
  },
  combinations: [servedKey],
};
