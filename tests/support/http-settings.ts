import fc from "fast-check";
import type { WsgiApplication } from "../../components/application/wsgi/wsgi";
import type { GunicornSettings } from "../../components/server/gunicorn/gunicorn";
import type { HttpServerSettings } from "../../components/server/common/web-server";
import { orHostile } from "./renderers";

/** An upstream with an address, so that a server's own check need not look up a name. */
const upstream = fc.tuple(fc.oneof(fc.ipV4(), fc.constant("localhost")), fc.integer({ min: 1, max: 65535 })).map(([host, port]) => `http://${host}:${port}`);
const size = fc.tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom("", "k", "m", "g")).map(([count, unit]) => `${count}${unit}`);
const path = fc.stringMatching(/^\/[A-Za-z0-9._~/-]{0,20}$/);

/** Valid settings of a web server. */
export const httpSettings = fc.record(
  {
    upstream,
    redirectToHttps: fc.boolean(),
    maxBodySize: size,
    healthPath: path,
    tls: fc.constantFrom("intermediate" as const, "modern" as const),
    hsts: fc.record({ maxAge: fc.integer({ min: 0, max: 2 ** 31 - 1 }), includeSubdomains: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: ["upstream"] },
);

const hostileEntries = {
  maxBodySize: orHostile(size),
  healthPath: orHostile(path),
  redirectToHttps: fc.boolean(),
  tls: orHostile(fc.constantFrom("intermediate", "modern")),
  hsts: fc.record({ maxAge: fc.oneof(fc.integer(), fc.double()), includeSubdomains: fc.boolean() }),
};

/** The same, sometimes with a text that must be refused. */
export const hostileHttpSettings = fc.record({ upstream: orHostile(upstream), ...hostileEntries }, { requiredKeys: ["upstream"] }) as fc.Arbitrary<
  HttpServerSettings & { readonly upstream: string }
>;

/** The same for gunicorn, which has no upstream. */
export const hostileGunicornSettings = fc.record(
  { kind: fc.constant("gunicorn"), ...hostileEntries },
  { requiredKeys: ["kind"] },
) as fc.Arbitrary<GunicornSettings>;

/** The same choices with the plainest values. */
export function plainHttpSettings<Settings extends HttpServerSettings>(settings: Settings): Settings {
  return {
    ...settings,
    ...(settings.upstream !== undefined && { upstream: "http://127.0.0.1:80" }),
    ...(settings.maxBodySize !== undefined && { maxBodySize: parseInt(settings.maxBodySize, 10) === 0 ? "0" : "1m" }),
    ...(settings.healthPath !== undefined && { healthPath: "/" }),
    ...(settings.hsts && { hsts: { ...settings.hsts, maxAge: 1 } }),
  };
}

/** Settings of a program in Python, sometimes with a text that must be refused. */
export const hostileProgram = fc.record(
  {
    kind: fc.constant("wsgi"),
    directory: fc.constant("app"),
    callable: orHostile(fc.stringMatching(/^[A-Za-z_]\w{0,8}(\.[A-Za-z_]\w{0,8})?:[A-Za-z_]\w{0,8}$/)),
    requirements: orHostile(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,8}(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,8})?$/)),
    workers: orHostile(fc.integer({ min: 1, max: 256 })),
  },
  { requiredKeys: ["kind", "directory", "callable"] },
) as fc.Arbitrary<WsgiApplication>;

/** The same program with the plainest values. */
export function plainProgram(program: WsgiApplication): WsgiApplication {
  return {
    ...program,
    callable: "app:application",
    ...(program.requirements !== undefined && { requirements: "requirements.txt" }),
    ...(program.workers !== undefined && { workers: 1 }),
  };
}
