import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Application } from "../../components/application/application";
import { push } from "../../components/release/push/execution/push";
import type { ServerSettings } from "../../components/server/servers";
import type { Destination } from "../../components/shared/destination";
import { Droplet } from "../support/droplets";
import { root } from "../support/environment";
import { forgedAddress, hostileRequests } from "../support/hostile-headers";
import { cloudflare, makeZone, status } from "../support/local-cloud";
import { webRelease, webServers } from "../support/web-release";

const domain = "request-headers.test";
const echo = join(root, "tests", "support", "echo");
const wsgi: Application = { kind: "wsgi", directory: echo, callable: "echo:application" };
const path = "/path?query";

/** What the application saw of a request. */
interface Seen {
  readonly status: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Every line, where the application sees lines. */
  readonly lines?: readonly (readonly [string, string])[];
  /** Where gunicorn says that the application is. */
  readonly place?: Readonly<Record<string, string>>;
}

/** A request's variables as WSGI and CGI have them. */
function variables({ headers, lines = Object.entries(headers) }: Seen): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of lines) {
    const key = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
    found[key] = key in found ? `${found[key]},${value}` : value;
  }
  return found;
}

/** One command of curl for many requests, which share connections: of each the status, and what came. */
function curlConfiguration(address: string, version: string, requests: readonly (readonly string[])[]): string {
  const quoted = (text: string): string => JSON.stringify(text);
  const common = [
    "silent",
    "show-error",
    "insecure",
    version,
    "max-time = 20",
    `resolve = "${domain}:443:${address}"`,
    'write-out = "\\n%{http_code}\\n"',
    `url = "https://${domain}${path}"`,
  ];
  return requests.map((lines) => [...common, ...["X-Fine: kept", ...lines].map((line) => `header = ${quoted(line)}`)].join("\n")).join("\nnext\n");
}

describe("what a request says of its sender", () => {
  let droplet: Droplet;
  let destination: Destination;
  let edgeRanges: readonly string[];

  const answers = (output: string): Seen[] =>
    [...output.matchAll(/([^]*?)\n(\d{3})(?:\n|$)/g)].map(([, body = "", code = ""]) => ({ ...(JSON.parse(body.trim() || "{}") as Seen), status: code }));
  const through = async (version: string, requests: readonly (readonly string[])[]): Promise<Seen[]> =>
    new Promise((resolve, reject) => {
      const running = execFile("curl", ["--config", "-"], { maxBuffer: 1 << 26 }, (error, stdout) => (error ? reject(error) : resolve(answers(stdout))));
      running.stdin?.end(curlConfiguration(status().edge.address, version, requests));
    });
  /** From an address that is not the edge's: the host's own. */
  const direct = async (version: string, requests: readonly (readonly string[])[]): Promise<Seen[]> => {
    const configuration = Buffer.from(curlConfiguration(droplet.address, version, requests)).toString("base64");
    return answers(await droplet.run(`echo ${configuration} | base64 --decode | curl --config -`));
  };

  /** What the application must not have seen, or must. */
  function faults(seen: Seen, lines: readonly string[], visitor: string, fromEdge: boolean): string[] {
    const found = variables(seen);
    const known = Object.keys(found).filter((name) => name.startsWith("CF_") || name === "CDN_LOOP");
    const rules: Record<string, boolean> = {
      "answered with 200": seen.status === "200",
      "the visitor's address": found.X_REAL_IP === visitor && found.X_FORWARDED_FOR === visitor,
      "the protocol": found.X_FORWARDED_PROTO === "https",
      "nothing forged": !JSON.stringify(Object.values(found)).match(/forged|203\.0\.113\.66/),
      "other headers": found.X_FINE === "kept",
      "no name with other characters than letters, digits and hyphens": Object.keys(seen.headers).every((name) => /^[a-z0-9-]+$/.test(name)),
      "the edge's headers": fromEdge ? found.CF_CONNECTING_IP === visitor && /^[0-9a-f]{16}-LOC$/.test(found.CF_RAY ?? "") : known.length === 0,
      "the application's place":
        seen.place === undefined || (seen.place.SCRIPT_NAME === "" && seen.place.PATH_INFO === "/path" && seen.place["wsgi.url_scheme"] === "https"),
    };
    return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [`${lines.join(" | ")}: not ${rule}: ${JSON.stringify(seen)}`]));
  }

  /** All that is hostile, in one way; what the application saw wrongly. */
  async function asked(way: typeof through, version: string, visitor: string, fromEdge: boolean): Promise<string[]> {
    const more = fromEdge
      ? []
      : [
          [`CF-Connecting-IP: ${forgedAddress}`],
          ["CF-Ray: forged", "CF-Visitor: forged", "CDN-Loop: forged"],
          ["X-Forwarded-Proto: http"],
          ["X-Forwarded-Proto: gopher"],
        ];
    const requests = [[], ...more, ...hostileRequests];
    const seen = await way(version, requests);
    return [
      ...(seen.length === requests.length ? [] : [`${seen.length} answers`]),
      ...seen.flatMap((each, index) => faults(each, requests[index] ?? [], visitor, fromEdge)),
    ];
  }

  beforeAll(async () => {
    droplet = await Droplet.create("request-headers");
    destination = await droplet.destination();
    const zone = await makeZone(domain);
    await cloudflare().dns.records.create({ zone_id: zone, type: "A", name: domain, content: droplet.address, proxied: true, ttl: 1 });
    await cloudflare().zones.settings.edit("ssl", { zone_id: zone, value: "full" });
    edgeRanges = ((await cloudflare().ips.list()) as { ipv4_cidrs?: string[] }).ipv4_cidrs ?? [];
    await droplet.run(
      `echo ${readFileSync(join(echo, "echo.py")).toString("base64")} | base64 --decode > /root/echo.py && systemd-run --quiet ` +
        "--unit=echo python3 /root/echo.py 9000",
    );
  });
  afterAll(() => droplet.remove());

  const applications = (kind: ServerSettings["kind"]): { name: string; server: ServerSettings; application?: Application }[] => [
    ...(kind === "gunicorn" ? [] : [{ name: "an upstream", server: { kind, upstream: "http://127.0.0.1:9000" } }]),
    { name: "a WSGI application", server: { kind }, application: wsgi },
  ];

  describe.each(webServers)("%s", (kind) => {
    test.each(applications(kind))(
      "$name believes the edge, and nobody else",
      async ({ server, application }) => {
        await push(destination, await webRelease(domain, server, edgeRanges, application));
        expect(hostileRequests.length).toBeGreaterThan(40);
        expect(await asked(through, "http1.1", "127.0.0.1", true)).toEqual([]);
        for (const version of ["http1.1", "http2"]) expect(await asked(direct, version, droplet.address, false)).toEqual([]);
      },
      240_000,
    );

    test("without an edge, nobody is believed, and the demo application says so", async () => {
      await push(destination, await webRelease(domain, { kind }, [], { kind: "demo" }));
      const lies = [
        [`CF-Connecting-IP: ${forgedAddress}`, `X_Real_IP: ${forgedAddress}`, "X-Forwarded-Proto: http", "CF-Ray: forged"],
        [`CF_Connecting_IP: ${forgedAddress}`, "X_Forwarded_Proto: http", "Connection: X-Forwarded-Proto, X-Real-IP", "SCRIPT_NAME: /x"],
      ];
      for (const version of ["http1.1", "http2"]) {
        for (const seen of await direct(version, lies))
          expect(seen).toMatchObject({ status: "200", visitor: droplet.address, protocol: "https", edge: expect.stringMatching(/^none/) });
      }
    }, 240_000);
  });
});
