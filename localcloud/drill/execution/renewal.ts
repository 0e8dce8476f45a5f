import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isExpectedChain, pulumiOutput, stackOutputs } from "tlsup/cli";
import { isTree, type Tree } from "../../stage/settings";
import { up, type Drill } from "../scenario";
import { issuedCertificates, keptType, orderedType } from "./certificate";
import { machinesOf, onMachine } from "./machines";

/** What renews the stack's certificates, and how time passes for it. */
export interface Renewal {
  /** Identifies the certificates that visitors get. */
  served(): Promise<string>;
  /** The hours pass after which the CA is asked again when to renew. */
  askAgain(): Promise<unknown>;
  /** The time comes at which the certificates are renewed. */
  fallDue(): Promise<unknown>;
  /** The pause after a failed attempt passes. */
  tryAgain(): Promise<unknown>;
  /** It runs. No visitor may be lost. */
  run(outcome: string): Promise<unknown>;
}

export async function renewalOf(drill: Drill): Promise<Renewal> {
  const kept = (await issuedCertificates(drill)).find(({ type }) => type === keptType);
  return kept ? byHost(drill, String(kept.outputs?.site)) : byUp(drill);
}

function byUp(drill: Drill): Renewal {
  const past = new Date(Date.now() - 60_000).toISOString();
  return {
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

/** Each host has a certificate of its own, and notes on its last tries beside it. */
async function byHost(drill: Drill, site: string): Promise<Renewal> {
  const machines = await machinesOf(drill);
  const [state, unit] = [`/var/lib/tlsup-acme/${site}`, `tlsup-acme-${site}.service`];
  const onEach = (script: string): Promise<readonly string[]> => Promise.all(machines.map((machine) => onMachine(machine, script)));
  return {
    served: async () => (await onEach(`openssl s_client -connect 127.0.0.1:443 -servername ${site} < /dev/null 2> /dev/null | openssl x509`)).join(""),
    askAgain: () => onEach(`rm -f ${state}/suggestion.json`),
    // The agent notes what the CA suggests for its certificate; then the note says that it suggested a time that is past.
    fallDue: () =>
      onEach(`rm -f ${state}/suggestion.json && systemctl start ${unit} && python3 -I -c '
import json, time
note = json.load(open("${state}/suggestion.json"))
note.update(window=[0, 1], askedAt=time.time(), retryAfter=None)
json.dump(note, open("${state}/suggestion.json", "w"))'`),
    tryAgain: () => onEach(`rm -f ${state}/failure.json`),
    run: (outcome) => drill.happensUnnoticed(`The host's timer starts the renewal: ${outcome}`, () => onEach(`systemctl start ${unit}`)),
  };
}
