import type { ResourceOperations } from "../../../shared/resource-operations";
import { notImported } from "../../../shared/importing";
import { renewalTime } from "../../common/validity";
import { orderChanges, type OriginCaOrderInputs, type OriginCaOrderOutputs } from "../order";
import { orderEntries } from "../schema";
import { checkPermission } from "./permission-check";

/** Replaced when its certificate is due for renewal, together with everything bound to it. Preview and update decide alike. */
export const originCaOrderProvider: ResourceOperations<OriginCaOrderInputs, OriginCaOrderOutputs> = {
  rules: orderEntries,
  secrets: ["token"],
  replacedBy: ["hostnames", "keyType", "days"],
  computed: ["renewAt"],

  async create(inputs) {
    await checkPermission(inputs.hostnames, inputs.token);
    const renewAt = renewalTime(new Date(), inputs.days).toISOString();
    return { id: renewAt, outs: { ...inputs, renewAt } };
  },

  diff(_id, olds, news) {
    const replaces = orderChanges(olds, news, Date.now());
    return { changes: replaces.length > 0, replaces };
  },

  // Every change replaces it.
  async update(_id, olds) {
    return { outs: olds };
  },

  async read(id, known) {
    const { hostnames, keyType, days, token } = known;
    return { id, props: known, inputs: { hostnames, keyType, days, ...(token !== undefined && { token }) } };
  },

  importing: notImported(
    "an order is nothing at Cloudflare, it says when a certificate is placed anew. " +
      "Leave it to the program, which makes it without ordering anything, and import " +
      "the certificate as a cloudflare:index/originCaCertificate:OriginCaCertificate",
  ),

  async delete() {},
};
