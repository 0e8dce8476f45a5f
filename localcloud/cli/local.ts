import { Argument, type Command } from "commander";
import { down, reset } from "../daemon/lifecycle";
import { localDirectory } from "../instance";
import { showProgress } from "../progress";
import { renderEnvironment } from "../shell";
import { ensureLanguage, languages, type Language } from "../toolchain/languages";
import { sdkLanguages, writeSdk, type SdkLanguage } from "../toolchain/sdk";
import { openEnvironment } from "./environment";
import { setUp } from "./set-up";
import { collectStatus, renderStatus } from "./status";

/** Where `pulumi package add` would put it. */
const sdkFolder = "sdks/tlsup";

/** `tlsup local ...`. */
export function addLocalCommands(program: Command): void {
  const local = program.command("local").description("the cloud inside this machine; TLSUP_LOCAL_DIR names another folder for it");
  const directory = localDirectory(process.env);

  local
    .command("up")
    .description("set up what this machine lacks and start it; servers, records and certificates are as they were left")
    .action(async () => {
      const { instance, outcome } = await setUp(directory, showProgress(process.stderr));
      const news = { started: "is up", restarted: "is up again, with the installed version", running: "was up already" }[outcome];
      process.stdout.write(`The local cloud in ${instance.directory} ${news}.\n`);
    });

  local
    .command("down")
    .description("stop it and keep its data")
    .action(async () => {
      const stopped = await showProgress(process.stderr).step("stopping the local cloud", () => down(directory));
      process.stdout.write(`The local cloud in ${directory} ${stopped ? "is down; its data is kept" : "was down already"}.\n`);
    });

  local
    .command("reset")
    .description("stop it and forget everything: servers, records, certificates, stacks")
    .action(async () => {
      await showProgress(process.stderr).step("removing the local cloud", () => reset(directory));
      process.stdout.write(`The local cloud in ${directory} is removed.\n`);
    });

  local
    .command("status")
    .description("where it listens and what it holds")
    .option("--json", "for a machine to read")
    .action(async ({ json }: { json?: boolean }) => {
      const status = await collectStatus(directory);
      process.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : renderStatus(status));
    });

  local
    .command("env")
    .description('print what makes a shell talk to it: eval "$(tlsup local env)"')
    .action(async () => {
      process.stdout.write(renderEnvironment(await openEnvironment(directory)));
    });

  local
    .command("language")
    .addArgument(new Argument("<name>", "besides TypeScript").choices(languages))
    .description("make Pulumi run programs in this language: builds its host unless Pulumi is the vendor's")
    .action(async (name: Language) => {
      await ensureLanguage(name, showProgress(process.stderr));
    });

  local
    .command("sdk")
    .addArgument(new Argument("<language>").choices(sdkLanguages))
    .description(`write this package's SDK for programs in the language into ${sdkFolder}`)
    .action(async (language: SdkLanguage) => {
      await writeSdk(language, sdkFolder, showProgress(process.stderr));
    });
}
