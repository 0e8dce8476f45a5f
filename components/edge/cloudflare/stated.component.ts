import * as pulumi from "@pulumi/pulumi";
import { withToken } from "../../shared/configured-token.component";
import { propertiesOf, whenKnown, type Eventual } from "../../shared/inputs.component";
import type { RulePhase } from "./rules/edge-rule";
import { EdgeRule } from "./rules/edge-rule.resource";
import { ruleRef, type HostRule } from "./rules/host-rules";
import type { HeldClaim } from "./zone/execution/claims";
import { refuseConflict } from "./zone/zone-setting";
import { ZoneSetting } from "./zone/zone-setting.resource";

/** The site and zone that rules and settings are made for. */
export interface Speaker {
  /** The prefix of the resources' names. */
  readonly name: string;
  readonly domain: pulumi.Input<string>;
  /** The name of the zone that holds the domain. */
  readonly zone: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;
  /** What stacks have recorded in the zone about its settings. */
  readonly claims: pulumi.Output<readonly HeldClaim[]>;
  readonly parent: pulumi.Resource;
}

type After = pulumi.ComponentResourceOptions["dependsOn"];

const ruleKeys = { expression: true, description: true, parameters: true } as const;

/** Makes a rule for the speaker's host name. Other rules in the zone stay unchanged. */
export function stateRule({ name, domain, zoneId, parent }: Speaker, key: string, phase: RulePhase, rule: Eventual<HostRule>, after: After): EdgeRule {
  const ref = whenKnown({ domain }, (known: { readonly domain: string }) => refOf(known.domain, key));
  const args = { zoneId, phase, ref, ...propertiesOf<HostRule>(rule, ruleKeys), ...withToken(parent) };
  return new EdgeRule(`${name}-${key}`, args, { parent, ...(after && { dependsOn: after }) });
}

/** Identifies a rule of this stack. */
export function refOf(domain: string, key: string): string {
  return ruleRef([pulumi.getProject(), pulumi.getStack(), domain, key]);
}

/** Sets a setting of the speaker's whole zone; `undefined` sets nothing. */
export function stateSetting(
  { name, domain, zone, zoneId, claims, parent }: Speaker,
  settingId: string,
  value: Eventual<string | undefined>,
  after: After,
): ZoneSetting {
  const owner = `${pulumi.getProject()}/${pulumi.getStack()}`;
  // Checked here so that a preview reports a conflict too: a preview creates no resources.
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
    ...withToken(parent),
  };
  return new ZoneSetting(`${name}-${settingId.replaceAll("_", "-")}`, args, { parent, ...(after && { dependsOn: after }) });
}
