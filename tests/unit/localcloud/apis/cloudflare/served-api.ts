import { serveApp } from "../../../../../localcloud/apis/serve-app";
import { Api, masterToken } from "./api-fixture";

/** Serves each test of a file an API of its own at `port`, which the environment names to Cloudflare's clients. Returns that of the current test. */
export function servedApi(port: number): () => Api {
  const environment = { ...process.env };
  let api: Api;
  let served: { close(): Promise<void> };
  beforeEach(async () => {
    api = await Api.open();
    served = await serveApp(api.fetch, { hostname: "127.0.0.1", port, names: ["127.0.0.1"], authority: api.authority });
    process.env.CLOUDFLARE_BASE_URL = `http://127.0.0.1:${String(port)}/client/v4`;
    process.env.CLOUDFLARE_API_TOKEN = masterToken;
  });
  afterEach(async () => {
    process.env = { ...environment };
    await served.close();
    api.remove();
  });
  return () => api;
}
