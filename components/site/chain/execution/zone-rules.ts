import type { ApiRule } from "../../../edge/cloudflare/rules/edge-rule";

/** Sends a GET request for a path of one zone: `/rulesets/...`. */
export type ReadZone = (path: string) => Promise<Response>;

/** The rules of a phase, in their order; undefined if the token may not read them. */
export async function rulesOf(read: ReadZone, phase: string): Promise<readonly ApiRule[] | undefined> {
  const response = await read(`/rulesets/phases/${phase}/entrypoint`);
  if (response.status === 404) return [];
  if (!response.ok) return undefined;
  const { result } = (await response.json()) as { readonly result: { readonly rules?: readonly ApiRule[] } };
  return result.rules ?? [];
}

/** Whether the edge shows a certificate chosen for a host name, and still valid, to its origin; undefined if the token may not read it. */
export async function showsCertificate(read: ReadZone, hostname: string): Promise<boolean | undefined> {
  const response = await read(`/origin_tls_client_auth/hostnames/${hostname}`);
  if (response.status === 404) return false;
  if (!response.ok) return undefined;
  const { result } = (await response.json()) as { readonly result: { readonly enabled?: boolean | null; readonly expires_on?: string } };
  // Cloudflare keeps one that has expired.
  return result.enabled === true && !(Date.parse(result.expires_on ?? "") < Date.now());
}
