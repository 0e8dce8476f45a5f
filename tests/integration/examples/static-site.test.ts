import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyExample } from "../../support/examples";
import { status, visit } from "../../support/local-cloud";
import { Stack } from "../../support/program";

const url = "https://static.example.test/";

/** As its README says. */
describe("the example of a folder of files", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.create("try-static", copyExample("static-site"));
  });
  afterAll(() => stack.dispose());

  test("comes up as it stands, and has nothing to change afterwards", async () => {
    await stack.up();
    expect((await visit(url, status())).body).toContain("<h1>Hello from a folder of files</h1>");
    expect(await visit(`${url}nowhere`, status())).toMatchObject({ status: 404, body: expect.stringContaining("There is no such page") as unknown });
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  }, 240_000);

  test("sends a file that was changed", async () => {
    writeFileSync(join(stack.program, "public", "index.html"), "<h1>changed</h1>\n");
    expect(await stack.up()).toMatch(/1 updated/);
    expect((await visit(url, status())).body).toBe("<h1>changed</h1>\n");
  });
});
