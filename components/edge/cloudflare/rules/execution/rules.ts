import { connectCloudflare, type CloudflareClient } from "../../../../shared/execution/cloudflare";
import type { CloudflareReader } from "../../../../shared/execution/cloudflare-reader";
import { codesOf, reasonsOf, statusOf, unlessGone } from "../../../../shared/execution/cloudflare-errors";
import { ruleProblem, toApi, type ApiRule, type EdgeRuleInputs, type RulePhase } from "../edge-rule";

interface EntryPoint {
  readonly id: string;
  readonly rules: readonly ApiRule[];
}

/** Source: the error code of Cloudflare's API if a phase already has an entry point. */
const entryPointExists = 20217;

/** The zone's rules in a phase; `undefined` if nobody has ever added any. */
export async function entryPointOf(reader: CloudflareReader, zoneId: string, phase: RulePhase): Promise<EntryPoint | undefined> {
  const answer = await reader.get<Answer>(`/zones/${zoneId}/rulesets/phases/${phase}/entrypoint`).catch(unlessGone);
  return answer && { id: answer.result.id, rules: answer.result.rules ?? [] };
}

/** The rule with a ref, if there is one. */
export async function findRule({ zoneId, phase, ref, token }: Place): Promise<ApiRule | undefined> {
  const entryPoint = await entryPointOf(await connectCloudflare({ apiToken: token }), zoneId, phase);
  return entryPoint?.rules.find((rule) => rule.ref === ref);
}

/** Adds a rule, or changes the one with its ref. Other rules stay unchanged. */
export async function putRule(inputs: EdgeRuleInputs): Promise<void> {
  const { zoneId, phase, ref, token } = inputs;
  const client = await connectCloudflare({ apiToken: token });
  let there: EntryPoint | undefined;
  try {
    there = await entryPointOf(client, zoneId, phase);
    if (!there && (await madeWith(client, inputs))) return;
    there ??= await entryPointOf(client, zoneId, phase);
    if (!there) throw new Error(`Cannot keep a rule as the zone's entry point for ${phase} comes and goes: run it again`);
    const rules = `/zones/${zoneId}/rulesets/${there.id}/rules`;
    const former = there.rules.find((rule) => rule.ref === ref);
    await (former?.id === undefined ? client.post(rules, { body: toApi(inputs) }) : client.patch(`${rules}/${former.id}`, { body: toApi(inputs) }));
  } catch (cause) {
    const status = statusOf(cause);
    if (status === undefined) throw cause;
    const descriptions = (there?.rules ?? []).map(({ description = "", expression = "" }) => (description === "" ? expression : description));
    throw new Error(ruleProblem(inputs, { status, codes: codesOf(cause), reasons: reasonsOf(cause) }, descriptions), { cause });
  }
}

/** Removes a rule. It is not an error if the rule is already gone. */
export async function removeRule({ zoneId, phase, ref, token }: Place): Promise<void> {
  const client = await connectCloudflare({ apiToken: token });
  const entryPoint = await entryPointOf(client, zoneId, phase);
  const rule = entryPoint?.rules.find((each) => each.ref === ref);
  if (!entryPoint || rule?.id === undefined) return;
  await client.delete(`/zones/${zoneId}/rulesets/${entryPoint.id}/rules/${rule.id}`).catch(unlessGone);
}

type Place = Pick<EdgeRuleInputs, "zoneId" | "phase" | "ref" | "token">;

interface Answer {
  readonly result: { readonly id: string; readonly rules?: readonly ApiRule[] };
}

/** Makes the phase's entry point with the rule in it. Not by PUT, which would delete rules that others have added in the meantime. */
async function madeWith(client: CloudflareClient, inputs: EdgeRuleInputs): Promise<boolean> {
  try {
    await client.post(`/zones/${inputs.zoneId}/rulesets`, { body: { name: "default", kind: "zone", phase: inputs.phase, rules: [toApi(inputs)] } });
    return true;
  } catch (error) {
    if (codesOf(error).includes(entryPointExists)) return false;
    throw error;
  }
}
