import { asset } from "../../../shared/execution/asset";
import type { AlarmTexts } from "../host-plan";

/** The texts of the program that sends alarms. `keeper`: the folder of what renews the certificate, whose notes it reads. */
export function alarmTexts(keeper: string): AlarmTexts {
  const own = (part: string): string => asset(`certificate/alarm/host/${part}.py`);
  return { __main__: own("__main__"), post: own("post"), notes: asset(`certificate/${keeper}/notes.py`), schedule: asset("certificate/lineage/schedule.py") };
}
