import { laterParts } from "../../components/shared/plain-data";

/** The results of the outputs in checked arguments, as a text. */
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
