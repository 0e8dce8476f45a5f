import { request } from "node:https";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { acmeEndpointRoot } from "../../daemon/roots";
import { ports } from "../../instance";
import type { Drill } from "../scenario";

/** Has the CA suggest from now on that a certificate is renewed at once (RFC 9773), as it does before it revokes many. */
export async function suggestNow({ instance }: Drill, leaf: unknown): Promise<void> {
  const suggestedWindow = { start: "2020-01-01T00:00:00Z", end: "2020-01-02T00:00:00Z" };
  const body = JSON.stringify({ Certificate: leaf, ARIResponse: JSON.stringify({ suggestedWindow }) });
  // RFC 8555, 6.1: an ACME server may refuse a request without a User-Agent.
  const headers = { "user-agent": "tlsup" };
  const answer = await new Promise<string>((resolve, reject) => {
    request(
      { host: instance.address, port: ports.acmeManagement, path: "/set-renewal-info/", method: "POST", headers, ca: readFileSync(acmeEndpointRoot(instance)) },
      (response) => {
        text(response).then((said) => resolve(response.statusCode === 200 ? "" : `${response.statusCode ?? ""} ${said}`), reject);
      },
    )
      .once("error", reject)
      .end(body);
  });
  if (answer !== "") throw new Error(`the local CA must take a suggestion for its certificate: it answers ${answer}`);
}
