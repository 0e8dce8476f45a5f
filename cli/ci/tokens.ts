import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDns } from "../../components/certificate/acme/execution/dns";
import { endOf, judgeToken } from "../../components/edge/cloudflare/tokens/judgement";
import {
  deleteToken,
  groupIds,
  makeToken,
  readToken,
  verifyToken,
  zonesOf,
  type GroupIds,
  type MadeToken,
  type TokenOrder,
} from "../../components/edge/cloudflare/tokens/execution/tokens";
import { rightsFor, tokenUses, type NeededRights, type StackResource, type TokenUse } from "../../components/edge/cloudflare/tokens/rights";
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
  const resources = readResources(await pulumiOutput(program, ["preview", "--json", "--show-sames", "--show-replacement-steps", "--stack", stack]));
  const words = { cannot: "Cannot make and judge tokens at Cloudflare by that of this shell", needs: "the permission User - API Tokens - Edit" };
  return understandably(words, async () => keepBoth(connectCloudflare({}), stack, resources, options));
}

async function keepBoth(client: CloudflareClient, stack: string, resources: readonly StackResource[], { folder, days, from }: TokenOptions): Promise<boolean> {
  const expiresOn = new Date(Date.now() + days * 86_400_000);
  const { names = [], challenges = [] } = rightsFor(resources, "apply") ?? {};
  const proven = await Promise.all(challenges.map(({ name, ...at }) => openDns(at).target(name)));
  const named = await zonesOf(client, [...names, ...proven]);
  let ids: GroupIds | undefined;
  let isGood = true;
  for (const use of tokenUses) {
    const rights = neededRights(resources, named, use);
    const file = join(folder, `${use}.token`);
    const isThere = existsSync(file);
    const problems = isThere ? await judgeFile(client, file, rights, from) : [];
    if (!isThere) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      ids ??= await groupIds(client);
      await makeInFile(client, ids, file, { name: `tlsup ${stack} ${use}`, rights, expiresOn, from });
    }
    isGood &&= problems.length === 0;
    process.stdout.write(tell(use, file, rights, isThere, problems));
  }
  return isGood;
}

/** The file is made before the token: what cannot be kept would stay in force at Cloudflare. */
async function makeInFile(client: CloudflareClient, ids: GroupIds, file: string, order: TokenOrder): Promise<void> {
  const opened = openSync(file, "wx", 0o600);
  let made: MadeToken | undefined;
  try {
    made = await makeToken(client, ids, order);
    writeFileSync(opened, made.value);
  } catch (error) {
    rmSync(file);
    if (made) await deleteToken(client, made.id);
    throw error;
  } finally {
    closeSync(opened);
  }
}

const refused = "Cloudflare refuses it here";

/** Tells that the token of the environment expires soon. */
export async function tellOwnToken(): Promise<string[]> {
  // A pipeline's secret that is missing is an empty one.
  if (!process.env["CLOUDFLARE_API_TOKEN"]) return [];
  const verified = await verifyToken(connectCloudflare({}));
  return verified ? endOf(verified, Date.now()) : [`its end could not be looked at: ${refused}`];
}

/** @param named The ids of the zones that the stack only has the names of, which are the same for each use. */
function neededRights(resources: readonly StackResource[], named: readonly string[], use: TokenUse): NeededRights {
  const rights = rightsFor(resources, use);
  if (!rights) throw new Error("Cannot tell what a token needs as the stack must have something at Cloudflare: it has nothing there");
  return { ...rights, zoneIds: [...new Set([...rights.zoneIds, ...named])] };
}

async function judgeFile(client: CloudflareClient, file: string, rights: NeededRights, from: readonly string[]): Promise<string[]> {
  const verified = await verifyToken(connectCloudflare({ apiToken: readFileSync(file, "utf8").trim() }));
  if (!verified) return [refused];
  const now = Date.now();
  if (!verified.isUsers) return ["it is an account's, not a user's: what it may do could not be looked at", ...endOf(verified, now)];
  return judgeToken(await readToken(client, verified.id), rights, from, now, rights.unknown.length > 0);
}

function tell(use: TokenUse, file: string, { groups, zoneIds, unknown }: NeededRights, wasThere: boolean, problems: readonly string[]): string {
  const state = problems.length > 0 ? "is not as it should be" : wasThere ? "is as it should be" : "was made";
  return [
    `${file}: the token for \`tlsup ci ${use}\` ${state}`,
    ...problems.map((problem) => `  ✗ ${problem}`),
    ...(problems.length > 0 ? ["  Delete it at Cloudflare, and its file here, and run this again"] : []),
    ...unknown.map((type) => `  Not known is what ${type} needs: add it by hand`),
    ...(wasThere
      ? []
      : [
          `  ${groups.join(", ")}; in ${String(zoneIds.length)} zone(s)`,
          `  At GitHub: gh secret set CLOUDFLARE_API_TOKEN --env ${environments[use]} < ${file}`,
        ]),
    "",
  ].join("\n");
}
