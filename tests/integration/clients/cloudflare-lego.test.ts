import { execFileSync, spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import Cloudflare from "cloudflare";

/** The Cloudflare solver of lego, the ACME client in Go, unmodified; see `lego/main.go`. */
const program = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tlsup", "clients", "lego");
const client = new Cloudflare();
const name = "lego-client.test";
let zoneId: string;
let dnsToken: string;
let zoneToken: string;
let tokenIds: string[];

async function tokenFor(permission: string): Promise<{ readonly id: string; readonly value: string }> {
  const { result } = await client.user.tokens.permissionGroups.list({ name: permission });
  const { id = "", value = "" } = await client.user.tokens.create({
    name: permission,
    policies: [
      {
        effect: "allow",
        permission_groups: result.map((group) => ({ id: group.id ?? "" })),
        resources: { [`com.cloudflare.api.account.zone.${zoneId}`]: "*" },
      },
    ],
  });
  return { id, value };
}

beforeAll(async () => {
  mkdirSync(join(program, ".."), { recursive: true });
  execFileSync("go", ["build", "-o", program, "."], { cwd: join(__dirname, "lego"), stdio: ["ignore", "ignore", "inherit"] });
  zoneId = (await client.zones.create({ name, account: {} })).id;
  // lego's documentation: the two permissions may be split between two tokens.
  const tokens = [await tokenFor("DNS Write"), await tokenFor("Zone Read")] as const;
  tokenIds = tokens.map(({ id }) => id);
  [dnsToken, zoneToken] = [tokens[0].value, tokens[1].value];
}, 300_000);
afterAll(async () => {
  for (const id of tokenIds) await client.user.tokens.delete(id);
  await client.zones.delete({ zone_id: zoneId });
});

/** What the solver says it presented, among what lego logs. */
async function proofOf(solver: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  for await (const line of createInterface(solver.stdout)) if (/^[\w-]{43}$/.test(line)) return line;
  throw new Error("the solver ended without a proof");
}

const solvers: ChildProcess[] = [];
afterEach(() => {
  for (const solver of solvers.splice(0)) solver.kill();
});

const dig = (owner: string): string => execFileSync("dig", [`@${process.env.TLSUP_DNS_ADDRESS ?? ""}`, "+short", owner, "TXT"], { encoding: "utf8" }).trim();

it.each([
  ["shop", `_acme-challenge.shop.${name}`],
  ["delegated", `proofs.${name}`],
])("%s is proven by a TXT record at %s, which is gone afterwards", async (host, owner) => {
  if (host === "delegated")
    await client.dns.records.create({ zone_id: zoneId, type: "CNAME", name: `_acme-challenge.delegated.${name}`, content: `proofs.${name}`, ttl: 60 });
  const solver = spawn(program, [`${host}.${name}`], {
    env: { ...process.env, CLOUDFLARE_DNS_API_TOKEN: dnsToken, CLOUDFLARE_ZONE_API_TOKEN: zoneToken },
    stdio: ["pipe", "pipe", "inherit"],
  });
  solvers.push(solver);
  const exit = once(solver, "exit");
  const proof = await proofOf(solver);
  expect(dig(owner)).toBe(`"${proof}"`);
  solver.stdin.end();
  expect(await exit).toEqual([0, null]);
  expect(dig(owner)).toBe("");
});
