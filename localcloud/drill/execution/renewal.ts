import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isExpectedChain, pulumiOutput, stackOutputs } from "tlsup/cli";
import { isTree, type Tree } from "../../stage/settings";
import { up, type Drill } from "../scenario";
import { suggestNow } from "./certificate";
import { machinesOf, onMachine } from "./machines";
import { resourcesOf } from "./state";

/** A certificate that `pulumi up` orders. */
const orderedType = "tlsup:index:AcmeCertificate";

/** What renews the stack's certificates, and how time passes for it. */
export interface Renewal {
  /** Whether its orders name the certificate that they replace. */
  readonly namesReplaced: boolean;
  /** Identifies the certificates that visitors get. */
  served(): Promise<string>;
  /** The CA suggests to renew the certificates now. */
  suggestNow(): Promise<unknown>;
  /** The hours pass after which the CA is asked again when to renew. */
  askAgain(): Promise<unknown>;
  /** The time comes at which the certificates are renewed. */
  fallDue(): Promise<unknown>;
  /** The pause after a failed attempt passes. */
  tryAgain(): Promise<unknown>;
  /** It runs. No visitor may be lost. */
  run(outcome: string): Promise<unknown>;
}

/** By the types of their resources. */
const keepers: Readonly<Record<string, (site: string) => Keeper>> = { "tlsup:index:KeptLineage": agent, "tlsup:index:CertbotLineage": certbot };

export async function renewalOf(drill: Drill): Promise<Renewal> {
  const [kept] = await resourcesOf(drill, ...Object.keys(keepers));
  const keeper = keepers[kept?.type ?? ""]?.(String(kept?.outputs?.site));
  return keeper ? byHost(drill, keeper) : byUp(drill);
}

function byUp(drill: Drill): Renewal {
  const past = new Date(Date.now() - 60_000).toISOString();
  return {
    namesReplaced: true,
    suggestNow: async () => {
      for (const { outputs } of await resourcesOf(drill, orderedType)) await suggestNow(drill, outputs?.leaf);
    },
    served: async () => {
      const { chain } = await stackOutputs(drill.program, drill.stack);
      return isExpectedChain(chain) ? chain.servedSha256 : "";
    },
    askAgain: () => moveRenewal(drill, { askAgainAt: past }),
    fallDue: () => moveRenewal(drill, { renewAt: past, askAgainAt: past }),
    tryAgain: () => moveRenewal(drill, { notBeforeAttempt: undefined }),
    run: (outcome) => drill.runs({ told: `You run \`pulumi up\`: ${outcome}`, args: up, harmless: true }),
  };
}

/** Changes when the certificate in the state is renewed, as the passage of time would. Undefined values are removed. */
async function moveRenewal({ program, stack }: Drill, changes: Tree): Promise<void> {
  const exported = JSON.parse(await pulumiOutput(program, ["stack", "export", "--stack", stack])) as {
    deployment: { resources: { type: string; outputs?: Record<string, unknown> }[] };
  };
  for (const { type, outputs } of exported.deployment.resources)
    if (type === orderedType && outputs && isTree(outputs.renewal)) outputs.renewal = { ...outputs.renewal, ...changes };
  const file = join(program.environment.TMPDIR ?? "", "state.json");
  writeFileSync(file, JSON.stringify(exported), { mode: 0o600 });
  await pulumiOutput(program, ["stack", "import", "--stack", stack, "--file", file]);
}

/** What renews a certificate on its host, and what it does by the script of each. */
interface Keeper extends Pick<Renewal, "namesReplaced"> {
  readonly site: string;
  /** The file of the newest certificate. */
  readonly chain: string;
  /** The folder with what the CA suggested. */
  readonly notes: string;
  readonly fallDue: string;
  readonly tryAgain: string;
  readonly run: string;
}

function agent(site: string): Keeper {
  const [state, unit] = [`/var/lib/tlsup-acme/${site}`, `tlsup-acme-${site}.service`];
  return {
    namesReplaced: true,
    site,
    chain: `${state}/live/fullchain.pem`,
    notes: state,
    // The agent notes what the CA suggests for its certificate; then the note says that it suggested a time that is past.
    fallDue: `rm -f ${state}/suggestion.json && systemctl start ${unit} && python3 -I -c '
import json, time
note = json.load(open("${state}/suggestion.json"))
note.update(window=[0, 1], askedAt=time.time(), retryAfter=None)
json.dump(note, open("${state}/suggestion.json", "w"))'`,
    tryAgain: `rm -f ${state}/failure.json`,
    run: `systemctl start ${unit}`,
  };
}

/** certbot's own timer, and the one beside it that asks the CA. */
function certbot(site: string): Keeper {
  const [chain, settings] = [`/etc/letsencrypt/live/${site}/fullchain.pem`, `/etc/letsencrypt/renewal/${site}.conf`];
  return {
    namesReplaced: false,
    site,
    chain,
    notes: `/var/lib/private/tlsup-ari/${site}`,
    fallDue: `sed -i '1i renew_before_expiry = 1000 days' ${settings}`,
    tryAgain: "true",
    // A renewed certificate is not due any more, however long certbot was told to be early.
    run: `before=$(readlink ${chain}); systemctl start tlsup-ari-${site}; systemctl start certbot || true
[ "$(readlink ${chain})" = "$before" ] || sed -i /^renew_before_expiry/d ${settings}`,
  };
}

/** Each host has a certificate of its own. */
async function byHost(drill: Drill, { namesReplaced, site, chain, notes, fallDue, tryAgain, run }: Keeper): Promise<Renewal> {
  const machines = await machinesOf(drill);
  const onEach = (script: string): Promise<readonly string[]> => Promise.all(machines.map((machine) => onMachine(machine, script)));
  return {
    namesReplaced,
    served: async () => (await onEach(`openssl s_client -connect 127.0.0.1:443 -servername ${site} < /dev/null 2> /dev/null | openssl x509`)).join(""),
    suggestNow: async () => {
      for (const leaf of await onEach(`openssl x509 -in ${chain}`)) await suggestNow(drill, leaf);
    },
    askAgain: () => onEach(`rm -f ${notes}/suggestion.json`),
    fallDue: () => onEach(fallDue),
    tryAgain: () => onEach(tryAgain),
    run: (outcome) => drill.happensUnnoticed(`The host's timer starts the renewal: ${outcome}`, () => onEach(run)),
  };
}
