import { dirname } from "node:path";
import { canonical } from "../../../shared/canonical";
import { destinationSecrets } from "../../../shared/destination";
import { notImported } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { tellOf } from "../../acme/execution/tell-of";
import { responderFunctions } from "../../acme/execution/challenge-scripts";
import { shortList } from "../../acme/names";
import { alarmDrift, alarmFiles, alarmParts } from "../../alarm/host-plan";
import { hostLineageOperations, type HostLineage } from "../../lineage/execution/host-lineage";
import { programTexts } from "../../lineage/execution/program-texts";
import { fileDrift, fileLines, type HostFile } from "../../lineage/host-files";
import { responderFile } from "../../lineage/responder";
import { chainIn, inspectCommand, obtainCommand, parseInspection, removeCommand } from "../host-commands";
import { agentParts, agentUnit, hostFiles, isAsked, programFolder, standbyPath } from "../host-plan";
import { keeperInputsOf, keptFolder, reissueReasons, type KeeperInputs, type KeeperOutputs } from "../lineage";
import { keeperEntries } from "../schema";

const keeper: HostLineage<KeeperInputs, KeeperOutputs> = {
  program: "keeper",
  keeper: "the host",
  certificate: "the certificate",
  kept: ["leaf", "chain", "fullChain"],
  inputsOf: keeperInputsOf,
  reissueReasons,
  isToldToHost: (olds, news) => canonical(filesFor(olds)) !== canonical(filesFor(news)),
  issueFailure: (stderr) => `it must be issued: ${stderr.trim()}`,
  removalFailure: (stderr) => `the CA must revoke it: ${stderr.trim()}`,
  removeCommand,

  async obtain(run, inputs) {
    const output = await run(obtainCommand(inputs), fileLines(filesFor(inputs)));
    const { failure } = parseInspection(output);
    if (failure !== undefined) tellOf(inputs, `warning: ${failure}`);
    const chain = chainIn(output);
    if (!chain) throw new Error(`Cannot use the certificate for ${shortList(inputs.names)} as the agent on ${inputs.host} must show it: it shows none`);
    return { ...keeperInputsOf(inputs), ...chain, drift: [] };
  },

  async inspect(run, known) {
    const files = filesFor(known);
    const output = await run(inspectCommand(known, files));
    const { files: seen, timer, alarm, activation, failure } = parseInspection(output);
    const chain = chainIn(output);
    const drift = [
      ...(chain ? [] : ["the host does not keep the certificate any more"]),
      ...fileDrift(files, seen),
      ...(timer === "active" ? [] : [`tlsup-acme-${known.site}.timer is off: nothing renews the certificate`]),
      ...alarmDrift(known, alarm),
      ...(failure === undefined ? [] : [failure]),
      ...(activation === "success" ? [] : [`the renewed certificate was not put in force; see \`journalctl -u ${agentUnit(known.site)}\` on the host`]),
    ];
    return { ...known, ...chain, drift };
  },
};

/** The resource of a certificate that the agent on a host keeps. The key is never read back. */
export const keeperProvider: ResourceOperations<KeeperInputs, KeeperOutputs> = {
  ...hostLineageOperations(keeper),
  rules: keeperEntries,
  secrets: [...destinationSecrets, "standbyKey", "webhook", "ping"],
  importing: notImported("the next `pulumi up` takes over what the agent keeps on the host, and makes nothing when the certificate is there already"),
};

function filesFor(inputs: KeeperInputs): HostFile[] {
  const { site, directory, standby } = inputs;
  const unit = `tlsup-acme-${site}`;
  const keeping = {
    lineage: keptFolder(site),
    notes: dirname(keptFolder(site)),
    renews: unit,
    activates: unit,
    retry: "pulumi up --refresh",
    ...(directory === undefined && { byValidity: true }),
    ...(standby !== undefined && { standby: standbyPath(site) }),
  };
  return [
    ...hostFiles(inputs, programTexts("keeper/agent", agentParts)),
    ...(isAsked(inputs) ? [responderFile(programFolder(site), inputs.names, responderFunctions())] : []),
    ...alarmFiles(inputs, keeping, programTexts("alarm/host", alarmParts)),
  ];
}
