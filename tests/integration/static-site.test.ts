import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeZone, onHost, status, visit, type Visit } from "../support/local-cloud";
import { until } from "../support/droplets";
import { localSite, Stack } from "../support/program";
import type { SiteConfig } from "../../components/site/site-config";

const domain = "www.static.test";

/** A site of files on the real engine, in the order in which a user lives it. */
describe("a site of files", () => {
  let stack: Stack;
  let folder: string;

  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const site = (changes: Partial<SiteConfig> = {}): SiteConfig =>
    localSite(domain, {
      application: { kind: "static", directory: "public" },
      proxy: { provider: "cloudflare", ssl: "full", cache: [{ path: "/kept/", edge: 7200 }] },
      ...changes,
    });
  const get = (path: string, ...args: string[]): Promise<Visit> => visit(`https://${domain}${path}`, status(), ...args);
  const expectFresh = async (): Promise<void> => {
    expect((await get("/")).headers).toMatch(/^cache-control: public, max-age=0, must-revalidate/im);
    // By their extension the edge would keep them, also a missing one, unless the host forbids it.
    for (const path of ["/style.css", "/missing.css"]) expect((await get(path)).headers).toMatch(/^cf-cache-status: BYPASS/im);
  };

  beforeAll(async () => {
    await makeZone("static.test");
    stack = await Stack.create("static");
    folder = join(stack.program, "public");
    await stack.configure({ site: site() });
  });

  afterAll(() => stack.dispose());

  test("is refused in the preview, by the setting's path, while there is no such folder", async () => {
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(/site\.application\.directory: must be a folder that can be read: public gives ENOENT/);
    expect(output).not.toMatch(/digitalocean:|tls:/);
  });

  test("comes up", async () => {
    write("index.html", "<h1>first</h1>\n");
    write("about/index.html", "<h1>about</h1>\n");
    write("style.css", "body { color: black }\n".repeat(200));
    write("module.mjs", "export {};\n");
    write("404.html", "<h1>not here</h1>\n");
    write(".env", "SECRET=canary\n");
    write("kept/same.css", "same\n");
    write("kept/other.css", "first\n");
    await stack.up();
    expect((await get("/")).body).toBe("<h1>first</h1>\n");
    expect((await get("/about/")).body).toBe("<h1>about</h1>\n");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  }, 180_000);

  test("has types, a way to ask for what is newer, compression, and a page of its own for what is not there", async () => {
    const page = await get("/");
    expect(page.headers).toMatch(/^content-type: text\/html; charset=utf-8/im);
    expect((await get("/module.mjs")).headers).toMatch(/^content-type: text\/javascript/im);
    await expectFresh();
    const [, tag = ""] = /^etag: (.*)$/im.exec(page.headers) ?? [];
    expect((await get("/", "--header", `If-None-Match: ${tag}`)).status).toBe(304);
    expect((await get("/style.css", "--compressed")).headers).toMatch(/^content-encoding: gzip/im);
    expect(await get("/nowhere")).toMatchObject({ status: 404, body: "<h1>not here</h1>\n" });
    expect((await get("/about")).headers).toMatch(/^location: \/about\//im);
    expect((await get("/.env")).status).toBe(404);
  });

  test("has the edge keep what the settings say, and forget what changes of it, once the new file is served, and nothing else", async () => {
    const state = async (path: string): Promise<string | undefined> => /^cf-cache-status: (\w+)/im.exec((await get(path)).headers)?.[1];
    for (const path of ["/kept/same.css", "/kept/other.css"]) expect([path, await state(path), await state(path)]).toEqual([path, "MISS", "HIT"]);
    write("kept/other.css", "second\n");
    expect(await stack.expect("preview")).toContain("has the edge forget what it keeps of /kept/other.css, and nothing else");
    await stack.up();
    expect((await get("/kept/other.css")).body).toBe("second\n");
    expect(await state("/kept/same.css")).toBe("HIT");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("shows in the preview which files changed, and sends only them", async () => {
    const { address } = await stack.outputs();
    const root = `/opt/tlsup/${domain}/current/application/files`;
    const inode = (): string => onHost(String(address), `stat --format %i ${root}/style.css`);
    const before = inode();
    write("index.html", "<h1>second</h1>\n");
    write("added.html", "<h1>added</h1>\n");
    rmSync(join(folder, "about"), { recursive: true });
    const preview = await stack.expect("preview", "--diff");
    expect(preview).toMatch(/~ index\.html *: "[0-9a-f]{12}" => "[0-9a-f]{12}"/);
    expect(preview).toMatch(/\+ added\.html *: "[0-9a-f]{12}"/);
    expect(preview).toMatch(/- about\/index\.html *: "[0-9a-f]{12}"/);
    expect(preview).not.toMatch(/style\.css *: .* =>/);
    await stack.up();
    expect((await get("/")).body).toBe("<h1>second</h1>\n");
    expect((await get("/about/")).status).toBe(404);
    expect(inode()).toBe(before);
  });

  test("shows a file that was changed on the host by hand, and puts it back", async () => {
    const { address } = await stack.outputs();
    onHost(String(address), `echo tampered >> /opt/tlsup/${domain}/current/application/files/index.html`);
    expect(await stack.expect("preview", "--refresh", "--diff")).toMatch(/application\/files\/index\.html was changed/);
    await stack.up("--refresh");
    expect((await get("/")).body).toBe("<h1>second</h1>\n");
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  });

  test.each(["apache", "caddy"] as const)("is served as well by %s", async (kind) => {
    write("icons/own.svg", "<svg/>\n");
    write("about/index.html", "<h1>about</h1>\n");
    await stack.configure({ site: site({ server: { kind } }) });
    await stack.up();
    expect((await get("/icons/own.svg")).body).toBe("<svg/>\n");
    expect((await get("/about/")).body).toBe("<h1>about</h1>\n");
    expect((await get("/about")).headers).toMatch(/^location: (?:https:\/\/www\.static\.test)?\/about\//im);
    await expectFresh();
  });

  test("takes directives of the user's own, which nginx tests with the rest", async () => {
    await stack.configure({ site: site({ server: { kind: "nginx", snippet: "location = /status {\n  return 200 fine;\n}\n# no newline at the end" } }) });
    await stack.up();
    expect((await get("/status")).body).toBe("fine");
    await stack.configure({ site: site({ server: { kind: "nginx", snippet: "no_such_directive on;" } }) });
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(/unknown directive "no_such_directive"/);
    expect((await get("/status")).body).toBe("fine");
  });

  test("takes as many as a configuration may hold, read by the program, as a stack's file could not hold them", async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => `location = /generated/${index} {\n  return 200 "${index}";\n  # ${"x".repeat(800)}\n}\n`).join(
      "",
    );
    expect(lines.length).toBeGreaterThan(800_000);
    writeFileSync(join(stack.program, "generated.conf"), lines);
    rmSync(join(stack.program, "index.ts"));
    writeFileSync(
      join(stack.program, "index.ts"),
      `import { readFileSync } from "node:fs";
import { HttpsSite } from "tlsup";
import { stackConfig } from "./stacks/config";
export const { url } = new HttpsSite("site", { ...stackConfig().site, server: { kind: "nginx", snippet: readFileSync("generated.conf", "utf8") } });
`,
    );
    await stack.configure({ site: site() });
    await stack.up();
    // A reload of nginx is done when it has read all of it, not when the command returns.
    await until(
      () => get("/generated/999"),
      ({ body }) => body === "999",
    );
  }, 180_000);
});
