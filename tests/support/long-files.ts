import { inTurn } from "./turns";

/**
 * Files that take long, and try what is rarer than a push and a renewal: a third of them has its turn each day. The longest come first, so
 * that each third takes about as long. Files with {@link inTurn} in them are not listed: some of their cases would never have a turn.
 */
export const longFiles: readonly string[] = [
  "tests/integration/certbot.test.ts",
  "tests/integration/given-back.test.ts",
  "tests/integration/existing-host.test.ts",
  "tests/integration/sabotaged-site.test.ts",
  "tests/integration/refused-on-host.test.ts",
  "tests/integration/wsgi.test.ts",
  "tests/integration/site-fleet.test.ts",
  "tests/integration/drill.test.ts",
  "tests/integration/ci.test.ts",
  "tests/integration/without-edge.test.ts",
  "tests/integration/host-gone.test.ts",
  "tests/faults/swap.test.ts",
  "tests/faults/push/interruption.test.ts",
  "tests/faults/push/proof.test.ts",
  "tests/integration/shared-zone.test.ts",
  "tests/integration/renewal-mishaps.test.ts",
  "tests/integration/sabotaged-names.test.ts",
  "tests/integration/request-headers.test.ts",
  "tests/integration/examples/site-go.test.ts",
  "tests/integration/static-site.test.ts",
  "tests/integration/moved-address.test.ts",
  "tests/integration/wsgi-requirements.test.ts",
  "tests/faults/push/occupied.test.ts",
  "tests/integration/lost-connection.test.ts",
  "tests/integration/servers.test.ts",
  "tests/integration/edited-files.test.ts",
  "tests/integration/examples/site-python.test.ts",
  "tests/integration/certbot-early.test.ts",
  "tests/integration/shared-host.test.ts",
  "tests/integration/rehearse.test.ts",
  "tests/integration/dual-stack.test.ts",
  "tests/faults/renderers.test.ts",
  "tests/faults/lock.test.ts",
  "tests/faults/push/engine.test.ts",
];

/** The long files that are left for other days. */
export function filesLeft(): string[] {
  const today = inTurn(longFiles);
  return longFiles.filter((file) => !today.includes(file));
}
