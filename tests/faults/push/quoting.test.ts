import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { push } from "../../../components/release/push/execution/push";
import type { Release } from "../../../components/release/common/release";
import { hostile, oneLine, trace } from "../../support/hostile";
import { Host, identity, leafOf, served, siteRelease } from "../../support/hosts";

const domain = "blog.quoting.test";
const limit = 180_000;

let host: Host;

const ranHere = (): string[] => [process.cwd(), tmpdir(), homedir()].map((folder) => join(folder, trace)).filter(existsSync);
const ranThere = (): Promise<string> => host.run(`find / -xdev -name ${trace}`);

beforeAll(async () => {
  host = await Host.boot("quoting");
  await host.push(siteRelease(domain, await identity(domain)));
}, limit);
afterAll(() => host.remove(), limit);
afterEach(async () => {
  expect([await ranThere(), ...ranHere()]).toEqual([""]);
  expect(await host.leaks()).toEqual([]);
});

test(
  "what an application is told arrives as it was written",
  async () => {
    for (const greeting of hostile.filter((text) => !text.includes("\n"))) {
      const release = siteRelease(domain, await identity(domain), { greeting });
      await host.push(release);
      const answer = await host.run(`curl --silent --insecure --fail --resolve ${domain}:443:127.0.0.1 https://${domain}/`);
      expect(JSON.parse(answer)).toMatchObject({ greeting });
    }
  },
  limit,
);

/** Every text of a release, keys included, one of each list and record: where it is, and the release with another one there. */
function texts(value: unknown, path: string, put: (changed: unknown) => Release): { readonly path: string; readonly place: (text: string) => Release }[] {
  if (typeof value === "string") return [{ path, place: put }];
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((first: unknown) => texts(first, `${path}[]`, (changed) => put([changed, ...value.slice(1)])));
  if (typeof value !== "object" || value === null) return [];
  const isRecord = /\.(files|secrets|links)$/.test(path);
  const entries = Object.entries(value as Record<string, unknown>);
  return (isRecord ? entries.slice(0, 1) : entries).flatMap(([key, inner]) => {
    const rest = Object.fromEntries(entries.filter(([other]) => other !== key));
    return [
      ...(isRecord
        ? [{ path: `${path}{key}`, place: (text: string) => put({ ...rest, [key.startsWith("/") ? `${key.replace(/[^/]*$/, "")}${text}` : text]: inner }) }]
        : []),
      ...texts(inner, isRecord ? `${path}{}` : `${path}.${key}`, (changed) => put({ ...rest, [key]: changed })),
    ];
  });
}

test(
  "no text of a release runs on the host, whichever it is",
  async () => {
    const full: Release = {
      ...siteRelease(domain, await identity(domain)),
      preparation: [["true", "word"]],
      takeovers: ["/etc/motd"],
      certificateFiles: [{ path: "tls/both.pem", parts: ["fullChain", "privateKey"], owner: "root" }],
    };
    const places = texts(full, "", (changed) => changed as Release);
    expect(places.length).toBeGreaterThan(20);
    for (const { path, place } of places) {
      for (const text of [oneLine, `x\ntouch ${trace}\n`]) {
        await push(host.destination, place(text)).catch(() => undefined);
        expect({ path, text, ran: await ranThere() }).toEqual({ path, text, ran: "" });
      }
    }
    const last = siteRelease(domain, await identity(domain));
    await host.push(last);
    expect(await served(host.address, domain)).toBe(leafOf(last));
  },
  limit,
);
