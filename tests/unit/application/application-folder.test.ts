import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ApplicationFolder } from "../../../components/application/application";
import { applicationFolder } from "../../../components/application/execution/application-folder";
import { sha256 } from "../../../components/release/common/release";

describe("the folder of a program in Python", () => {
  let directory: string;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  const folder = (builds?: boolean): ApplicationFolder =>
    applicationFolder(
      { kind: "wsgi", directory, callable: "app:application", requirements: "requirements.txt", ...(builds !== undefined && { builds }) },
      "site.application",
    );

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tlsup-folder-"));
    write("app.py", "");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test("gives what is required, included files among it, and the sums of its wheels", () => {
    write("requirements.txt", "-r more/base.txt\n");
    write("more/base.txt", "-f wheels\nflask==3.1.0\n");
    write("wheels/a.whl", "one");
    write("real/b.whl", "two");
    symlinkSync("../real/b.whl", join(directory, "wheels", "b.whl"));
    expect(folder().requirements).toMatchObject({
      lines: [{ text: "--find-links", folder: "wheels" }, { text: "flask==3.1.0" }],
      sums: { "wheels/a.whl": sha256("one"), "wheels/b.whl": sha256("two") },
    });
  });

  test("that is a link to wheels elsewhere in the folder counts by what is there", () => {
    write("requirements.txt", "-f wheels\nflask==3.1.0\n");
    write("real/b.whl", "two");
    symlinkSync("real", join(directory, "wheels"));
    expect(folder().requirements?.sums).toEqual({ "wheels/b.whl": sha256("two") });
  });

  test("is refused with every fault of every file, below the setting that names the first", () => {
    write("requirements.txt", "-r base.txt\nsix\n--no-binary six\n");
    write("base.txt", "flask>=3\n-r gone.txt\n");
    symlinkSync("/etc/passwd", join(directory, "link"));
    expect(() => folder()).toThrow(
      /has 5 faults.*\.application\.directory: .*\.application\.requirements: .*"flask>=3" \(base\.txt, line 1\).*gone\.txt.*"six" \(.*, line 2\).*builds/s,
    );
    rmSync(join(directory, "link"));
    expect(() => folder(true)).toThrow(/has 3 faults/);
  });

  test("without a file of requirements gives none", () => {
    expect(applicationFolder({ kind: "wsgi", directory, callable: "app:application" }, "site.application")).not.toHaveProperty("requirements");
    expect(() => folder()).toThrow('site.application.requirements: must be a file of the application\'s folder: current value is "requirements.txt"');
  });
});
