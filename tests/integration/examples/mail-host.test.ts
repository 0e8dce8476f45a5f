import { join } from "node:path";
import { copyExample, edit } from "../../support/examples";
import { status } from "../../support/local-cloud";
import { Stack } from "../../support/program";
import { servedBy } from "../../support/tls-clients";

/** As its README says. */
describe("the example of a mail host", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.create("try-mail", copyExample("mail-host"));
  });
  afterAll(() => stack.dispose());

  test("comes up as it stands with a certificate that its clients verify, and has nothing to change afterwards", async () => {
    await stack.up();
    const { address, served } = await stack.outputs();
    const host = { name: "mail.example.test", address: address as string, roots: status().roots.acme };
    expect(await servedBy(host, "tls", 993)).toBe(served);
    expect(await servedBy(host, "smtp", 25)).toBe(served);
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  }, 240_000);

  test("opens another port when the program asks for it", async () => {
    edit(join(stack.program, "index.ts"), { '{ kind: "dovecot" }': '{ kind: "dovecot", startTls: true }' });
    await stack.up();
    const { address, served } = await stack.outputs();
    expect(await servedBy({ name: "mail.example.test", address: address as string, roots: status().roots.acme }, "imap", 143)).toBe(served);
  });
});
