import * as pulumi from "@pulumi/pulumi";
import { configuredToken } from "../../shared/configured-token.component";
import { propertiesOf, whenKnown, type Eventual } from "../../shared/inputs.component";
import type { RulePhase } from "./rules/edge-rule";
import { EdgeRule } from "./rules/edge-rule.resource";
import { ruleRef, type HostRule } from "./rules/host-rules";
import { ZoneSetting } from "./zone/zone-setting.resource";

/** For whom something is said to the edge. */
export interface Speaker {
  /** What the resources are named after. */
  readonly name: string;
  readonly domain: pulumi.Input<string>;
  /** The name of the zone that holds the domain. */
  readonly zone: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;
  readonly parent: pulumi.Resource;
}

type After = pulumi.ComponentResourceOptions["dependsOn"];

const ruleKeys = { expression: true, description: true, parameters: true } as const;

/** Keeps a rule for the speaker's host name, beside others' in the zone. */
export function stateRule({ name, domain, zoneId, parent }: Speaker, key: string, phase: RulePhase, rule: Eventual<HostRule>, after: After): EdgeRule {
  const ref = whenKnown({ domain }, (known: { readonly domain: string }) => ruleRef([pulumi.getProject(), pulumi.getStack(), known.domain, key]));
  const args = { zoneId, phase, ref, ...propertiesOf<HostRule>(rule, ruleKeys), ...withToken() };
  return new EdgeRule(`${name}-${key}`, args, { parent, ...(after && { dependsOn: after }) });
}

/** States a setting of the speaker's whole zone; `undefined` states nothing. */
export function stateSetting(
  { name, domain, zone, zoneId, parent }: Speaker,
  settingId: string,
  value: Eventual<string | undefined>,
  after: After,
): ZoneSetting {
  const args = {
    zoneId,
    zone,
    settingId,
    value: value as pulumi.Input<string>,
    owner: `${pulumi.getProject()}/${pulumi.getStack()}`,
    resource: domain,
    ...withToken(),
  };
  return new ZoneSetting(`${name}-${settingId.replaceAll("_", "-")}`, args, { parent, ...(after && { dependsOn: after }) });
}

function withToken(): { readonly token?: pulumi.Output<string> } {
  const token = configuredToken();
  return token ? { token } : {};
}
