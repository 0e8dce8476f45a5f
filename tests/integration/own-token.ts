import { everyRight } from "../support/local-cloud";

/** Cloudflare counts the requests of each token, and the files of a run share one local cloud: so each file has a token of its own. */
beforeAll(async () => {
  process.env.CLOUDFLARE_API_TOKEN = await everyRight();
});
