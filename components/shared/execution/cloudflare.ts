/** How to reach Cloudflare's API. */
export interface CloudflareAccess {
  /** By default `CLOUDFLARE_API_TOKEN` of the environment. */
  readonly apiToken?: string | undefined;
  /** By default `CLOUDFLARE_BASE_URL` of the environment, else Cloudflare itself. */
  readonly baseUrl?: string;
}

/** A connection to Cloudflare's API. */
export type CloudflareClient = Awaited<ReturnType<typeof connectCloudflare>>;

/** Makes Cloudflare's official client, which repeats requests that were rate-limited (429) or failed (5xx). */
export async function connectCloudflare({ apiToken, baseUrl }: CloudflareAccess) {
  // Loaded here, as only a change needs it: a program reads by `cloudflareReader`.
  const { default: Cloudflare } = await import("cloudflare");
  return new Cloudflare({ maxRetries: 5, timeout: 20_000, ...(apiToken !== undefined && { apiToken }), ...(baseUrl !== undefined && { baseURL: baseUrl }) });
}
