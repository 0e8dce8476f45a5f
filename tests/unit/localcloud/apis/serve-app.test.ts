import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serveApp } from "../../../../localcloud/apis/serve-app";
import type { Part } from "../../../../localcloud/instance";
import { openAuthority } from "../../../../localcloud/pki/open-authority";

const hostname = "127.0.0.1";
const port = 14_443;

describe("an API of the local cloud", () => {
  const directory = mkdtempSync(join(tmpdir(), "tlsup-api-"));
  const root = join(directory, "trusted.pem");
  let api: Part;

  const curl = async (scheme: string, ...args: string[]): Promise<string> =>
    (await promisify(execFile)("curl", ["--silent", "--show-error", "--max-time", "10", ...args, `${scheme}://${hostname}:${port}/here`])).stdout;

  beforeAll(async () => {
    const authority = await openAuthority(join(directory, "authority"), "test root");
    writeFileSync(root, authority.certificate);
    api = await serveApp(async (request) => new Response(`${request.method} ${request.url} ${await request.text()}`), {
      hostname,
      port,
      names: [hostname],
      authority,
    });
  });
  afterAll(async () => {
    await api.close();
    rmSync(directory, { recursive: true });
  });

  test("answers by HTTP and by HTTPS at one port, to who trusts the local root", async () => {
    expect(await curl("http", "--data", "told")).toBe(`POST http://${hostname}:${port}/here told`);
    expect(await curl("https", "--cacert", root, "--data", "told")).toBe(`POST https://${hostname}:${port}/here told`);
    await expect(curl("https")).rejects.toMatchObject({ code: 60 });
  });

  test("takes a long upload by both", async () => {
    const file = join(directory, "long");
    writeFileSync(file, "x".repeat(1_000_000));
    for (const scheme of ["http", "https"])
      expect(await curl(scheme, "--cacert", root, "--data-binary", `@${file}`)).toHaveLength(`POST ${scheme}://${hostname}:${port}/here `.length + 1_000_000);
  });

  test("ends when it is closed, whoever is connected and has said nothing", async () => {
    const another = await serveApp(() => new Response("here"), {
      hostname,
      port: port + 1,
      names: [hostname],
      authority: await openAuthority(join(directory, "authority"), "test root"),
    });
    const silent = connect(port + 1, hostname);
    await new Promise((done) => silent.once("connect", done));
    const ended = new Promise((done) => silent.once("close", done));
    await another.close();
    await ended;
  });
});
