import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { asset } from "../../../../components/shared/execution/asset";

let etc: string;

beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), "tlsup-names-"));
});
afterEach(() => rmSync(etc, { recursive: true }));

/** What the host says of a release with these names, with files of the owner's beside it. */
function told(names: readonly string[], files: Readonly<Record<string, string>>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(etc, path)), { recursive: true });
    writeFileSync(join(etc, path), text);
  }
  // A release has one web server; here each is asked in turn.
  const script = `${asset("release/agent/common.sh")}\n${asset("release/agent/switch.sh").replaceAll("/etc/", `${etc}/`)}
home=/nowhere releases=/nowhere release=new
column() { cells=("${etc}/$place/tlsup-site.conf"); }
hosts_in() { hosts=(); [ "$1" != /nowhere/new ] || hosts=("\${served[@]}"); }
served=("$@")
for place in nginx/conf.d apache2/sites-enabled; do foreign_names || true; done`;
  return execFileSync("bash", ["-c", script, "bash", ...names], { encoding: "utf8" })
    .replaceAll(etc, "")
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}

const [shop, all] = ["shop.example.com", "*.example.com"];
const [nginx, apache] = ["nginx/conf.d/shop.conf", "apache2/sites-enabled/shop.conf"];
/** A file that Apache reads after tlsup's. */
const last = "apache2/sites-enabled/www.conf";

test.each([
  [nginx, `server { listen 80; server_name ${shop}; }`],
  [nginx, `server {\n  server_name www.${shop}\n    # the shop\n    ${shop}\n    a.example.com;\n}`],
  [nginx, `server{server_name "${shop}";}`],
  [nginx, `server_name 'a.example.com' 'Shop.Example.com';\r\n`],
  [nginx, `server_name .${shop};`],
  ["nginx/sites-enabled/shop", `server_name\t${shop};`],
  ["nginx/nginx.conf", `http { server { server_name a.example.com; } server { server_name ${shop}; } }`],
  [apache, `<VirtualHost *:443>\n  ServerName ${shop}:443\n</VirtualHost>`],
  [apache, `ServerName https://${shop}`],
  [apache, `servername HTTPS://SHOP.example.com:8443\r\n`],
  [apache, `ServerAlias a.example.com ${shop} b.example.com`],
  [apache, `ServerAlias a.example.com \\\n  b.example.com \\\n  ${shop}`],
  [apache, `ServerAlias "${shop}"`],
  [apache, `ServerAlias a.example.net ${all}`],
  [apache, `ServerAlias *.com`],
  [apache, `ServerAlias sho?.example.com`],
])("a name that is the owner's is found in %s: %j", (path, text) => {
  expect(told([shop], { [path]: text })).toEqual([`${shop} is served by the site in /${path}`]);
});

test.each([
  ["a wildcard of the owner's covers it", { [nginx]: "server_name *.example.com .example.com _; listen 443 default_server;", [last]: `ServerAlias ${all}` }],
  ["a wildcard of the owner's covers another one", { [apache]: "ServerAlias *.shop.example.com s*.example.net shop?.example.com *xexample.com" }],
  ["a comment has it", { [nginx]: `# server_name ${shop};\nserver_name a.example.com; # ${shop}\n`, [apache]: `#ServerName ${shop}` }],
  [
    "another directive has it",
    { [nginx]: `server_name a.example.com;\nreturn 301 https://${shop};`, [apache]: `ServerName a.example.com\nRedirect / ${shop}` },
  ],
  ["another name contains it", { [nginx]: `server_name a.${shop} a${shop} ${shop}.test shopxexample.com;` }],
  ["a file ends before it", { "nginx/conf.d/a": "server_name a.example.com", "nginx/conf.d/b": shop }],
  ["tlsup's own file has it", { "nginx/conf.d/tlsup-site.conf": `server_name ${shop};` }],
])("a name may be taken if %s", (_what, files) => {
  expect(told([shop], files)).toEqual([]);
});

test("a wildcard is the owner's if a file says it, and each name is told once for each file", () => {
  const files = { [nginx]: `server_name .example.com;\nserver_name ${all} ${shop};\nserver_name ${shop};`, [last]: `ServerAlias ${shop} ${all}` };
  const said = (name: string): string[] => [last, nginx].map((path) => `${name} is served by the site in /${path}`);
  expect(told([shop, all, "a.example.com"], files)).toEqual([...said(all), ...said(shop)]);
});
