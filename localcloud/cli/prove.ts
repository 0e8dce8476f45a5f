import { readFileSync } from "node:fs";
import { get } from "node:https";
import { text } from "node:stream/consumers";
import { ports, type Instance } from "../instance";
import { edgeRoot } from "../daemon/roots";
import { quote } from "./shell";

/** Asks for `url` as a visitor does, with the edge's certificate verified, and says how to do the same by hand. */
export async function prove(instance: Instance, url: string): Promise<string> {
  const root = edgeRoot(instance);
  const { host, hostname } = new URL(url);
  const { status, body } = await visit(url, instance.address, readFileSync(root, "utf8"));
  if (status !== 200) throw new Error(`Cannot call ${url} proven as it answers ${status} instead of 200:\n${body.slice(0, 2_000)}`);
  const curl = ["curl", "--resolve", `${hostname}:${ports.https}:${instance.address}`, "--cacert", root, url];
  return `\nhttps://${host} answers 200 over verified TLS. See for yourself:\n\n  ${curl.map(quote).join(" ")}\n`;
}

function visit(url: string, address: string, ca: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      {
        ca,
        agent: false,
        timeout: 30_000,
        // Node asks for all addresses at once when it races them (`autoSelectFamily`), and for one otherwise.
        lookup: (_name, options, callback) => (options.all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4)),
      },
      (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      },
    );
    request.on("timeout", () => request.destroy(new Error(`Cannot reach ${url} at ${address}: no answer within 30 s`)));
    request.on("error", reject);
  });
}
