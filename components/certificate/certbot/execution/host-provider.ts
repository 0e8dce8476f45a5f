import { destinationKeys, destinationSecrets, destinationTaken } from "../../../shared/destination";
import { picked } from "../../../shared/picked";
import { canonical } from "../../../shared/canonical";
import { isUnreached, withSession } from "../../../shared/execution/ssh";
import { importedBy } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { shortList } from "../../acme/names";
import { tellOf } from "../../acme/execution/tell-of";
import { lineageScript } from "../../lineage/execution/host-lineage";
import { giveCommand, takeCommand } from "../host-commands";
import { reissueReasons, type CertbotHostInputs, type CertbotHostOutputs } from "../lineage";
import { certbotHostEntries } from "../schema";
import { findLineage, lineageOn } from "./find-lineage";

/** A host that does not answer within half a minute is down. */
const connectDeadline = 30_000;

/**
 * The host of a lineage, as a resource that outlives machines: certbot's files move to a new machine, so that it serves before a name leads to it.
 * No part of the lineage passes through the state.
 */
export const certbotHostProvider: ResourceOperations<CertbotHostInputs, CertbotHostOutputs> = {
  rules: certbotHostEntries,
  secrets: destinationSecrets,
  replacedBy: [],
  computed: ["hasLineage"],
  // One run after it was obtained, the lineage exists, and the records no longer need to come before the server.
  isReadFirst: ({ challenge, hasLineage }) => challenge === "http-01" && !hasLineage,

  create: (inputs) => Promise.resolve({ id: inputs.site, outs: { ...inputs, hasLineage: false } }),

  diff(_id, olds, news) {
    const reasons = anew(olds, news);
    if (olds.machine !== news.machine) {
      tellOf(
        news,
        reasons.length === 0
          ? `what certbot keeps goes along from ${olds.host}, which must answer`
          : `warning: ${outage(news)}, as another certificate is due as well: ${reasons.join("; ")}. ` +
              "Replace the machine in a run of its own to spare them that",
      );
    }
    return { changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)), replaces: [] };
  },

  keeps: (olds, news) => (olds.machine === news.machine && anew(olds, news).length === 0 ? ["hasLineage"] : []),

  async update(_id, olds, news) {
    const reusable = anew(olds, news).length === 0;
    const hasLineage = reusable && (olds.machine === news.machine ? olds.hasLineage : await takeAlong(olds, news));
    return { outs: { ...inputsOf(news), hasLineage } };
  },

  async read(id, known) {
    const hasLineage = known.hasLineage || (await keepsLineage(known));
    return { id, props: { ...known, hasLineage }, inputs: inputsOf(known) };
  },

  importing: importedBy(["host", "privateKey", "hostKey", "machine"], destinationTaken, async (id, given) => {
    const login = { port: 22, user: "root", ...given, site: id };
    const { names, challenge, directory, keyType } = await findLineage(login, id);
    const inputs = { ...login, names, challenge, directory, keyType };
    return { id, props: { ...inputs, hasLineage: false }, inputs };
  }),

  // The files on the host belong to the certificate's resource.
  delete: () => Promise.resolve(),
};

/** Why a lineage cannot be used on another machine, in words. */
function anew(olds: CertbotHostInputs, news: CertbotHostInputs): string[] {
  return [...(olds.site === news.site ? [] : [`the site ${news.site} instead of ${olds.site}`]), ...reissueReasons(olds, news)];
}

/** Whether certbot keeps the wanted certificate on the host; false if the host does not answer or has no certbot. */
async function keepsLineage(known: CertbotHostInputs): Promise<boolean> {
  const found = await lineageOn(known, known.site).catch(() => undefined);
  return found !== undefined && reissueReasons({ ...known, ...found }, known).length === 0;
}

/** Moves the lineage to another host. Returns whether there was one. */
async function takeAlong(from: CertbotHostInputs, to: CertbotHostInputs): Promise<boolean> {
  const packed = await packedOn(from, to);
  if (packed === "") return false;
  await withSession(to, connectDeadline, async (session) => {
    const { code, stderr } = await session.run(lineageScript("certbot", takeCommand(to)), packed);
    if (code !== 0)
      throw new Error(
        `Cannot take certbot's certificate for ${shortList(to.names)} along from ${from.host} as ${to.host} must keep it: ` +
          `the host said ${JSON.stringify(stderr.trim())}`,
      );
  });
  return true;
}

/** The lineage as an archive in base64; empty when there is none, or it cannot be read. */
async function packedOn(from: CertbotHostInputs, to: CertbotHostInputs): Promise<string> {
  try {
    const { code, stdout, stderr } = await withSession(from, connectDeadline, (session) => session.run(lineageScript("certbot", giveCommand(from))));
    if (code !== 0)
      throw new Error(`Cannot take certbot's certificate for ${shortList(from.names)} along from ${from.host}: the host said ${JSON.stringify(stderr.trim())}`);
    return stdout.trim();
  } catch (error) {
    if (!isUnreached(error)) throw error;
    if (to.challenge === "http-01") tellOf(to, `warning: ${outage(to)}, as certbot's certificate cannot be taken along: ${error.message}`);
    return "";
  }
}

function outage({ names, challenge }: CertbotHostInputs): string {
  return challenge === "http-01"
    ? `visitors of ${shortList(names)} get an error (521) from the moment that the name leads to the new machine, where the CA must find it, ` +
        "until the release is proven there"
    : "the new machine obtains a certificate of its own";
}

function inputsOf(resource: CertbotHostInputs): CertbotHostInputs {
  return picked(resource, {
    ...destinationKeys,
    site: true,
    names: true,
    challenge: true,
    directory: true,
    keyType: true,
  });
}
