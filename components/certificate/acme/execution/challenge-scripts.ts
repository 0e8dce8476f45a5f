import { asset } from "../../../shared/execution/asset";
import { quote } from "../../../shared/shell";
import { challengeVariables } from "../http-challenge";

/** The bash functions `start_responder`, which has the web server answer if it is one of tlsup's on port 80, `serves_challenges` and `stop_responder`. */
export function responderFunctions(): string {
  return challengeVariables(asset("certificate/acme/host/respond.py")) + asset("certificate/acme/host/responder.sh");
}

/** The command that places challenges on a host, from `challengeLines` on standard input, or removes them, from `tokenLines`. */
export function challengeCommand(verb: "place" | "remove"): string {
  return ["bash", "-c", responderFunctions() + asset("certificate/acme/host/challenges.sh"), "tlsup-acme", verb].map(quote).join(" ");
}
