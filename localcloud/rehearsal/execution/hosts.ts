import { listContainers, runPodman } from "../../hosts/podman";
import { instanceLabel, runInside } from "../../hosts/podman-commands";
import type { Instance } from "../../instance";
import { readState, stateScript, type HostState } from "../hosts";

/** The state of every running host of a local cloud; reloads are those since the state `before`. */
export async function hostStates(instance: Instance, before: readonly HostState[] = []): Promise<HostState[]> {
  const running = (await listContainers(instanceLabel(instance))).filter((container) => container.running);
  return Promise.all(
    running.map(async ({ name }) => {
      const since = before.find(({ id }) => id === name)?.time ?? 0;
      return readState(name, await runPodman(runInside(name, stateScript(since))));
    }),
  );
}
