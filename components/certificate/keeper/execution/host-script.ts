import { asset } from "../../../shared/execution/asset";
import { quote } from "../../../shared/shell";
import { responderFunctions } from "../../acme/execution/challenge-scripts";
import { agentParts, type AgentTexts } from "../host-plan";

/** The command that runs `keeper.sh` on a host with `args`. */
export function hostScript(args: readonly string[]): string {
  const parts = [responderFunctions(), ...["shared/apt.sh", "certificate/common/place-files.sh", "certificate/keeper/keeper.sh"].map(asset)];
  return ["bash", "-c", parts.join(""), "tlsup-keeper", ...args].map(quote).join(" ");
}

/** The texts of the agent in this package. */
export function agentTexts(): AgentTexts {
  return Object.fromEntries(agentParts.map((part) => [part, asset(`certificate/keeper/agent/${part}.py`)])) as AgentTexts;
}
