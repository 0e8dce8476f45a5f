import { canonical } from "../../../shared/canonical";
import type { ResourceOperations } from "../../../shared/resource-operations";
import type { KeyType } from "../../certificate";
import { renewalTime } from "../../validity";
import { checkPermission } from "./permission-check";

/** What a certificate is ordered with; another order is another certificate. */
export interface OriginCaOrderInputs {
  readonly hostnames: readonly string[];
  readonly keyType: KeyType;
  readonly days: number;
  /** The token that orders, where it is not the environment's. Secret. Another token is the same order. */
  readonly token?: string;
}

/** An order that may be placed. */
export interface OriginCaOrderOutputs extends OriginCaOrderInputs {
  /** When it is to be placed anew: ISO 8601, UTC. */
  readonly renewAt: string;
}

/** Is replaced when its certificate is due for renewal; whatever is bound to it is replaced along with it. Preview and update decide alike. */
export const originCaOrderProvider: ResourceOperations<OriginCaOrderInputs, OriginCaOrderOutputs> = {
  async create(inputs) {
    await checkPermission(inputs.hostnames, inputs.token);
    const renewAt = renewalTime(new Date(), inputs.days).toISOString();
    return { id: renewAt, outs: { ...inputs, renewAt } };
  },

  diff(_id, olds, news) {
    const changed = (["hostnames", "keyType", "days"] as const).filter((key) => canonical(olds[key]) !== canonical(news[key]));
    const replaces = new Date() < new Date(olds.renewAt) ? changed : [...changed, "renewAt"];
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

  async delete() {},
};
