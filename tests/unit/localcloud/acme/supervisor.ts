/** Supervises a shell script until it is killed. */
import { join } from "node:path";
import { supervise } from "../../../../localcloud/acme/supervise";
import { jsonLog } from "../../../../localcloud/log";

const [folder = "", script = ""] = process.argv.slice(2);
void supervise({
  name: "the script",
  command: "sh",
  args: ["-c", script],
  environment: { FOLDER: folder },
  output: join(folder, "output"),
  ready: () => Promise.resolve(),
  log: jsonLog((line) => process.stderr.write(line)),
});
