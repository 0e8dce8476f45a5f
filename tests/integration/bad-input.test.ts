import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localSite, Stack } from "../support/program";

describe("a configuration with five faults", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.create("bad-input");
    await stack.configure({
      site: {
        ...localSite("Blog.example.test"),
        host: { provider: "digitalocean", region: "Frankfurt", size: "s-1vcpu-1gb" },
        proxy: { provider: "cloudflare", ssl: "ful" },
        certificate: { source: "self-signed", days: 0 },
        server: { kind: "nginx", upstram: "http://127.0.0.1:8000" },
      },
    });
  });
  afterAll(() => stack.dispose());

  test("is refused at preview, all faults at once, each with its path", async () => {
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain("The configuration has 5 faults; nothing has been changed:");
    for (const path of ["domain", "host.region", "proxy.ssl", "certificate.days", "server.upstram"]) expect(output).toContain(`tlsup:site.${path}: `);
    expect(output).not.toMatch(/\bat .*\.js:\d+/);
  });

  test("creates nothing when it is brought up all the same", async () => {
    expect((await stack.run("up", "--yes", "--skip-preview")).code).not.toBe(0);
    const { deployment } = JSON.parse(await stack.state()) as { deployment: { resources?: { type: string }[] } };
    expect((deployment.resources ?? []).map(({ type }) => type)).not.toContain("digitalocean:index/droplet:Droplet");
  });
});

describe("a domain whose zone is not at Cloudflare", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.create("no-zone");
    await stack.configure({ site: localSite("blog.nobody.test") });
  });
  afterAll(() => stack.dispose());

  test("is refused at preview in words that say what to do", async () => {
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(/error: Cannot find the zone of blog\.nobody\.test as Cloudflare must know the zone nobody\.test.*Add the zone to the account/);
    expect(output).not.toMatch(/serializing|\bat .*\.[jt]s:\d+/);
  });

  test("is refused in the same words by a program that exports nothing", async () => {
    const program = join(stack.program, "index.ts");
    const text = readFileSync(program, "utf8");
    rmSync(program);
    writeFileSync(program, text.replaceAll(/^export const .*$/gm, ""));
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(/error: Cannot find the zone of blog\.nobody\.test/);
    expect(output).not.toMatch(/\bat .*\.[jt]s:\d+/);
  });

  test("is not what is blamed for a token that Cloudflare does not know", async () => {
    const { code, output } = await stack.with({ CLOUDFLARE_API_TOKEN: "x".repeat(40) }).run("preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(/Cannot ask Cloudflare for the zone of blog\.nobody\.test as the token must be one that it knows: .*Invalid access token/);
    expect(output).not.toContain("Add the zone to the account");
  });
});

describe("what the plan of a zone does not have", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.create("free-plan");
    await stack.configure({
      site: localSite("limited.example.test", {
        proxy: { provider: "cloudflare", ssl: "full", rateLimit: { requests: 20 }, cache: [{ path: "/", edge: 60 }] },
      }),
    });
  });
  afterAll(() => stack.dispose());

  test("is refused at preview in words that say what to do", async () => {
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /error: Cannot limit requests to limited\.example\.test alone as .*: the zone example\.test is on free\. .*leave proxy\.rateLimit out/,
    );
    expect(output).toMatch(
      /Cannot have the edge keep answers of limited\.example\.test so short as .* say at least 7200 seconds in proxy\.cache\.0\.edge, which is 60/,
    );
    expect(output).not.toMatch(/serializing|\bat .*\.[jt]s:\d+/);
  });
});
