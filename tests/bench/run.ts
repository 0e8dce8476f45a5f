import { explain } from "../../cli/failure";

/** What measures, and returns its table, by its name. */
export type Benches = Readonly<Record<string, () => Promise<string>>>;

/** Runs one bench after the other. One that fails is named with its reason, and the next goes on; returns the names of those that failed. */
export async function runBenches(benches: Benches, print: (line: string) => void): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, bench] of Object.entries(benches)) {
    try {
      print(await bench());
    } catch (error) {
      failed.push(name);
      print(`${name} failed: ${explain(error)}`);
    }
  }
  const count = Object.keys(benches).length;
  if (count > 1 || failed.length > 0)
    print(`${count - failed.length} of ${count} benches measured${failed.length === 0 ? "" : `; failed: ${failed.join(", ")}`}`);
  return failed;
}
