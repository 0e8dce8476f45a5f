import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";
import { result } from "../envelope";

interface Inputs extends Properties {
  readonly csr: string;
  readonly hostnames: readonly string[];
  readonly requestType: string;
  readonly requestedValidity: number;
}

interface Certificate {
  readonly id: string;
  readonly certificate: string;
  readonly csr?: string;
  readonly hostnames: readonly string[];
  readonly request_type: string;
  readonly requested_validity?: number;
  readonly expires_on: string;
}

const validities = [7, 30, 90, 365, 730, 1095, 5475];
const requestTypes = ["origin-rsa", "origin-ecc", "keyless-certificate"];

/** A certificate of Cloudflare's Origin CA. Every change makes a new one; deleting revokes it. */
export function originCaCertificate(api: Api): AnyResource {
  return resource<Inputs, Properties>({
    validate({ requestType, requestedValidity }) {
      const faults = [];
      if (typeof requestType === "string" && !requestTypes.includes(requestType))
        faults.push({ path: "requestType", reason: `Cannot request a certificate as "${requestType}": it is one of ${requestTypes.join(", ")}` });
      if (typeof requestedValidity === "number" && !validities.includes(requestedValidity))
        faults.push({ path: "requestedValidity", reason: `Cannot request a validity of ${requestedValidity} days: it is one of ${validities.join(", ")}` });
      return faults;
    },
    async create({ csr, hostnames, requestType, requestedValidity }, signal) {
      const body = { csr, hostnames, request_type: requestType, requested_validity: requestedValidity };
      const certificate = result<Certificate>(await api.post("/certificates", body, signal));
      return { id: certificate.id, state: { ...stateOf(certificate, { csr, requestedValidity }), hostnames } };
    },
    async read(id, state, signal) {
      const found = await api.find(`/certificates/${encodeURIComponent(id)}`, signal);
      return found === undefined ? undefined : { id, state: stateOf(result<Certificate>(found), state) };
    },
    update: (_id, state) => Promise.resolve(state),
    delete: (id, _state, signal) => api.delete(`/certificates/${encodeURIComponent(id)}`, signal),
  });
}

/** What is read back: the names as the API has them, but the request as the program wrote it. */
function stateOf(certificate: Certificate, written: Partial<Properties>): Properties {
  return {
    csr: written.csr ?? certificate.csr ?? null,
    requestedValidity: written.requestedValidity ?? certificate.requested_validity ?? null,
    requestType: certificate.request_type,
    hostnames: certificate.hostnames,
    certificate: certificate.certificate,
    expiresOn: certificate.expires_on,
  };
}
