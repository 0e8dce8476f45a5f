import { shownKey } from "../../common/execution/presented-key";
import { asset } from "../../../shared/execution/asset";
import { withSession } from "../../../shared/execution/ssh";
import { quote } from "../../../shared/shell";
import type { HostIdentityInputs } from "../host-identity";
import { parseSight, type HostSight } from "../host-sight";

/** An inspected machine, and the host key that identified it. */
export interface LookedAt {
  readonly hostKey: string;
  readonly sight: HostSight;
}

/** Inspects a machine over SSH, without changing anything. A machine whose key is not known yet is trusted. */
export async function lookAtHost(inputs: HostIdentityInputs, known: string | undefined, deadline: number): Promise<LookedAt> {
  const hostKey = known ?? (await shownKey(inputs, ["ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512"], deadline));
  const { code, stdout, stderr } = await withSession({ ...inputs, hostKey }, deadline, (session) => session.run(`bash -c ${quote(script())}`));
  if (code !== 0) throw new Error(`Cannot look at ${inputs.host} as the machine must answer to the end: ${stderr.trim()}. Run again`);
  return { hostKey, sight: parseSight(stdout) };
}

function script(): string {
  return asset("release/agent/ports.sh") + asset("host/existing/look.sh");
}
