import { unitName } from "../../../../components/release/common/unit";
import { claimFaults, type Claim } from "../../../../components/release/common/host-claims";

const nginx = [80, 443].map((port) => ({ port, unit: "nginx.service" }));
const caddy = [80, 443].map((port) => ({ port, unit: "caddy.service" }));
const claim = (site: string, ports: Claim["ports"], takeovers: readonly string[] = []): Claim => ({
  site,
  domain: `${site}.example.com`,
  aliases: {},
  ports,
  services: ports.map(({ unit }) => ({ unit, action: "reload", ...(unit === "nginx.service" && { shared: true }) })),
  takeovers,
});
const application = (site: string, port: number): Claim["ports"][number] => ({ port, unit: unitName(site) });
const words = (...claims: [Claim, Claim]): string[] => claimFaults(claims[1], [claims[0]], "blog").map(({ path, problem }) => `${path}: ${problem}`);

describe("two sites of a program on one host", () => {
  test("share a server that keeps them apart", () => {
    expect(words(claim("shop", nginx), claim("blog", nginx))).toEqual([]);
  });

  test("may not declare the same port for their applications", () => {
    expect(words(claim("shop", [...nginx, application("shop", 8000)]), claim("blog", [...nginx, application("blog", 8000)]))).toEqual([
      "blog.application.port: needs port 8000, which is taken by tlsup-shop.service of the site shop.example.com on the same host",
    ]);
  });

  test("are told what to do: another port where one was declared, else the same server or another host", () => {
    const remedies = (...[first, second]: [Claim, Claim]): unknown[] => claimFaults(second, [first], "blog").map(({ path, remedy }) => [path, remedy]);
    const other = "Use the same kind of server for both, or give one of the two another host";
    expect(remedies(claim("shop", [application("shop", 8000)]), claim("blog", [application("blog", 8000)]))).toEqual([
      ["blog.application.port", "Choose another port, or leave it out: then it is drawn"],
    ]);
    // gunicorn's own port is not one that the application declares.
    expect(remedies(claim("shop", nginx), claim("blog", [application("blog", 443)]))).toEqual([["blog", other]]);
    expect(remedies(claim("shop", nginx), claim("blog", [{ port: 80, unit: "caddy.service" }]))).toEqual([["blog", other]]);
  });

  test("may not have servers that need the same ports", () => {
    expect(words(claim("shop", nginx), claim("blog", caddy))).toEqual(
      [80, 443].map((port) => `blog: needs port ${port}, which is taken by nginx.service of the site shop.example.com on the same host`),
    );
  });

  test("may not have one server that has one certificate for both, nor need the same file", () => {
    const dovecot = [143, 993].map((port) => ({ port, unit: "dovecot.service" }));
    expect(words(claim("shop", [...nginx, ...dovecot]), claim("blog", [...nginx, ...dovecot]))).toEqual([
      "blog: needs dovecot.service, which is the site shop.example.com's on the same host",
    ]);
    const file = ["/etc/caddy/Caddyfile"];
    expect(words(claim("shop", caddy, file), claim("blog", caddy, file))).toEqual([
      "blog: needs caddy.service, which is the site shop.example.com's on the same host",
      "blog: needs the file /etc/caddy/Caddyfile, which is the site shop.example.com's on the same host",
    ]);
  });

  test("may not differ in the TLS protocols of a server that has them in common", () => {
    const blog = { ...claim("blog", nginx), sharedTls: "modern" };
    expect(words({ ...claim("shop", nginx), sharedTls: "intermediate" }, blog)).toEqual([
      'blog.server.tls: must be "intermediate" as for shop.example.com on the same host, as nginx takes it from one site for all: current value is "modern"',
    ]);
    expect(words({ ...claim("shop", nginx), sharedTls: "modern" }, blog)).toEqual([]);
    expect(words(claim("mail", []), blog)).toEqual([]);
  });

  test("may not have the same domain", () => {
    expect(words(claim("shop", nginx), { ...claim("blog", nginx), domain: "shop.example.com" })).toEqual([
      expect.stringMatching(/^blog\.domain: must differ from those of shop on the same host/),
    ]);
  });

  test("may not have an alias in common, nor an alias that is the other one's domain", () => {
    const [shop, blog] = [
      { ...claim("shop", nginx), aliases: { "www.example.com": [] } },
      { ...claim("blog", nginx), aliases: { "www.example.com": [], "shop.example.com": [], "news.example.com": [] } },
    ] as const;
    expect(words(shop, blog)).toEqual([
      'blog.aliases: must differ from the names of shop on the same host: current value is "shop.example.com"',
      'blog.aliases: must differ from the names of shop on the same host: current value is "www.example.com"',
    ]);
  });
});
