import type { Progress } from "../../../localcloud/progress";

/** Progress that nobody watches. */
export const silentProgress: Progress = { step: (_what, action) => action(() => undefined) };
