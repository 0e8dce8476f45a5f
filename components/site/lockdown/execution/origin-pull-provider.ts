import { setTimeout as sleep } from "node:timers/promises";
import { onCancel } from "../../../shared/execution/cancellation";
import { FinalError } from "../../../shared/final-error";
import { notImported } from "../../../shared/importing";
import type { Report, ResourceOperations } from "../../../shared/resource-operations";
import { madeInPart } from "../../../shared/execution/made-in-part";
import { Unfinished } from "../../../shared/unfinished";
import { originPullEntries, originPullInputsOf, type OriginPullInputs, type OriginPullOutputs } from "../origin-pull";
import { originPullApi, type OriginPullApi } from "./origin-pull-api";

/** Cloudflare takes seconds to minutes to update its whole edge. */
const deadline = 600_000;

/** A client certificate that the edge shows to the origin of a host name. A change shows the new one before it deletes the old one. */
export const originPullProvider: ResourceOperations<OriginPullInputs, OriginPullOutputs> = {
  rules: originPullEntries,
  secrets: ["privateKey", "token"],
  replacedBy: ["zoneId", "hostname"],
  computed: ["certificateId", "shown", "former"],

  async create(inputs, report) {
    const api = originPullApi(inputs);
    if (await showsOther(api, inputs.certificate)) throw alreadyShown(inputs.hostname);
    const id = `${inputs.zoneId}/${inputs.hostname}`;
    const certificateId = await upload(api, inputs, report);
    const outs = await orUnshown(id, { ...inputs, certificateId }, () => show(api, inputs, certificateId, report));
    return { id, outs };
  },

  diff(_id, olds, news) {
    const replaces = this.replacedBy.filter((key) => olds[key] !== news[key]);
    const changes = replaces.length > 0 || !olds.shown || olds.certificate !== news.certificate;
    return { changes, replaces, ...(!olds.shown && { because: ["shown"] }) };
  },

  async effects({ zoneId, hostname, token, certificate }, olds) {
    const isNew = zoneId !== olds?.zoneId || hostname !== olds?.hostname;
    if (!isNew || zoneId === undefined || hostname === undefined) return [];
    const api = originPullApi({ zoneId, hostname, ...(token !== undefined && { token }) });
    if (await showsOther(api, certificate).catch(() => false)) throw alreadyShown(hostname);
    return [];
  },

  holds: ({ zoneId, hostname, certificateId }) => [zoneId, hostname, certificateId],

  async update(id, olds, news, report) {
    const api = originPullApi(news);
    const certificateId = await upload(api, news, report);
    const former = [olds.certificateId, ...(olds.former ?? [])].filter((other) => other !== certificateId);
    const outs = await orUnshown(id, { ...news, certificateId, former }, async () => {
      const shown = await show(api, news, certificateId, report);
      for (const other of former) await api.remove(other);
      return shown;
    });
    return { outs };
  },

  async read(id, known) {
    const choice = await originPullApi(known).choice();
    const shown = choice?.enabled === true && choice.certificateId === known.certificateId;
    return { id, props: { ...known, shown }, inputs: originPullInputsOf(known) };
  },

  importing: notImported(
    "run once without lockdown, switch authenticated origin pulls off for the name at Cloudflare, and then run with lockdown: another certificate is made",
  ),

  async delete(_id, known) {
    const api = originPullApi(known);
    const own = [known.certificateId, ...(known.former ?? [])];
    const chosen = (await api.choice())?.certificateId;
    // If somebody else has chosen another certificate for the host name, that stays.
    if (chosen !== undefined && own.includes(chosen)) {
      await api.choose(chosen, null);
      await until(isGone, known.hostname, async () => (await api.choice())?.status);
    }
    // One that another host name still uses is deleted with the last of them.
    for (const id of own) await api.remove(id);
  },
};

/** Whether the edge shows the name's origin a certificate, and not this one. One that is not known yet is not there. */
async function showsOther(api: OriginPullApi, certificate: string | undefined): Promise<boolean> {
  const chosen = await api.choice();
  return chosen?.enabled === true && (certificate === undefined || chosen.certificateId !== (await api.find(certificate)));
}

/** The edge shows one certificate at a time: the server that demands the other would refuse every visitor. */
function alreadyShown(hostname: string): Error {
  return new FinalError(
    `Cannot lock ${hostname} down as Cloudflare's edge shows its origin another client certificate already: the server that demands that one would refuse ` +
      "every visitor. If the component was renamed, give it an alias of its former name. Otherwise run once without lockdown, switch authenticated origin " +
      "pulls off for this name at Cloudflare, if they are still on, and then run with lockdown",
  );
}

function upload(api: OriginPullApi, { certificate, privateKey }: OriginPullInputs, report?: Report): Promise<string> {
  report?.("uploading the client certificate");
  return api.upload(certificate, privateKey);
}

/** What a run that is cut short leaves belongs to the stack, so that the next one shows the certificate of its program. */
function orUnshown(id: string, left: Omit<OriginPullOutputs, "shown">, action: () => Promise<OriginPullOutputs>): Promise<OriginPullOutputs> {
  return madeInPart(
    (error) => new Unfinished(error, id, { ...left, shown: false }),
    (begun) => {
      begun();
      return action();
    },
  );
}

async function show(api: OriginPullApi, inputs: OriginPullInputs, certificateId: string, report?: Report): Promise<OriginPullOutputs> {
  report?.("waiting until Cloudflare's edge has it");
  await until(isActive, inputs.hostname, () => api.certificateStatus(certificateId));
  await api.choose(certificateId, true);
  report?.("waiting until Cloudflare's edge shows it");
  await until(isActive, inputs.hostname, async () => (await api.choice())?.status);
  return { ...inputs, certificateId, shown: true };
}

const isActive = (status: string | undefined): boolean => status === "active";
const isGone = (status: string | undefined): boolean => status === undefined || status === "deleted";

async function until(isReached: (status: string | undefined) => boolean, hostname: string, look: () => Promise<string | undefined>): Promise<void> {
  const end = Date.now() + deadline;
  const ended = new AbortController();
  const stop = onCancel(() => ended.abort(new Error("Cancelled while Cloudflare's edge was waited for. Run again")));
  try {
    for (;;) {
      const status = await look();
      if (isReached(status)) return;
      if (Date.now() >= end || status?.endsWith("_timed_out") === true)
        throw new Error(
          `Cannot change the client certificate of ${hostname} as Cloudflare's edge must follow: ` +
            `its state is still ${status ?? "unknown"} after ${deadline / 60_000} minutes. Run again`,
        );
      await sleep(1000, undefined, { signal: ended.signal });
    }
  } finally {
    stop();
  }
}
