import { connectCloudflare, type CloudflareClient } from "../../../../shared/execution/cloudflare";
import { cloudflareReader, type CloudflareReader } from "../../../../shared/execution/cloudflare-reader";
import { codesOf, understandably, unlessGone, type RefusalWords } from "../../../../shared/execution/cloudflare-errors";
import { noRoomProblem, rulePermissions, toApi, type ApiRule, type EdgeRuleInputs, type RulePhase } from "../edge-rule";

interface EntryPoint {
  readonly id: string;
  readonly rules: readonly ApiRule[];
}

/** Source: the error code of Cloudflare's API if a phase already has an entry point. */
const entryPointExists = 20217;
/** Source: the error code of Cloudflare's API if a zone has too many rules in a phase. */
const tooManyRules = 50001;

/** The zone's rules in a phase; `undefined` if none was ever added. */
export async function entryPointOf(reader: CloudflareReader, zoneId: string, phase: RulePhase): Promise<EntryPoint | undefined> {
  const answer = await reader.get<Answer>(`/zones/${zoneId}/rulesets/phases/${phase}/entrypoint`).catch(unlessGone);
  return answer && { id: answer.result.id, rules: answer.result.rules ?? [] };
}

/** The rule with the ref of `inputs`, if there is one. */
export async function findRule(inputs: EdgeRuleInputs): Promise<ApiRule | undefined> {
  const entryPoint = await understandably(wordsOf("read", inputs), () =>
    entryPointOf(cloudflareReader({ apiToken: inputs.token }), inputs.zoneId, inputs.phase),
  );
  return entryPoint?.rules.find(({ ref }) => ref === inputs.ref);
}

/** Adds a rule, or changes the one with its ref. Other rules stay unchanged. */
export async function putRule(inputs: EdgeRuleInputs): Promise<void> {
  const { zoneId, phase, ref } = inputs;
  await understandably(wordsOf("keep", inputs), async () => {
    const client = clientOf(inputs);
    let there = await entryPointOf(client, zoneId, phase);
    if (!there && (await madeWith(client, inputs))) return;
    there ??= await entryPointOf(client, zoneId, phase);
    if (!there) throw new Error(`Cannot keep a rule as the zone's entry point for ${phase} comes and goes: run it again`);
    const { id, rules } = there;
    const url = `/zones/${zoneId}/rulesets/${id}/rules`;
    const former = rules.find((rule) => rule.ref === ref);
    const sent = former?.id === undefined ? client.post(url, { body: toApi(inputs) }) : client.patch(`${url}/${former.id}`, { body: toApi(inputs) });
    await sent.catch((cause: unknown) => {
      if (codesOf(cause).includes(tooManyRules)) throw new Error(noRoomProblem(inputs, rules), { cause });
      throw cause;
    });
  });
}

/** Removes a rule. It is not an error if the rule is already gone. */
export async function removeRule(inputs: EdgeRuleInputs): Promise<void> {
  await understandably(wordsOf("remove", inputs), async () => {
    const client = clientOf(inputs);
    const entryPoint = await entryPointOf(client, inputs.zoneId, inputs.phase);
    const rule = entryPoint?.rules.find(({ ref }) => ref === inputs.ref);
    if (!entryPoint || rule?.id === undefined) return;
    await client.delete(`/zones/${inputs.zoneId}/rulesets/${entryPoint.id}/rules/${rule.id}`).catch(unlessGone);
  });
}

function clientOf({ token }: EdgeRuleInputs): CloudflareClient {
  return connectCloudflare({ apiToken: token });
}

function wordsOf(verb: string, { phase, description }: EdgeRuleInputs): RefusalWords {
  return {
    cannot: `Cannot ${verb} the rule ${JSON.stringify(description)}`,
    needs: `the permission "${rulePermissions[phase]}"`,
  };
}

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
