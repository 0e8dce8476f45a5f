import { request } from "node:https";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isExpectedChain, pulumiOutput, stackOutputs } from "tlsup/cli";
import { acmeEndpointRoot } from "../../daemon/roots";
import { ports } from "../../instance";
import { isTree, type Tree } from "../../stage/settings";
import type { Drill } from "../scenario";
import { resourcesOf } from "./state";

const certificateType = "tlsup:index:AcmeCertificate";

/** SHA-256 of the certificate that the host served after the last push. */
export async function servedCertificate({ program, stack }: Drill): Promise<string> {
  const { chain } = await stackOutputs(program, stack);
  return isExpectedChain(chain) ? chain.servedSha256 : "";
}

/** Changes when the certificate in the state is renewed, as the passage of time would. Undefined values are removed. */
export async function moveRenewal({ program, stack }: Drill, changes: Tree): Promise<void> {
  const exported = JSON.parse(await pulumiOutput(program, ["stack", "export", "--stack", stack])) as {
    deployment: { resources: { type: string; outputs?: Record<string, unknown> }[] };
  };
  for (const { type, outputs } of exported.deployment.resources)
    if (type === certificateType && outputs && isTree(outputs.renewal)) outputs.renewal = { ...outputs.renewal, ...changes };
  const file = join(program.environment.TMPDIR ?? "", "state.json");
  writeFileSync(file, JSON.stringify(exported), { mode: 0o600 });
  await pulumiOutput(program, ["stack", "import", "--stack", stack, "--file", file]);
}

/** Has the CA suggest from now on that the certificate is renewed at once (RFC 9773), as it does before it revokes many. */
export async function suggestNow(drill: Drill): Promise<void> {
  const [resource] = await resourcesOf(drill, certificateType);
  const suggestedWindow = { start: "2020-01-01T00:00:00Z", end: "2020-01-02T00:00:00Z" };
  const body = JSON.stringify({ Certificate: resource?.outputs?.leaf, ARIResponse: JSON.stringify({ suggestedWindow }) });
  const { address } = drill.instance;
  // RFC 8555, 6.1: an ACME server may refuse a request without a User-Agent.
  const headers = { "user-agent": "tlsup" };
  const answer = await new Promise<string>((resolve, reject) => {
    request(
      { host: address, port: ports.acmeManagement, path: "/set-renewal-info/", method: "POST", headers, ca: readFileSync(acmeEndpointRoot(drill.instance)) },
      (response) => {
        text(response).then((said) => resolve(response.statusCode === 200 ? "" : `${response.statusCode ?? ""} ${said}`), reject);
      },
    )
      .once("error", reject)
      .end(body);
  });
  if (answer !== "") throw new Error(`the local CA must take a suggestion for its certificate: it answers ${answer}`);
}
