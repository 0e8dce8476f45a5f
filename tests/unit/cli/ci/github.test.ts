import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forgeOf, type Forge } from "../../../../cli/ci/forge";
import { FakeGitHub } from "../../../support/forge";

const mark = "<!-- tlsup preview shop/production -->";

describe("on GitHub", () => {
  let folder: string;
  let github: FakeGitHub;
  const forge = (event: object = { pull_request: { number: 7 } }): Forge | undefined => {
    const file = join(folder, "event.json");
    writeFileSync(file, JSON.stringify(event));
    return forgeOf(github.environment(file));
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tlsup-forge-"));
    github = await FakeGitHub.start();
  });
  afterEach(async () => {
    await github.stop();
    rmSync(folder, { recursive: true });
  });

  test("a pull request gets one comment, which later runs edit in place", async () => {
    await forge()?.comment(mark, "first");
    await forge()?.comment(mark, "second");
    await forge()?.comment("<!-- tlsup preview shop/test -->", "of another stack");
    expect(github.comments.map(({ body }) => body)).toEqual([`${mark}\nsecond`, "<!-- tlsup preview shop/test -->\nof another stack"]);
    expect(github.writes).toEqual(["POST /7/comments", "PATCH /comments/1", "POST /7/comments"]);
  });

  test("the comment is found behind a hundred others", async () => {
    for (let count = 0; count < 100; count++) github.add(github.comments, { body: "words", isForeign: true });
    await forge()?.comment(mark, "first");
    await forge()?.comment(mark, "second");
    expect(github.writes).toEqual(["POST /7/comments", "PATCH /comments/101"]);
  });

  test("a comment that somebody wrote under the same mark is left alone", async () => {
    github.add(github.comments, { body: `${mark}\nnothing to see here`, isForeign: true });
    await forge()?.comment(mark, "first");
    expect(github.comments.map(({ body }) => body)).toEqual([`${mark}\nnothing to see here`, `${mark}\nfirst`]);
  });

  test("a run without a pull request comments on nothing", async () => {
    await forge({ ref: "refs/heads/main" })?.comment(mark, "first");
    expect(github.writes).toEqual([]);
  });

  test("a text that the forge would refuse is cut", async () => {
    await forge()?.comment(mark, "x".repeat(100_000));
    expect(github.comments[0]?.body.length).toBeLessThan(65_536);
    expect(github.comments[0]?.body).toContain("(The rest is in the log of the run.)");
  });

  test("one issue is open while something is wrong, and closed when nothing is", async () => {
    for (const text of ["wrong", "still wrong", undefined, undefined, "wrong again"]) await forge()?.issue(mark, "Not as it should be", text);
    expect(github.issues).toMatchObject([
      { title: "Not as it should be", body: `${mark}\nstill wrong`, state: "closed" },
      { title: "Not as it should be", body: `${mark}\nwrong again`, state: "open" },
    ]);
  });

  test("a token that is missing is told by its name", () => {
    expect(() => forgeOf({ ...github.environment("event.json"), GITHUB_TOKEN: "" })).toThrow(/as GITHUB_TOKEN must be given: it is not set/);
  });

  test("a refusal has the forge's words, and not the token", async () => {
    const refused = forgeOf({ ...github.environment("event.json"), GITHUB_TOKEN: "of-somebody" })?.issue(mark, "title", "text");
    await expect(refused).rejects.toThrow(/status 401.*Bad credentials/);
    await expect(refused).rejects.not.toThrow(/of-somebody/);
  });
});

test("elsewhere there is no forge", () => {
  expect(forgeOf({})).toBeUndefined();
});
