import { asset } from "../../../shared/execution/asset";
import { quote } from "../../../shared/shell";
import { responderFunctions } from "../../acme/execution/challenge-scripts";

/** The command that runs `certbot.sh` on a host with `args`. */
export function hostScript(args: readonly string[]): string {
  return [
    "bash",
    "-c",
    `${responderFunctions()}${asset("shared/apt.sh")}${asset("certificate/common/place-files.sh")}${asset("certificate/certbot/certbot.sh")}`,
    "tlsup-certbot",
    ...args,
  ]
    .map(quote)
    .join(" ");
}
