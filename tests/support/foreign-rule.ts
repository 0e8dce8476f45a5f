import type { PhaseUpdateParams } from "cloudflare/resources/rulesets/phases/phases";
import type { RuleCreateParams } from "cloudflare/resources/rulesets/rules";
import { cloudflare } from "./local-cloud";

/** A rule that somebody else has in a zone, the last one of its phase; and how it is added and removed. */
export class ForeignRule {
  #ids: { readonly list: string; readonly rule: string } | undefined;

  constructor(
    private readonly zone: string,
    private readonly phase: Parameters<ReturnType<typeof cloudflare>["rulesets"]["phases"]["get"]>[0],
    private readonly rule: object,
  ) {}

  async add(): Promise<void> {
    const { phases, rules } = cloudflare().rulesets;
    const zone = { zone_id: this.zone };
    const found = await phases.get(this.phase, zone).catch(() => undefined);
    const changed: unknown = found
      ? await rules.create(found.id, { ...zone, ...this.rule } as RuleCreateParams)
      : await phases.update(this.phase, { ...zone, rules: [this.rule] } as PhaseUpdateParams);
    const list = changed as { readonly id: string; readonly rules: readonly { readonly id: string }[] };
    this.#ids = { list: list.id, rule: list.rules.at(-1)?.id ?? "" };
  }

  async remove(): Promise<void> {
    if (this.#ids) await cloudflare().rulesets.rules.delete(this.#ids.rule, { zone_id: this.zone, ruleset_id: this.#ids.list });
  }
}
