import { setTimeout as sleep } from "node:timers/promises";
import { onCancel } from "../../../shared/execution/cancellation";
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
  computed: ["certificateId", "shown"],

  async create(inputs, report) {
    const api = originPullApi(inputs);
    const id = `${inputs.zoneId}/${inputs.hostname}`;
    const certificateId = await upload(api, inputs, report);
    const partly = (error: Error) => new Unfinished(error, id, { ...inputs, certificateId, shown: false });
    const outs = await madeInPart(partly, (begun) => {
      begun();
      return show(api, inputs, certificateId, report);
    });
    return { id, outs };
  },

  diff(_id, olds, news) {
    const replaces = this.replacedBy.filter((key) => olds[key] !== news[key]);
    const changes = replaces.length > 0 || !olds.shown || olds.certificate !== news.certificate;
    return { changes, replaces, ...(!olds.shown && { because: ["shown"] }) };
  },

  holds: ({ zoneId, hostname, certificateId }) => [zoneId, hostname, certificateId],

  async update(_id, olds, news, report) {
    const api = originPullApi(news);
    const outs = await show(api, news, await upload(api, news, report), report);
    if (outs.certificateId !== olds.certificateId) await api.remove(olds.certificateId);
    return { outs };
  },

  async read(id, known) {
    const choice = await originPullApi(known).choice();
    const shown = choice?.enabled === true && choice.certificateId === known.certificateId;
    return { id, props: { ...known, shown }, inputs: originPullInputsOf(known) };
  },

  importing: notImported(
    "write it in the program: another certificate is shown before the one that is shown now stops, and that one can be deleted at Cloudflare then",
  ),

  async delete(_id, known) {
    const api = originPullApi(known);
    const choice = await api.choice();
    // If somebody else has chosen another certificate for the host name, that stays.
    if (choice?.certificateId === known.certificateId) {
      await api.choose(known.certificateId, null);
      await until(isGone, known.hostname, async () => (await api.choice())?.status);
    }
    // If another host name still uses it, it is deleted with the last of them.
    await api.remove(known.certificateId);
  },
};

function upload(api: OriginPullApi, { certificate, privateKey }: OriginPullInputs, report?: Report): Promise<string> {
  report?.("uploading the client certificate");
  return api.upload(certificate, privateKey);
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
