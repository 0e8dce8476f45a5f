import { join } from "node:path";
import { cacheDirectory } from "./locate";
import { runLogged } from "./logged";

/** A program that is built from Go modules. */
export interface GoProgram {
  readonly name: string;
  /** The folder whose go.mod and go.sum pin it. */
  readonly module: string;
  readonly package: string;
  readonly linkerFlags: string;
}

/** Builds `<directory>/bin/<name>`; `tell` gets the name of each download or compilation. */
export async function buildGoProgram(program: GoProgram, directory: string, tell: (line: string) => void): Promise<void> {
  const output = join(directory, "bin", program.name);
  const args = ["build", "-mod=readonly", "-trimpath", "-v", "-ldflags", program.linkerFlags, "-o", output, program.package];
  const log = join(cacheDirectory(), "log", `${program.name}.log`);
  let packages = 0;
  // Without cgo, the build needs no C compiler, and the result runs on every Linux.
  await runLogged(`build ${program.name}`, { command: "go", args, log, cwd: program.module, environment: { CGO_ENABLED: "0" } }, (line) => {
    const download = /^go: (.*)/.exec(line)?.[1];
    tell(download ?? `package ${(packages += 1)}, ${line}`);
  });
}
