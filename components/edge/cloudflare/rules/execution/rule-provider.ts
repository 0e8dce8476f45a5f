import { notImported } from "../../../../shared/importing";
import type { ResourceOperations } from "../../../../shared/resource-operations";
import { edgeRuleEntries, edgeRuleIdentity, fromApi, ruleChanges, type EdgeRuleInputs, type EdgeRuleOutputs } from "../edge-rule";
import { findRule, putRule, removeRule } from "./rules";

/** Adds, changes and removes one rule of a zone by its ref; other rules in the phase stay unchanged. */
export const edgeRuleProvider: ResourceOperations<EdgeRuleInputs, EdgeRuleOutputs> = {
  rules: edgeRuleEntries,
  secrets: ["token"],
  replacedBy: edgeRuleIdentity,
  computed: ["isEnabled"],

  async create(inputs, report) {
    report?.("adding the rule");
    await putRule(inputs);
    return { id: inputs.ref, outs: { ...inputs, isEnabled: true } };
  },

  diff: (_id, olds, news) => ruleChanges(olds, news),

  holds: ({ zoneId, phase, ref }) => [zoneId, phase, ref],

  async update(_id, _olds, news, report) {
    report?.("changing the rule");
    await putRule(news);
    return { outs: { ...news, isEnabled: true } };
  },

  async read(id, known) {
    const { isEnabled, ...inputs } = known;
    const rule = await findRule(inputs);
    if (!rule) return { id: "", props: { ...inputs, isEnabled }, inputs };
    const found = fromApi(rule, inputs);
    return { id, props: { ...found, isEnabled: rule.enabled !== false }, inputs: found };
  },

  importing: notImported("a rule is known by the stack that made it. Leave it to the program, which adds its own, and take the other one away at Cloudflare"),

  delete: (_id, known) => removeRule(known),
};
