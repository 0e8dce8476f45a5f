import { text } from "node:stream/consumers";
import type { LetsEncryptInputs } from "../../../components/certificate/acme/certificate-resource";
import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";

/** Gets a certificate in a separate process: reads its inputs from standard input, and writes the leaf to standard output. */
async function main(): Promise<void> {
  const { outs } = await certificateProvider.create(JSON.parse(await text(process.stdin)) as LetsEncryptInputs);
  process.stdout.write(outs.leaf);
}

main().catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
