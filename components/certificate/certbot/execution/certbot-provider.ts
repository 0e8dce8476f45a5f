import { destinationSecrets, destinationTaken } from "../../../shared/destination";
import { importedBy, siteOnMachine } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { tellOf } from "../../acme/execution/tell-of";
import { responderFunctions } from "../../acme/execution/challenge-scripts";
import { shortList } from "../../acme/names";
import { endOfLate } from "../../common/reissue";
import { alarmDrift, alarmFiles, alarmParts } from "../../alarm/host-plan";
import { hostLineageOperations, NotIssued, onHost, type HostLineage, type RunScript } from "../../lineage/execution/host-lineage";
import { programTexts } from "../../lineage/execution/program-texts";
import { fileDrift, fileLines, type HostFile } from "../../lineage/host-files";
import { responderFile } from "../../lineage/responder";
import { earlyDrift, earlyFiles, earlyNotes, earlyParts, earlyProgram } from "../early";
import { accountCommand, inspectLineageCommand, lineageIn, obtainCommand, parseLineageInspection, removeLineageCommand } from "../host-commands";
import { hostFiles, renewalUnit } from "../host-plan";
import { certbotInputsOf, isToldToHost, lineageFolder, reissueReasons, type CertbotInputs, type CertbotOutputs } from "../lineage";
import { certbotReason } from "../reason";
import { lineageEntries } from "../schema";
import { certbot as source } from "../source";
import { findLineage } from "./find-lineage";

const certbot: HostLineage<CertbotInputs, CertbotOutputs> = {
  program: "certbot",
  keeper: "certbot",
  certificate: "certbot's certificate",
  kept: ["lineageKey", "leaf", "chain", "fullChain"],
  inputsOf: certbotInputsOf,
  reissueReasons,
  isToldToHost,
  issueFailure: (stderr) => `certbot failed: ${certbotReason(stderr)}`,
  removeCommand: removeLineageCommand,

  async obtain(run, inputs, olds) {
    try {
      return await obtain(run, inputs, olds);
    } catch (error) {
      if (!(error instanceof NotIssued) || !olds || isToldToHost(olds, inputs)) throw error;
      // Only a renewal failed. What depends on a valid certificate can still be pushed.
      const { outputs, faults } = await look(run, olds);
      if (faults.length > 0) throw error;
      tellOf(inputs, `warning: ${error.message}`);
      return { ...outputs, ...certbotInputsOf(inputs) };
    }
  },

  inspect: async (run, known) => (await look(run, known)).outputs,
};

async function obtain(run: RunScript, inputs: CertbotInputs, olds?: CertbotOutputs): Promise<CertbotOutputs> {
  const output = await run(obtainCommand(inputs, !olds), fileLines(filesFor(inputs)));
  // Only now the host surely has certbot, trusts the CA's root and has an account there.
  if (olds && olds.email !== inputs.email) await run(accountCommand(inputs));
  const { lineage, faults } = lineageIn(output, inputs, new Date());
  if (!lineage) throw new Error(`Cannot use the certificate that certbot obtained for ${shortList(inputs.names)}: ${faults.join("; ")}`);
  return { ...certbotInputsOf(inputs), ...lineage, drift: [] };
}

/** What the host keeps now, and what is wrong with the certificate. */
async function look(run: RunScript, known: CertbotOutputs): Promise<{ outputs: CertbotOutputs; faults: readonly string[] }> {
  const files = filesFor(known);
  const output = await run(inspectLineageCommand(known, files));
  const { files: seen, timer, alarm, early, renewal } = parseLineageInspection(output);
  const { lineage, faults } = lineageIn(output, known, new Date());
  const late = lineage && endOfLate(lineage, source.renewal, Date.now());
  const drift = [
    ...faults,
    ...(late === undefined ? [] : [`certbot should have renewed the certificate, which ends on ${late}: \`pulumi up\` tries it, and says why it fails`]),
    ...fileDrift(files, seen),
    ...(timer === "active" ? [] : ["certbot.timer is off: nothing renews the certificate"]),
    ...earlyDrift(known.site, early),
    ...alarmDrift(known, alarm),
    ...(isInForce(renewal) ? [] : [`the renewed certificate was not put in force; see \`journalctl -u ${renewalUnit(known.site)}\` on the host`]),
  ];
  return { outputs: { ...known, ...lineage, drift }, faults };
}

/** The resource of a lineage that certbot keeps on a host. */
export const certbotProvider: ResourceOperations<CertbotInputs, CertbotOutputs> = {
  ...hostLineageOperations(certbot),
  rules: lineageEntries,
  secrets: [...destinationSecrets, "lineageKey", "apiToken", "webhook", "ping"],

  importing: importedBy(["host", "privateKey", "hostKey"], [...destinationTaken, "email", "revokeOnDelete", "alarm", "webhook", "ping"], async (id, given) => {
    const placed = siteOnMachine(id, "certbot's certificate");
    const login = { port: 22, user: "root", revokeOnDelete: false, ...given, ...placed };
    const inputs = { ...login, ...(await findLineage(login, placed.site)) };
    const props = await onHost(certbot, inputs, (run) => certbot.inspect(run, { ...inputs, ...nothingYet }));
    return { id, props, inputs };
  }),
};

function filesFor(inputs: CertbotInputs): HostFile[] {
  const { site } = inputs;
  const keeping = {
    lineage: lineageFolder(site),
    notes: earlyNotes(site),
    renews: "certbot",
    activates: `tlsup-renew-${site}`,
    retry: `certbot renew --force-renewal --cert-name ${site}`,
  };
  return [
    ...hostFiles(inputs),
    ...(inputs.challenge === "http-01" ? [responderFile(earlyProgram(site), inputs.names, responderFunctions())] : []),
    ...earlyFiles(inputs, programTexts("certbot/host", earlyParts)),
    ...alarmFiles(inputs, keeping, programTexts("alarm/host", alarmParts)),
  ];
}

/** The outputs of a lineage that has not been inspected. */
const nothingYet = { lineageKey: "", leaf: "", chain: "", fullChain: "", drift: [] };

/** systemd's results for a unit that did its work, and for one that had nothing to do. */
function isInForce(renewal: string | undefined): boolean {
  return renewal === "success" || renewal === "exec-condition";
}
