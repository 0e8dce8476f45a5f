import { shownKey } from "../../common/execution/presented-key";
import { asset } from "../../../shared/execution/asset";
import { withSession } from "../../../shared/execution/ssh";
import { quote } from "../../../shared/shell";
import type { HostIdentityInputs } from "../host-identity";
import { parseSight, type HostSight } from "../host-sight";

/** A machine that was looked at, and the host key that it was known by. */
export interface LookedAt {
  readonly hostKey: string;
  readonly sight: HostSight;
}

/** Looks at a machine over SSH, which changes nothing there. One whose key is not known yet is believed to be the right one. */
export async function lookAtHost(inputs: HostIdentityInputs, known: string | undefined, deadline: number): Promise<LookedAt> {
  const hostKey = known ?? (await shownKey(inputs, ["ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512"], deadline));
  const { code, stdout, stderr } = await withSession({ ...inputs, hostKey }, deadline, (session) => session.run(`bash -c ${quote(script())}`));
  if (code !== 0) throw new Error(`Cannot look at ${inputs.host} as the machine must answer to the end: ${stderr.trim()}. Run again`);
  return { hostKey, sight: parseSight(stdout) };
}

function script(): string {
  return asset("release/agent/ports.sh") + asset("host/existing/look.sh");
}
