import { permissionProblem, type Refusal } from "../permission";

const timeout = 10_000;

/**
 * Checks that the given token, or else the environment's, may order certificates, by an order that cannot succeed: its certificate request
 * is not valid. Throws when the token may not. The provider would only repeat Cloudflare's message, which does not say what the token lacks.
 */
export async function checkPermission(hostnames: readonly string[], given?: string): Promise<void> {
  const { CLOUDFLARE_API_TOKEN, CLOUDFLARE_BASE_URL: base = "https://api.cloudflare.com/client/v4" } = process.env;
  const token = given ?? CLOUDFLARE_API_TOKEN;
  if (token === undefined) return;
  const answer = await order(base, token, hostnames);
  const problem = answer && permissionProblem(hostnames, answer);
  if (problem !== undefined) throw new Error(problem);
}

/** `undefined` when there is no answer: the provider will ask again, and tries for longer. */
async function order(base: string, token: string, hostnames: readonly string[]): Promise<Refusal | undefined> {
  try {
    const response = await fetch(`${base}/certificates`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ csr: "no certificate request", hostnames, request_type: "origin-ecc", requested_validity: 7 }),
      signal: AbortSignal.timeout(timeout),
    });
    const { errors = [] } = (await response.json()) as { errors?: readonly { code: number }[] };
    return { status: response.status, codes: errors.map(({ code }) => code) };
  } catch {
    return undefined;
  }
}
