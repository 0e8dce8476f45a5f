export const publicPrefix = 27;
export const publicNetmask = "255.255.255.224";
export const privatePrefix = 24;
export const privateNetmask = "255.255.255.0";

/** A droplet's address in the private network of its instance. The machine that runs the local cloud has no address in it. */
export function privateAddress(publicAddress: string): string {
  return `10.110.0.${publicAddress.split(".")[3] ?? ""}`;
}
