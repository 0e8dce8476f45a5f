import { forgeOf, type Forge } from "../../../../cli/ci/forge";
import { FakeGitLab } from "../../../support/gitlab";

const mark = "<!-- tlsup preview shop/production -->";

describe("on GitLab", () => {
  let gitLab: FakeGitLab;
  const forge = (more: NodeJS.ProcessEnv = { CI_MERGE_REQUEST_IID: "7" }): Forge | undefined => forgeOf({ ...gitLab.environment, ...more });

  beforeEach(async () => {
    gitLab = await FakeGitLab.start();
  });
  afterEach(() => gitLab.stop());

  test("a merge request gets one note, which later runs edit in place", async () => {
    gitLab.hear(`${mark}\nby somebody else`);
    await forge()?.comment(mark, "first");
    await forge()?.comment(mark, "second");
    expect(gitLab.texts.map(({ body }) => body)).toEqual([`${mark}\nby somebody else`, `${mark}\nsecond`]);
    expect(gitLab.writes).toEqual(["POST /projects/3/merge_requests/7/notes", "PUT /projects/3/merge_requests/7/notes/2"]);
  });

  test("a run without a merge request writes no note", async () => {
    await forge({})?.comment(mark, "first");
    expect(gitLab.writes).toEqual([]);
  });

  test("one issue is open while something is wrong, and closed when nothing is", async () => {
    for (const text of ["wrong", "still wrong", undefined, undefined]) await forge()?.issue(mark, "Not as it should be", text);
    expect(gitLab.writes).toEqual(["POST /projects/3/issues", "PUT /projects/3/issues/1", "PUT /projects/3/issues/1"]);
    expect(gitLab.texts).toMatchObject([{ description: `${mark}\nstill wrong`, state_event: "close" }]);
  });

  test("a token that is missing is told by its name", () => {
    expect(() => forge({ GITLAB_TOKEN: undefined })).toThrow(/as GITLAB_TOKEN must be given: it is not set/);
  });
});
