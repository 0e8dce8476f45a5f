import { X509Certificate } from "node:crypto";
import { connectCloudflare, type CloudflareClient } from "../../../shared/execution/cloudflare";
import { codesOf, statusOf, understandably } from "../../../shared/execution/cloudflare-errors";
import type { OriginPullInputs } from "../origin-pull";

/** The client certificate that a host name uses at Cloudflare. */
export interface Choice {
  readonly certificateId: string | undefined;
  readonly enabled: boolean;
  readonly status: string;
}

/** Authenticated origin pulls of one host name, by Cloudflare's official client, which retries requests that were throttled (429) or failed (5xx). */
export interface OriginPullApi {
  /** Uploads the certificate, or finds it if it is there already, and returns its id. */
  upload(certificate: string, privateKey: string): Promise<string>;
  /** The id of the certificate; undefined if it is not there. */
  find(certificate: string): Promise<string | undefined>;
  /** The status of a certificate; undefined if it does not exist. */
  certificateStatus(id: string): Promise<string | undefined>;
  /** The certificate that the host name uses; undefined if it uses none. */
  choice(): Promise<Choice | undefined>;
  /** Makes the host name use the certificate, or with `null` no longer use one. */
  choose(id: string, enabled: true | null): Promise<void>;
  /** Deletes a certificate; false if it is in use. */
  remove(id: string): Promise<boolean>;
}

type Api = CloudflareClient["originTLSClientAuth"];

/** Sources: https://developers.cloudflare.com/api/resources/origin_tls_client_auth/, errors 1406, 1414, 1433, 1551 to 1553. */
const codes = { sameContent: 1406, pendingDeletion: 1414, inUse: 1433, notFound: [1551, 1552, 1553] } as const;

export function originPullApi({ zoneId, hostname, token }: Pick<OriginPullInputs, "zoneId" | "hostname" | "token">): OriginPullApi {
  const zone = { zone_id: zoneId };
  const words = {
    cannot: `Cannot have Cloudflare show a client certificate to the origin of ${hostname}`,
    needs: "the permission Zone - SSL and Certificates - Edit",
  };
  const asked = <T>(action: (api: Api) => Promise<T>): Promise<T> =>
    understandably(words, () => action(connectCloudflare({ apiToken: token }).originTLSClientAuth));
  const find = (certificate: string): Promise<string | undefined> =>
    asked(async ({ hostnameCertificates }) => {
      for await (const known of hostnameCertificates.list(zone))
        if (known.certificate !== undefined && fingerprint(known.certificate) === fingerprint(certificate)) return known.id;
      return undefined;
    });
  return {
    upload: (certificate, privateKey) =>
      asked(async ({ hostnameCertificates }) => {
        try {
          const { id = "" } = await hostnameCertificates.create({ ...zone, certificate, private_key: privateKey });
          return id;
        } catch (error) {
          if (!codesOf(error).includes(codes.sameContent)) throw error;
        }
        const id = await find(certificate);
        if (id !== undefined) return id;
        throw new Error(`Cannot have Cloudflare show a certificate to the origin of ${hostname} as it says that it has it, and does not list it. Run again`);
      }),
    find,
    certificateStatus: (id) => asked(({ hostnameCertificates }) => unlessMissing(hostnameCertificates.get(id, zone).then(({ status = "unknown" }) => status))),
    choice: () =>
      asked(({ hostnames }) =>
        unlessMissing(
          hostnames
            .get(hostname, zone)
            .then(({ cert_id: certificateId, enabled, status = "unknown" }) => ({ certificateId, enabled: enabled === true, status })),
        ),
      ),
    choose: (id, enabled) =>
      asked(async ({ hostnames }) => {
        await hostnames.update({ ...zone, config: [{ hostname, cert_id: id, enabled }] });
      }),
    remove: (id) =>
      asked(async ({ hostnameCertificates }) => {
        try {
          await unlessMissing(hostnameCertificates.delete(id, zone));
        } catch (error) {
          if (codesOf(error).includes(codes.inUse)) return false;
          if (!codesOf(error).includes(codes.pendingDeletion)) throw error;
        }
        return true;
      }),
  };
}

function fingerprint(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (statusOf(error) === 404 || codes.notFound.some((code) => codesOf(error).includes(code))) return undefined;
    throw error;
  }
}
