import type { Progress } from "../../../localcloud/progress";

/** Progress that shows nothing. */
export const silentProgress: Progress = { step: (_what, action) => action(() => undefined) };
