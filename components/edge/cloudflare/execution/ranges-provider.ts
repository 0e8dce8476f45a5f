import { canonical } from "../../../shared/canonical";
import { tell } from "../../../shared/execution/tell";
import { notImported } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { admittedRanges, edgeRangesEntries, type EdgeRangesInputs, type EdgeRangesOutputs } from "../edge-ranges";

/** Adds newly published ranges, and keeps those that the list loses. Only replacing the resource removes them. */
export const edgeRangesProvider: ResourceOperations<EdgeRangesInputs, EdgeRangesOutputs> = {
  rules: edgeRangesEntries,
  secrets: [],
  replacedBy: [],
  computed: ["ranges"],

  async create(inputs) {
    const { ranges } = admittedRanges([], inputs.listed);
    if (ranges.length === 0)
      throw new Error(
        "Cannot admit the edge as Cloudflare must list the address ranges that it asks from: the list is empty, and there is none from before. Run again",
      );
    return { id: "edge-ranges", outs: { ...inputs, ranges } };
  },

  diff(_id, { ranges: known }, { listed }) {
    const { ranges, lost } = admittedRanges(known, listed);
    if (lost.length > 0)
      tell(
        `warning: ${listed.length === 0 ? "Cloudflare lists no address ranges" : `Cloudflare does not list ${lost.join(", ")} any more`}, ` +
          "and what was admitted stays. If that is meant, forget it: pulumi up --replace with the URN of this resource",
      );
    return { changes: canonical(ranges) !== canonical(known), replaces: [] };
  },

  foresees: ({ listed }, olds) => ({ ranges: admittedRanges(olds?.ranges ?? [], listed).ranges }),

  async update(_id, { ranges: known }, news) {
    return { outs: { ...news, ranges: admittedRanges(known, news.listed).ranges } };
  },

  async read(id, known) {
    return { id, props: known, inputs: { listed: known.listed } };
  },

  importing: notImported("write it in the program: it reads the list that Cloudflare publishes"),

  async delete() {},
};
