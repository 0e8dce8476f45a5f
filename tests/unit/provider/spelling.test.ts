import type { PackageSpec } from "../../../components/provider/schema/spec";
import { spelled } from "../../../components/provider/spelling";
import { secret, type Properties } from "../../../components/provider/value";

const text = { type: "string" } as const;
const object = (properties: object) => ({ type: "object", properties, required: [] }) as const;
const refs = (...names: readonly string[]) => ({ oneOf: names.map((name) => ({ $ref: `#/types/tlsup:index:${name}` })) });
const spec = {
  resources: {
    "tlsup:index:Site": {
      inputProperties: {
        server: refs("Nginx", "Caddy"),
        environment: { type: "object", additionalProperties: text },
        hosts: { type: "object", additionalProperties: refs("Host") },
        cache: { type: "array", items: refs("Cache") },
        hostKey: text,
        spoken_key: text,
      },
    },
  },
  types: {
    "tlsup:index:Nginx": object({ kind: text, maxBodySize: text, hsts: refs("Hsts") }),
    "tlsup:index:Caddy": object({ kind: text, healthPath: text }),
    "tlsup:index:Hsts": object({ maxAge: text }),
    "tlsup:index:Host": object({ ipv4Enabled: text, tls13: text }),
    "tlsup:index:Cache": object({ edgeSeconds: text, deep: { type: "array", items: { type: "array", items: refs("Hsts") } } }),
  },
} as unknown as PackageSpec;

test.each<[string, Properties, Properties]>([
  ["a setting of any kind of a union", { server: { max_body_size: 10, health_path: "/" } }, { server: { maxBodySize: 10, healthPath: "/" } }],
  ["a setting of a setting", { server: { hsts: { max_age: "1" } } }, { server: { hsts: { maxAge: "1" } } }],
  ["a setting in a list", { cache: [{ edge_seconds: 1, deep: [[{ max_age: 1 }]] }] }, { cache: [{ edgeSeconds: 1, deep: [[{ maxAge: 1 }]] }] }],
  ["a setting below a map's own keys", { hosts: { red_1: { ipv4_enabled: 1, tls13: 1 } } }, { hosts: { red_1: { ipv4Enabled: 1, tls13: 1 } } }],
  ["a setting of a secret", { server: secret({ max_body_size: secret("x") }) }, { server: secret({ maxBodySize: secret("x") }) }],
  ["a setting beside a secret map", { environment: secret({ host_key: "x" }), host_key: "y" }, { environment: secret({ host_key: "x" }), hostKey: "y" }],
  ["a setting at the top", { host_key: "x" }, { hostKey: "x" }],
])("%s is spelled as the schema says", (_what, given, expected) => expect(spelled(given, "tlsup:index:Site", spec)).toEqual(expected));

test.each<[string, Properties]>([
  ["a map's own keys", { environment: { host_key: "x", max_body_size: "y" }, hosts: { host_key: {} } }],
  ["a key that is no setting", { server: { max_size: 1 }, bad_key: 1, constructor_of: 1 }],
  ["a key beside the setting itself", { server: { max_body_size: 1, maxBodySize: 2 } }],
  ["a key that the schema spells so", { spoken_key: "x" }],
  ["a text, a number and a list where an object belongs", { server: "max_body_size", hosts: 7, environment: ["a_b"] }],
])("%s stays as it is", (_what, given) => expect(spelled(given, "tlsup:index:Site", spec)).toEqual(given));

test("what a component of a later version is given stays as it is", () =>
  expect(spelled({ a_b: { c_d: 1 } }, "tlsup:index:Later", spec)).toEqual({ a_b: { c_d: 1 } }));
