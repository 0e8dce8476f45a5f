import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepTokens, tellOwnToken } from "../../../../cli/ci/tokens";
import { inDays } from "../../../support/certificate-maker";
import { accountToken } from "../../localcloud/apis/cloudflare/account-token";
import { servedApi } from "../../localcloud/apis/cloudflare/served-api";

const current = servedApi(14_719);

test("the end of a token that an account owns is told as well", async () => {
  const own = async (days: number): Promise<string[]> => {
    process.env.CLOUDFLARE_API_TOKEN = (await accountToken(current(), inDays(days).toISOString())).value;
    return tellOwnToken();
  };
  expect([await own(13), await own(30)]).toEqual([[expect.stringMatching(/^it expires on .*, in 12 days$/)], []]);
});

test("a token that Cloudflare refuses: it is told that its end could not be looked at", async () => {
  process.env.CLOUDFLARE_API_TOKEN = (await accountToken(current(), inDays(-1).toISOString())).value;
  expect(await tellOwnToken()).toEqual(["its end could not be looked at: Cloudflare refuses it here"]);
});

test("`tlsup ci tokens` says that it cannot judge a file with an account's token, and tells its end", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-ci-tokens-"));
  const newState = { type: "cloudflare:index/dnsRecord:DnsRecord", inputs: { zoneId: current().zoneId } };
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho '${JSON.stringify({ steps: [{ newState }] })}'\n`, { mode: 0o755 });
  for (const use of ["preview", "apply"]) writeFileSync(join(folder, `${use}.token`), (await accountToken(current(), inDays(5).toISOString())).value);
  process.env.PATH = `${folder}:${process.env.PATH ?? ""}`;
  let said = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => ((said += String(text)), true));
  const isGood = await keepTokens({ root: folder, environment: process.env }, "production", { folder, days: 90, from: [] }).finally(() => write.mockRestore());
  expect([isGood, said]).toEqual([false, expect.stringMatching(/✗ it is an account's, not a user's: .*\n {2}✗ it expires on .*, in 4 days\n/)]);
  rmSync(folder, { recursive: true });
});
