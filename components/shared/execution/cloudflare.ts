/** How Cloudflare's API is reached. */
export interface CloudflareAccess {
  /** By default `CLOUDFLARE_API_TOKEN` of the environment. */
  readonly apiToken?: string | undefined;
  /** By default `CLOUDFLARE_BASE_URL` of the environment, else Cloudflare itself. */
  readonly baseUrl?: string;
}

/** A connection to Cloudflare's API. */
export type CloudflareClient = Awaited<ReturnType<typeof connectCloudflare>>;

/** Cloudflare's official client, which repeats what was refused for now (429) or failed (5xx). */
export async function connectCloudflare({ apiToken, baseUrl }: CloudflareAccess) {
  // Loaded here, as a run of the engine that changes nothing never asks Cloudflare.
  const { default: Cloudflare } = await import("cloudflare");
  return new Cloudflare({ maxRetries: 5, timeout: 20_000, ...(apiToken !== undefined && { apiToken }), ...(baseUrl !== undefined && { baseURL: baseUrl }) });
}
