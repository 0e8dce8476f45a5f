import type { Watching } from "../components/site/chain/execution/observe";

/** Source: https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/ */
const cloudflareApi = "https://api.cloudflare.com/client/v4";

/** Checks from the internet, with the token of this shell. */
export function watchingFromOutside({ CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_BASE_URL: url = cloudflareApi }: NodeJS.ProcessEnv): Watching {
  return { viewpoint: () => ({}), ...(token !== undefined && token !== "" && { cloudflare: { url, token } }) };
}
