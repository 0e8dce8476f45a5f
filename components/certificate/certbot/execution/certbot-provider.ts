import { destinationSecrets } from "../../../shared/destination";
import { acceptGoneMachine, isUnreached, withSession, type Result, type Session } from "../../../shared/execution/ssh";
import { canonical } from "../../../shared/canonical";
import { importedBy } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { describeEnd } from "../../../release/agent/outcome";
import { shortList } from "../../acme/names";
import { inspectLineageCommand, lineageIn, obtainCommand, parseLineageInspection, removeLineageCommand, accountCommand } from "../host-commands";
import { fileDrift, fileLines } from "../../common/host-files";
import { hostFiles, renewalUnit } from "../host-plan";
import { certbotInputsOf, expiryReason, isToldToHost, reissueReasons, type CertbotInputs, type CertbotOutputs } from "../lineage";
import { certbotReason } from "../reason";
import { lineageEntries } from "../schema";
import { findLineage } from "./find-lineage";
import { hostScript } from "./host-script";
import { tell } from "../../../shared/execution/tell";

/** A host that does not answer within half a minute is down. */
const connectDeadline = 30_000;

/** A refresh must not wait long for a host that is gone. */
const readDeadline = 10_000;

/** The exit codes by which `certbot.sh` says what failed. */
const exitCodes = { certbot: 20, activation: 21 } as const;

/** The resource of a lineage that certbot keeps on a host: its renewals are read back. */
export const certbotProvider: ResourceOperations<CertbotInputs, CertbotOutputs> = {
  rules: lineageEntries,
  secrets: [...destinationSecrets, "lineageKey", "apiToken"],
  replacedBy: ["machine", "site"],
  computed: ["lineageKey", "leaf", "chain", "fullChain", "drift"],

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
      changes: because.length > 0 || canonical(certbotInputsOf(olds)) !== canonical(certbotInputsOf(news)),
      replaces,
      ...(because.length > 0 && { because }),
    };
  },

  keeps: (olds, news) => (isKept(olds, news) ? ["lineageKey", "leaf", "chain", "fullChain"] : []),

  async update(_id, olds, news) {
    if (isKept(olds, news)) return { outs: { ...olds, ...certbotInputsOf(news), drift: [] } };
    return withSession(news, connectDeadline, async (session) => {
      if (olds.email !== news.email) mustSucceed(await session.run(hostScript(accountCommand(news))), news);
      return { outs: await obtain(session, news) };
    });
  },

  async read(id, known) {
    const props = await withSession(known, readDeadline, (session) => inspect(session, known)).catch((error: unknown) => {
      if (!isUnreached(error)) throw error;
      // As with a release: a host that could not be inspected never means "no changes".
      const drift = `what certbot keeps could not be looked at: ${error.message}`;
      say(known, drift);
      return { ...known, drift: [drift] };
    });
    return { id, props, inputs: certbotInputsOf(known) };
  },

  importing: importedBy(["host", "privateKey", "hostKey"], ["port", "user", "email", "revokeOnDelete"], async (id, given) => {
    const [, machine = "", site = ""] = /^([^/]+)\/([^/]+)$/.exec(id) ?? [];
    if (site === "")
      throw new Error(`Cannot import certbot's certificate as its id must be machine/site, like 412345678/blog.example.com: current value is ${id}`);
    const login = { port: 22, user: "root", revokeOnDelete: false, ...given, machine, site };
    const inputs = { ...login, ...(await findLineage(login, site)) };
    const props = await withSession(inputs, connectDeadline, (session) => inspect(session, { ...inputs, ...nothingYet }));
    return { id, props, inputs };
  }),

  async delete(_id, known) {
    try {
      await withSession(known, connectDeadline, async (session) => {
        mustSucceed(await session.run(hostScript(removeLineageCommand(known))), known);
      });
    } catch (error) {
      acceptGoneMachine(error, `certbot's certificate for ${shortList(known.names)}`, known.host);
    }
  },
};

/** The outputs of a lineage that has not been inspected. */
const nothingYet = { lineageKey: "", leaf: "", chain: "", fullChain: "", drift: [] };

/** Whether the host has nothing to do. */
function isKept(olds: CertbotOutputs, news: CertbotInputs): boolean {
  return olds.drift.length === 0 && !isToldToHost(olds, news) && expiryReason(olds, Date.now()) === undefined;
}

async function obtain(session: Session, inputs: CertbotInputs): Promise<CertbotOutputs> {
  const result = await session.run(hostScript(obtainCommand(inputs)), fileLines(hostFiles(inputs)));
  mustSucceed(result, inputs);
  const { lineage, faults } = lineageIn(result.stdout, inputs, new Date());
  if (!lineage) throw new Error(`Cannot use the certificate that certbot obtained for ${shortList(inputs.names)}: ${faults.join("; ")}`);
  return { ...certbotInputsOf(inputs), ...lineage, drift: [] };
}

/** What a refresh shows: a renewal as the new certificate, any other difference as drift. */
async function inspect(session: Session, known: CertbotOutputs): Promise<CertbotOutputs> {
  const files = hostFiles(known);
  const looked = await session.run(hostScript(inspectLineageCommand(known, files)));
  mustSucceed(looked, known);
  const { stdout } = looked;
  const { files: seen, timer, renewal } = parseLineageInspection(stdout);
  const { lineage, faults } = lineageIn(stdout, known, new Date());
  const drift = [
    ...faults,
    ...fileDrift(files, seen),
    ...(timer === "active" ? [] : ["certbot.timer is off: nothing renews the certificate"]),
    ...(isInForce(renewal) ? [] : [`the renewed certificate was not put in force; see \`journalctl -u ${renewalUnit(known.site)}\` on the host`]),
  ];
  return { ...known, ...lineage, drift };
}

/** systemd's results for a unit that did its work, and for one that had nothing to do. */
function isInForce(renewal: string | undefined): boolean {
  return renewal === "success" || renewal === "exec-condition";
}

function mustSucceed({ code, stdout, stderr }: Result, { names, host }: CertbotInputs): void {
  if (code === 0) return;
  const what = shortList(names);
  if (code === exitCodes.certbot) throw new Error(`Cannot keep the certificate for ${what} on ${host} as certbot failed: ${certbotReason(stderr)}`);
  if (code === exitCodes.activation) throw new Error(`Cannot put certbot's certificate for ${what} in force on ${host}: ${describeEnd(stderr.trim())}`);
  throw new Error(
    `Cannot keep the certificate for ${what} on ${host} as its preparation must succeed: ` +
      `the host said ${JSON.stringify((stderr + stdout).trim().split("\n").slice(-3).join("; "))}`,
  );
}

function say({ names }: CertbotInputs, what: string): void {
  tell(`${shortList(names)}: ${what}`);
}
