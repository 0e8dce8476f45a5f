import { newId } from "../../../zones/seed";
import type { StoredRule, StoredRuleset } from "../../../zones/rules/rulesets";
import type { Plan } from "../../../zones/stored";
import { isObject, type Body } from "../body";
import { ApiFault, fault } from "../faults";
import type { RuleInput } from "./input";
import { phaseFacts } from "./phases";

/** The ruleset with other rules. @throws ApiFault if there are more than the plan allows. */
export function withRules(ruleset: StoredRuleset, rules: readonly StoredRule[], plan: Plan): StoredRuleset {
  const limit = phaseFacts[ruleset.phase].limits[plan];
  if (rules.length > limit)
    throw fault(400, 50001, `exceeded the maximum number of rules in the phase ${ruleset.phase}: ${String(rules.length)} out of ${String(limit)}`);
  const [twice] = rules.filter(({ ref }, index) => rules.findIndex((other) => other.ref === ref) !== index);
  if (twice) throw fault(400, 20127, `'${twice.ref}' is not a valid value for ref because another rule has it`);
  return { ...ruleset, version: ruleset.version + 1, lastUpdated: new Date().toISOString(), rules };
}

/** A rule as it is stored. A rule that exists already, identified by its `ref`, is changed. */
export function ruleFrom(input: RuleInput, former: StoredRule | undefined): StoredRule {
  const id = former?.id ?? newId();
  const version = String(Number(former?.version ?? 0) + 1);
  return { ...input, id, version, ref: input.ref ?? former?.ref ?? id, last_updated: new Date().toISOString() };
}

/** The rules with `rule` in its place: where `position` says, else where it was, else last. @throws ApiFault if the position names an unknown rule. */
export function placed(rules: readonly StoredRule[], rule: StoredRule, { position }: Body): StoredRule[] {
  const others = rules.filter(({ id }) => id !== rule.id);
  const former = rules.findIndex(({ id }) => id === rule.id);
  const index = position === undefined ? (former < 0 ? others.length : former) : placeIn(others, position);
  return others.toSpliced(index, 0, rule);
}

/** `before` and `after` name a rule, or mean all rules if empty; `index` counts from 1. */
function placeIn(others: readonly StoredRule[], position: unknown): number {
  const { before, after, index } = isObject(position) ? position : {};
  if (before === "") return 0;
  if (after === "") return others.length;
  const named = others.findIndex(({ id }) => id === (before ?? after));
  if (named >= 0) return before === undefined ? named + 1 : named;
  if (typeof index === "number" && Number.isInteger(index) && index >= 1 && index <= others.length + 1) return index - 1;
  throw new ApiFault(400, [{ code: 20127, message: `'${JSON.stringify(position)}' is not a valid value for position`, source: { pointer: "/position" } }]);
}
