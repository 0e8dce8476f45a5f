import { edgeFrom } from "../../components/edge/edges";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { planServer } from "../../components/server/servers";
import type { Content } from "../../components/application/common/content";
import { currentFolder } from "../../components/release/common/release";
import { Droplet } from "../support/droplets";
import { root } from "../support/environment";
import { httpSettings } from "../support/http-settings";
import { domainName, longDomainName, refusals, sideBySide, type Case } from "../support/renderers";
import { make } from "../support/certificate-maker";

const folder = "/opt/tlsup/checked/current";

interface Check {
  /** The server's own check of a configuration that is not in its place. */
  readonly command: string;
  /**
   * How many configurations it looks at, each in a folder of its own.
   * @default one, in the folder that it is in
   */
  readonly together?: number;
  /**
   * Where the configuration is to look for the release.
   * @default a folder that has a certificate
   */
  readonly release?: string;
  /** What else it needs. */
  readonly files?: Case;
}

/** Lets files include those beside them. */
const besides = `sed -i "s#${folder}/\\([a-z]*/\\(site\\|content\\)\\)#$PWD/\\1#" */*`;

const servers = {
  nginx: {
    command: `${besides} && nginx -t -q -c "$PWD/main.conf"`,
    files: { "main.conf": "events {}\nhttp {\n  include nginx/others.conf;\n  include nginx/site.conf;\n}\n" },
  },
  caddy: { command: `chmod 755 .. && ${besides} && runuser -u caddy -- caddy validate --adapter caddyfile --config caddy/Caddyfile` },
  apache: {
    command: `${besides} && . /etc/apache2/envvars && apache2 -t -f "$PWD/main.conf"`,
    files: { "main.conf": "Include /etc/apache2/apache2.conf\nInclude ${PWD}/apache/modules.load\nInclude ${PWD}/apache/site.conf\n" },
  },
  haproxy: { command: "haproxy -c -f haproxy/haproxy.cfg" },
  gunicorn: {
    command: "python3 /root/check_gunicorn.py",
    together: 30,
    release: ".",
    files: { "app.py": "def application(environ, start_response):\n    return []\n" },
  },
} satisfies Record<string, Check>;
type Kind = keyof typeof servers;
const perServer = 300;

const choices = fc.record({
  settings: httpSettings,
  domain: fc.oneof(domainName, longDomainName),
  served: fc.constantFrom("files", "upstream"),
  workers: fc.option(fc.integer({ min: 1, max: 256 })),
  edgeRanges: fc.constantFrom<readonly string[]>([], ["198.51.100.0/24"], ["198.51.100.0/24", "2001:db8::/32", "203.0.113.7/32"]),
});
type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;

function filesOf(kind: Kind, { settings: { upstream, ...settings }, domain, served, workers, edgeRanges }: Choices): Case {
  const asset = (path: string): string => readFileSync(join(root, "components", path), "utf8");
  const context = { site: domain, domain, platform: { release: "debian-12" }, edge: edgeFrom(edgeRanges) } as const;
  if (kind === "gunicorn") {
    const content: Content = {
      kind: "wsgi",
      pythonPath: [currentFolder(domain)],
      callable: "app:application",
      python: "/usr/bin/python3",
      ...(workers !== null && { workers }),
    };
    return planServer({ ...settings, kind }, { ...context, content }, asset).files;
  }
  const content: Content = served === "files" && kind !== "haproxy" ? { kind: "files", folder: "/srv/www" } : { kind: "upstream", url: upstream };
  return planServer({ ...settings, kind }, { ...context, content }, asset).files;
}

/** What the settings say is accepted by the programs that have to read it, which nobody here wrote. */
describe("every configuration that a schema allows passes the server's own check", () => {
  let droplet: Droplet;

  beforeAll(async () => {
    const { certificate, key } = await make({ subject: "CN=a.example", names: ["a.example"] });
    droplet = await Droplet.create("renderers");
    const checkGunicorn = readFileSync(join(root, "tests", "support", "check_gunicorn.py")).toString("base64");
    await droplet.run(`set -e
echo ${checkGunicorn} | base64 --decode > /root/check_gunicorn.py
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -q && apt-get install -q -y --no-install-recommends nginx caddy apache2 haproxy gunicorn; } > /dev/null 2>&1
mkdir -p ${folder}/tls ${folder}/caddy ${folder}/haproxy ${folder}/former /srv/www
touch ${folder}/former/certificates
cd ${folder}
printf %s '${certificate}' > tls/fullchain.pem
printf %s '${key}' > tls/privkey.pem
install -o caddy -m 600 tls/privkey.pem caddy/privkey.pem
cat tls/fullchain.pem tls/privkey.pem > haproxy/certificate.pem
echo 'core.register_service("acme-challenge", "http", function() end)' > haproxy/acme-challenge.lua`);
  }, 240_000);
  afterAll(() => droplet.remove());

  test.each(Object.keys(servers) as Kind[])(
    `${perServer} of %s`,
    async (kind) => {
      const { command, together, release = folder, files = {} }: Check = servers[kind];
      const cases = fc.sample(choices, perServer).map((choice): Case => {
        const there = Object.entries(filesOf(kind, choice)).map(([path, text]) => [path, text.replaceAll(currentFolder(choice.domain), release)] as const);
        return { ...Object.fromEntries(there), ...files };
      });
      expect(await refusals(droplet, together === undefined ? cases : sideBySide(cases, together), command)).toEqual([]);
    },
    240_000,
  );
});
