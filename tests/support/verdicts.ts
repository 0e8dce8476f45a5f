import { laterParts } from "../../components/shared/plain-data";

/** How the outputs in checked arguments end, in words. */
export async function verdictsOf(checked: unknown): Promise<string> {
  const ends = laterParts(checked).flatMap(({ value }) => {
    const { isKnown, isSecret, allResources, promise } = value as {
      readonly isKnown: Promise<boolean>;
      readonly isSecret: Promise<boolean>;
      readonly allResources?: () => Promise<unknown>;
      readonly promise: () => Promise<unknown>;
    };
    return [promise(), isKnown, isSecret, ...(allResources ? [allResources()] : [])];
  });
  return (await Promise.allSettled(ends)).map((end) => (end.status === "rejected" ? String(end.reason) : "")).join("\n");
}
