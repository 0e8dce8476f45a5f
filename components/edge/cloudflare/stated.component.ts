import * as pulumi from "@pulumi/pulumi";
import { configuredToken } from "../../shared/configured-token.component";
import { propertiesOf, whenKnown, type Eventual } from "../../shared/inputs.component";
import type { RulePhase } from "./rules/edge-rule";
import { EdgeRule } from "./rules/edge-rule.resource";
import { ruleRef, type HostRule } from "./rules/host-rules";
import type { HeldClaim } from "./zone/execution/claims";
import { refuseConflict } from "./zone/zone-setting";
import { ZoneSetting } from "./zone/zone-setting.resource";

/** For whom something is said to the edge. */
export interface Speaker {
  /** What the resources are named after. */
  readonly name: string;
  readonly domain: pulumi.Input<string>;
  /** The name of the zone that holds the domain. */
  readonly zone: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;
  /** What stacks have written down in the zone about its settings. */
  readonly claims: pulumi.Output<readonly HeldClaim[]>;
  readonly parent: pulumi.Resource;
}

type After = pulumi.ComponentResourceOptions["dependsOn"];

const ruleKeys = { expression: true, description: true, parameters: true } as const;

/** Keeps a rule for the speaker's host name, beside others' in the zone. */
export function stateRule({ name, domain, zoneId, parent }: Speaker, key: string, phase: RulePhase, rule: Eventual<HostRule>, after: After): EdgeRule {
  const ref = whenKnown({ domain }, (known: { readonly domain: string }) => refOf(known.domain, key));
  const args = { zoneId, phase, ref, ...propertiesOf<HostRule>(rule, ruleKeys), ...withToken() };
  return new EdgeRule(`${name}-${key}`, args, { parent, ...(after && { dependsOn: after }) });
}

/** By which a rule of this stack's is known again. */
export function refOf(domain: string, key: string): string {
  return ruleRef([pulumi.getProject(), pulumi.getStack(), domain, key]);
}

/** States a setting of the speaker's whole zone; `undefined` states nothing. */
export function stateSetting(
  { name, domain, zone, zoneId, claims, parent }: Speaker,
  settingId: string,
  value: Eventual<string | undefined>,
  after: After,
): ZoneSetting {
  const owner = `${pulumi.getProject()}/${pulumi.getStack()}`;
  // In a preview as well, which asks no resource.
  const judged = pulumi.all([zone, value, claims]).apply(([zoneName, said, held]) => {
    if (said !== undefined) refuseConflict(held, { zone: zoneName, settingId, value: said, owner });
    return said;
  });
  const args = {
    zoneId,
    zone,
    settingId,
    value: judged as pulumi.Input<string>,
    owner,
    resource: domain,
    ...withToken(),
  };
  return new ZoneSetting(`${name}-${settingId.replaceAll("_", "-")}`, args, { parent, ...(after && { dependsOn: after }) });
}

function withToken(): { readonly token?: pulumi.Output<string> } {
  const token = configuredToken();
  return token ? { token } : {};
}
