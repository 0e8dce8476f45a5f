import { Agent } from "node:https";
import * as acme from "acme-client";
import { txtName, type Proof } from "../../components/certificate/acme/challenge";
import type { World } from "../support/acme/world";
import { txtRecord } from "./acme-records";

/** A certificate by `acme-client`'s own `auto`, as its documentation shows it; its look at the DNS is left out, as it asks the system's resolver. */
export async function byAcmeClient(world: World, names: readonly string[], account: string): Promise<void> {
  const agent = new Agent({ ca: world.pebble.root, keepAlive: true });
  acme.axios.defaults.httpsAgent = agent;
  const client = new acme.Client({ directoryUrl: world.front.directory, accountKey: world.accountKey, accountUrl: account });
  const [, csr] = await acme.crypto.createCsr({ altNames: [...names] }, await acme.crypto.createPrivateEcdsaKey());
  const made = new Map<string, string>();
  await client.auto({
    csr,
    termsOfServiceAgreed: true,
    challengePriority: ["dns-01"],
    skipChallengeVerification: true,
    challengeCreateFn: async ({ identifier }, _challenge, content) => {
      const proof: Proof = { name: identifier.value, token: "", keyAuthorization: "" };
      const { id } = await txtRecord(world, "POST", "", { type: "TXT", name: txtName(proof), content, ttl: 60 });
      made.set(content, id);
    },
    challengeRemoveFn: async (_authorization, _challenge, content) => void (await txtRecord(world, "DELETE", `/${made.get(content) ?? ""}`)),
  });
  agent.destroy();
}
