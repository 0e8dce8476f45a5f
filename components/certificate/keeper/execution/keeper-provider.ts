import { destinationSecrets } from "../../../shared/destination";
import { canonical } from "../../../shared/canonical";
import { acceptGoneMachine, isUnreached, withSession, type Result, type Session } from "../../../shared/execution/ssh";
import { tell } from "../../../shared/execution/tell";
import { notImported } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { describeEnd } from "../../../release/agent/outcome";
import { shortList } from "../../acme/names";
import { fileDrift, fileLines, type HostFile } from "../../common/host-files";
import { chainIn, inspectCommand, obtainCommand, parseInspection, removeCommand } from "../host-commands";
import { agentUnit, hostFiles } from "../host-plan";
import { expiryReason, keeperInputsOf, reissueReasons, type KeeperInputs, type KeeperOutputs } from "../lineage";
import { keeperEntries } from "../schema";
import { agentTexts, hostScript } from "./host-script";

/** A host that does not answer within half a minute is down. */
const connectDeadline = 30_000;

/** A refresh must not wait long for a host that is gone. */
const readDeadline = 10_000;

/** The exit codes by which `keeper.sh` says what failed. */
const exitCodes = { authority: 20, activation: 21 } as const;

/** The resource of a certificate that the agent on a host keeps: its renewals are read back, without the key. */
export const keeperProvider: ResourceOperations<KeeperInputs, KeeperOutputs> = {
  rules: keeperEntries,
  secrets: [...destinationSecrets, "webhook"],
  replacedBy: ["machine", "site"],
  computed: ["leaf", "chain", "fullChain", "drift"],

  async create(inputs) {
    return { id: `${inputs.machine}/${inputs.site}`, outs: await withSession(inputs, connectDeadline, (session) => obtain(session, inputs)) };
  },

  diff(_id, olds, news) {
    const replaces = this.replacedBy.filter((key) => olds[key] !== news[key]);
    const reasons = reissueReasons(olds, news);
    if (replaces.length === 0 && reasons.length > 0) say(news, `gets another certificate: ${reasons.join("; ")}`);
    for (const difference of olds.drift) say(news, difference);
    const runsOut = olds.drift.length > 0 ? undefined : expiryReason(olds, Date.now());
    if (runsOut !== undefined) say(news, runsOut);
    const because = [...(olds.drift.length > 0 ? ["drift"] : []), ...(runsOut === undefined ? [] : ["leaf"])];
    return {
      changes: because.length > 0 || canonical(keeperInputsOf(olds)) !== canonical(keeperInputsOf(news)),
      replaces,
      ...(because.length > 0 && { because }),
    };
  },

  keeps: (olds, news) => (isKept(olds, news) ? ["leaf", "chain", "fullChain"] : []),

  async update(_id, olds, news) {
    if (isKept(olds, news)) return { outs: { ...olds, ...keeperInputsOf(news), drift: [] } };
    return { outs: await withSession(news, connectDeadline, (session) => obtain(session, news)) };
  },

  async read(id, known) {
    const props = await withSession(known, readDeadline, (session) => inspect(session, known)).catch((error: unknown) => {
      if (!isUnreached(error)) throw error;
      // As with a release: a host that could not be inspected never means "no changes".
      const drift = `what the host keeps could not be looked at: ${error.message}`;
      say(known, drift);
      return { ...known, drift: [drift] };
    });
    return { id, props, inputs: keeperInputsOf(known) };
  },

  importing: notImported("the next `pulumi up` takes over what the agent keeps on the host, and orders nothing when the certificate is there already"),

  async delete(_id, known) {
    try {
      await withSession(known, connectDeadline, async (session) => {
        mustSucceed(await session.run(hostScript(removeCommand(known))), known);
      });
    } catch (error) {
      acceptGoneMachine(error, `the certificate for ${shortList(known.names)}`, known.host);
    }
  },
};

/** Whether the host has nothing to do. How it is reached, and whether the certificate is revoked at the end, only concerns the stack. */
function isKept(olds: KeeperOutputs, news: KeeperInputs): boolean {
  const isToldTheSame = canonical(filesFor(olds)) === canonical(filesFor(news));
  return olds.drift.length === 0 && isToldTheSame && expiryReason(olds, Date.now()) === undefined;
}

function filesFor(inputs: KeeperInputs): HostFile[] {
  return hostFiles(inputs, agentTexts());
}

async function obtain(session: Session, inputs: KeeperInputs): Promise<KeeperOutputs> {
  const result = await session.run(hostScript(obtainCommand(inputs)), fileLines(filesFor(inputs)));
  mustSucceed(result, inputs);
  const chain = chainIn(result.stdout);
  if (!chain) throw new Error(`Cannot use the certificate for ${shortList(inputs.names)} as the agent on ${inputs.host} must show it: it shows none`);
  return { ...keeperInputsOf(inputs), ...chain, drift: [] };
}

/** What a refresh shows: a renewal as the new certificate, any other difference as drift. */
async function inspect(session: Session, known: KeeperOutputs): Promise<KeeperOutputs> {
  const files = filesFor(known);
  const looked = await session.run(hostScript(inspectCommand(known, files)));
  mustSucceed(looked, known);
  const { files: seen, timer, activation, failure } = parseInspection(looked.stdout);
  const chain = chainIn(looked.stdout);
  const drift = [
    ...(chain ? [] : ["the host does not keep the certificate any more"]),
    ...fileDrift(files, seen),
    ...(timer === "active" ? [] : [`tlsup-acme-${known.site}.timer is off: nothing renews the certificate`]),
    ...(failure === undefined ? [] : [`the host could not renew the certificate: ${failure}`]),
    ...(activation === "success" ? [] : [`the renewed certificate was not put in force; see \`journalctl -u ${agentUnit(known.site)}\` on the host`]),
  ];
  return { ...known, ...chain, drift };
}

function mustSucceed({ code, stdout, stderr }: Result, { names, host }: KeeperInputs): void {
  if (code === 0) return;
  const what = shortList(names);
  if (code === exitCodes.authority) throw new Error(`Cannot keep the certificate for ${what} on ${host} as the CA must issue it: ${stderr.trim()}`);
  if (code === exitCodes.activation) throw new Error(`Cannot put the certificate for ${what} in force on ${host}: ${describeEnd(stderr.trim())}`);
  throw new Error(
    `Cannot keep the certificate for ${what} on ${host} as its preparation must succeed: ` +
      `the host said ${JSON.stringify((stderr + stdout).trim().split("\n").slice(-3).join("; "))}`,
  );
}

function say({ names }: KeeperInputs, what: string): void {
  tell(`${shortList(names)}: ${what}`);
}
