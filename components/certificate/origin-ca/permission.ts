/** Cloudflare's answer to a request. */
export interface Refusal {
  readonly status: number;
  readonly codes: readonly number[];
}

/** Cloudflare's error codes: not authorized, token for another purpose, authentication error. */
const denials: readonly number[] = [1016, 9109, 10000];

/** The error message for this answer to a certificate request; `undefined` unless the token is the cause. */
export function permissionProblem(hostnames: readonly string[], { status, codes }: Refusal): string | undefined {
  if (status !== 401 && status !== 403 && !codes.some((code) => denials.includes(code))) return undefined;
  return (
    `Cannot issue an Origin CA certificate for ${hostnames.join(", ")} as the Cloudflare API token must have the permission Zone - SSL and Certificates ` +
    "- Edit in the zone of each: it is refused. " +
    "Add the permission to the token in cloudflare:apiToken or CLOUDFLARE_API_TOKEN (at Cloudflare: My Profile, API Tokens), then run again. Nothing was issued"
  );
}
