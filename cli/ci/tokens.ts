import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endOf, judgeToken } from "../../components/edge/cloudflare/tokens/judgement";
import { makeToken, readToken, verifyToken, zonesOf } from "../../components/edge/cloudflare/tokens/execution/tokens";
import { rightsFor, tokenUses, type StackResource, type TokenRights, type TokenUse } from "../../components/edge/cloudflare/tokens/rights";
import { connectCloudflare, type CloudflareClient } from "../../components/shared/execution/cloudflare";
import { understandably } from "../../components/shared/execution/cloudflare-errors";
import { pulumiOutput, type Program } from "../pulumi";
import { readResources } from "./changes";

/** How tokens are made. */
export interface TokenOptions {
  /** Where the files with the tokens are. */
  readonly folder: string;
  readonly days: number;
  /** The only address ranges that may use them; empty for all. */
  readonly from: readonly string[];
}

/** The forge's environments that hold the tokens, as `tlsup ci init` writes them. */
const environments: Readonly<Record<TokenUse, string>> = { preview: "tlsup-preview", apply: "tlsup" };

/**
 * Makes the Cloudflare tokens that the jobs of a stack need, with no right in excess, each in a file that only its owner can read; and judges those whose
 * file is there. Returns whether all is well.
 */
export async function keepTokens(program: Program, stack: string, options: TokenOptions): Promise<boolean> {
  const resources = readResources(await pulumiOutput(program, ["preview", "--json", "--show-sames", "--stack", stack]));
  return understandably(words, async () => keepBoth(await connectCloudflare({}), stack, resources, options));
}

const words = {
  cannot: "Cannot make and judge tokens at Cloudflare",
  allowed: "the token of this shell must have the permission User - API Tokens - Edit",
  answered: "Cloudflare must take it",
};

async function keepBoth(client: CloudflareClient, stack: string, resources: readonly StackResource[], options: TokenOptions): Promise<boolean> {
  let isGood = true;
  for (const use of tokenUses) {
    const rights = await neededRights(client, resources, use);
    const file = join(options.folder, `${use}.token`);
    const isThere = existsSync(file);
    const problems = isThere ? await judgeFile(client, file, rights, options.from) : [];
    if (!isThere) await writeToken(client, file, `tlsup ${stack} ${use}`, rights, options);
    isGood &&= problems.length === 0;
    process.stdout.write(tell(use, file, rights, isThere, problems));
  }
  return isGood;
}

/** Tells that the token of the environment expires soon. */
export async function tellOwnToken(): Promise<string[]> {
  if (process.env["CLOUDFLARE_API_TOKEN"] === undefined) return [];
  const verified = await verifyToken(await connectCloudflare({}));
  return verified ? endOf(verified, Date.now()) : [];
}

async function neededRights(client: CloudflareClient, resources: readonly StackResource[], use: TokenUse): Promise<TokenRights> {
  const rights = rightsFor(resources, use);
  if (!rights) throw new Error("Cannot tell what a token needs as the stack must have something at Cloudflare: it has nothing there");
  return { groups: rights.groups, zoneIds: [...new Set([...rights.zoneIds, ...(await zonesOf(client, rights.names))])] };
}

async function judgeFile(client: CloudflareClient, file: string, rights: TokenRights, from: readonly string[]): Promise<string[]> {
  const verified = await verifyToken(await connectCloudflare({ apiToken: readFileSync(file, "utf8").trim() }));
  return verified ? judgeToken(await readToken(client, verified.id), rights, from, Date.now()) : ["Cloudflare refuses it here"];
}

async function writeToken(client: CloudflareClient, file: string, name: string, rights: TokenRights, { folder, days, from }: TokenOptions): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const expiresOn = new Date(Date.now() + days * 86_400_000);
  writeFileSync(file, await makeToken(client, { name, rights, expiresOn, from }), { mode: 0o600, flag: "wx" });
}

function tell(use: TokenUse, file: string, { groups, zoneIds }: TokenRights, wasThere: boolean, problems: readonly string[]): string {
  const state = problems.length > 0 ? "is not as it should be" : wasThere ? "is as it should be" : "was made";
  return [
    `${file}: the token for \`tlsup ci ${use}\` ${state}`,
    ...problems.map((problem) => `  ✗ ${problem}`),
    ...(problems.length > 0 ? ["  Delete it at Cloudflare, and its file here, and run this again"] : []),
    ...(wasThere
      ? []
      : [
          `  ${groups.join(", ")}; in ${String(zoneIds.length)} zone(s)`,
          `  At GitHub: gh secret set CLOUDFLARE_API_TOKEN --env ${environments[use]} < ${file}`,
        ]),
    "",
  ].join("\n");
}
