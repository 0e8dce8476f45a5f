import { Later, read, type SeenResource } from "./resources";
import type { SeenSite } from "./site";

const servers = [{ kind: "nginx" }, { kind: "nginx", redirectToHttps: false }, { kind: "gunicorn" }];

/** The settings of a release's server that decide something. The others, such as its upstream, may become known later. */
export function serverOf(release: SeenResource | undefined): Pick<SeenSite, "settings" | "open"> {
  const setting = (...path: readonly string[]): unknown => release?.parent && read(release.parent, "server", ...path);
  const kind = setting("kind");
  if (typeof kind !== "string") return { settings: {}, open: [{ path: ["server"], values: servers, ...(kind instanceof Later && { later: kind }) }] };
  const [redirects, hsts, maxAge] = [setting("redirectToHttps"), setting("hsts"), setting("hsts", "maxAge")];
  const server = {
    kind,
    ...(typeof redirects === "boolean" && { redirectToHttps: redirects }),
    ...(hsts !== undefined && { hsts: typeof maxAge === "number" ? { maxAge } : {} }),
  };
  return {
    settings: { server },
    open: [
      ...(redirects instanceof Later ? [{ path: ["server", "redirectToHttps"], values: [true, false], later: redirects }] : []),
      ...(maxAge instanceof Later ? [{ path: ["server", "hsts"], values: [{}, { maxAge: 0 }], later: maxAge }] : []),
    ],
  };
}
