/** The names that were added or removed, in words. */
export function changedNames(olds: readonly string[], news: readonly string[]): string[] {
  const added = news.filter((name) => !olds.includes(name));
  const removed = olds.filter((name) => !news.includes(name));
  return [...(added.length > 0 ? [`${added.join(", ")} added`] : []), ...(removed.length > 0 ? [`${removed.join(", ")} removed`] : [])];
}

/** A changed setting that needs another certificate, in words; empty when it is the same. Absent means the CA's default. */
export function changedSetting(what: string, old: string | undefined, next: string | undefined): string[] {
  return old === next ? [] : [`${what} ${next ?? "the CA's default"} instead of ${old ?? "the CA's default"}`];
}
