import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Instance } from "../instance";

/**
 * While no droplet runs, podman has no bridge, and packets to a droplet's address would leave this machine by
 * its default route. This route makes them fail instead; any other route, such as the bridge's, takes precedence.
 */
const route = ({ subnet }: Instance): string[] => ["unreachable", subnet, "metric", "4294967295"];

const ip = (...args: string[]): Promise<{ stdout: string }> => promisify(execFile)("ip", args);

export async function keepInside(instance: Instance): Promise<void> {
  await ip("route", "replace", ...route(instance));
}

export async function removeRoute(instance: Instance): Promise<void> {
  const { stdout } = await ip("route", "show", "type", "unreachable", "exact", instance.subnet);
  if (stdout.trim()) await ip("route", "del", ...route(instance));
}
