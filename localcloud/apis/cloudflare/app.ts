import { Hono, type Context, type Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { readBodyFirst } from "../common/body-first";
import { accountRoutes } from "./account";
import { certificateRoutes } from "./certificate-routes";
import type { Backend, Env } from "./context";
import { bearerToken } from "./credentials";
import { dnssecRoutes } from "./dnssec-routes";
import { failure } from "./envelope";
import { ApiFault, fault, faults } from "./faults";
import { graphqlRoutes } from "./graphql/routes";
import { ipRoutes } from "./ip-routes";
import { originPullRoutes } from "./origin-pulls/routes";
import { purgeRoutes } from "./purge-routes";
import { RateLimit } from "./rate-limit";
import { recordRoutes } from "./records/routes";
import { rulesetRoutes } from "./rulesets/routes";
import { settingRoutes } from "./setting-routes";
import { subscriptionRoutes } from "./subscription-routes";
import { tokenRoutes } from "./token-routes";
import { zoneRoutes } from "./zone-routes";

const maximumBody = 1024 * 1024;

/** Cloudflare's API, version 4, as a function from requests to answers. */
export function cloudflareApp(backend: Backend): Hono<Env> {
  const app = new Hono<Env>().basePath("/client/v4");
  app.use(authentication(backend));
  app.use(bodyLimit({ maxSize: maximumBody, onError: (c) => failure(c, faults.tooLarge()) }));
  app.use(readBodyFirst);
  accountRoutes(app);
  ipRoutes(app, backend);
  tokenRoutes(app, backend);
  zoneRoutes(app, backend);
  subscriptionRoutes(app, backend);
  recordRoutes(app, backend);
  dnssecRoutes(app, backend);
  settingRoutes(app, backend);
  certificateRoutes(app, backend);
  originPullRoutes(app, backend);
  rulesetRoutes(app, backend);
  purgeRoutes(app, backend);
  graphqlRoutes(app, backend);
  app.all("*", (c) => {
    throw faults.notImplemented(`${c.req.method} ${c.req.path}`);
  });

  app.notFound((c) => failure(c, fault(404, 7000, "No route for that URI: the API is below /client/v4")));
  app.onError((error, c) => {
    const answer = error instanceof ApiFault ? error : fault(500, 10001, "Internal error of the local cloud: its log says more");
    const request = { method: c.req.method, path: c.req.path };
    if (answer.status === 501) backend.log.error("cloudflare.not-implemented", { ...request, message: answer.message });
    if (!(error instanceof ApiFault)) backend.log.error("cloudflare.failed", { ...request, error: error.stack ?? error.message });
    return failure(c, answer);
  });
  return app;
}

function authentication({ credentials }: Backend): (c: Context<Env>, next: Next) => Promise<void> {
  const limit = new RateLimit();
  return async (c, next) => {
    // https://developers.cloudflare.com/api/resources/ips/methods/list/ needs no credential.
    if (c.req.path !== "/client/v4/ips") {
      const credential = credentials.of(token(c));
      if (!credential) throw refusal(c.req.path);
      const { incoming } = (c.env as Env["Bindings"] | undefined) ?? {};
      const address = incoming?.socket.remoteAddress;
      if (address !== undefined && !credential.admits(address)) throw faults.wrongPlace(address);
      c.set("credential", credential);
      for (const [name, value] of Object.entries(limit.count(credential.id, Date.now()))) c.header(name, value);
    }
    await next();
  };
}

function token(c: Context<Env>): string {
  const header = c.req.header("Authorization");
  if (header === undefined) throw c.req.header("X-Auth-Key") === undefined ? faults.noCredential() : faults.unknownKey();
  const value = bearerToken(header);
  if (value === undefined) throw faults.malformedCredential();
  return value;
}

/** The services behind the API refuse an unknown token in different ways. */
function refusal(path: string): ApiFault {
  if (path.endsWith("/tokens/verify")) return faults.invalidToken();
  return /\/(dns_records|dnssec|certificates|rulesets|purge_cache|graphql)(\/|$)/.test(path) ? faults.authentication() : faults.invalidAccessToken();
}
