import fc from "fast-check";
import { readRequirements, renderRequirements, type PythonRequirements, type RequirementsFolder } from "../../../../components/application/wsgi/requirements";
import type { Fault } from "../../../../components/shared/fault";
import { expectGolden } from "../../../support/golden";
import { rulesIn } from "../../../support/refusals";

const hash = `--hash=sha256:${"ab".repeat(32)}`;
const setting = "site.application.requirements";
/** What pip may be given, line by line. */
const harmless = [
  /^--(no-index|find-links|require-hashes|prefer-binary)$/,
  /^--(index-url|extra-index-url|find-links) https:\/\/[^\s@$'"]+$/,
  /^--(only|no)-binary [\w.:,-]+$/,
  /^[A-Za-z0-9][^\n\r\0@$/\\\u2028]*===?[^\n\r\0@$/\\\u2028]*$/,
];

/** What is read from files of these texts; everything below wheels/ is a wheel. */
function reading(files: Readonly<Record<string, string>>, builds = false): PythonRequirements & { readonly faults: readonly Fault[] } {
  const folder: RequirementsFolder = {
    text: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    sums: (path) => {
      const inside = Object.entries(files).filter(([name]) => name.startsWith(`${path}/`));
      return inside.length === 0 ? undefined : Object.fromEntries(inside);
    },
  };
  return readRequirements(folder, { first: "requirements.txt", builds, path: setting });
}
const linesOf = (text: string, builds = false) => reading({ "requirements.txt": text, "wheels/a.whl": "1" }, builds).lines.map((line) => line.text);
const problemsOf = (files: Readonly<Record<string, string>>, builds = false) => reading(files, builds).faults.map(({ path, problem }) => `${path} ${problem}`);

describe("requirements", () => {
  test.each([
    ["flask==3.1.0", ["flask==3.1.0"]],
    ["uvicorn[standard] == 0.30.0 ; python_version >= '3.11'", ["uvicorn[standard]==0.30.0 ; python_version >= '3.11'"]],
    [`six===1.16.0 ${hash} ${hash}`, [`six===1.16.0 ${hash} ${hash}`]],
    [`flask==3.1.0 \\\n    ${hash} \\\r\n    ${hash}\n    # via -r requirements.in`, [`flask==3.1.0 ${hash} ${hash}`]],
    [`flask==3.1.0\\\n${hash}`, [`flask==3.1.0 ${hash}`]],
    ["# a comment\n\nflask==3.1.0  # why", ["flask==3.1.0"]],
    ["# a comment that seems to go on \\\nflask==3.1.0", ["flask==3.1.0"]],
    ["--no-index --find-links=wheels\n-fwheels\ngreeting==1.0", ["--no-index", "--find-links", "--find-links", "greeting==1.0"]],
    [
      "-i https://pypi.example.com/simple\n--extra-index-url=https://pypi.example.com:8443/cpu/+simple/",
      ["--index-url https://pypi.example.com/simple", "--extra-index-url https://pypi.example.com:8443/cpu/+simple/"],
    ],
    ["--only-binary :all:\n--prefer-binary", ["--only-binary :all:", "--prefer-binary"]],
    ["flask==3.1.0 \\", ["flask==3.1.0"]],
  ])("that are pinned are passed on: %j", (text, lines) => {
    expect(reading({ "requirements.txt": text, "wheels/a.whl": "1" }).faults).toEqual([]);
    expect(linesOf(text)).toEqual(lines);
  });

  test.each([
    "flask",
    "flask>=3",
    "flask==3.*",
    "flask~=3.1",
    "flask==3.1.0,<4",
    "flask==3.1.0 --global-option=x",
    "flask==3.1.0 ; python_version>'3' --pre",
    "flask==3.1.0 --hash=md5:ab",
  ])("that are not pinned are named, with file and line: %j", (line) => {
    expect(reading({ "requirements.txt": `six==1.16.0\n\n${line}\n` }).faults).toEqual([
      {
        path: setting,
        problem: `must name one version of each requirement: current value is ${JSON.stringify(line)} (requirements.txt, line 3)`,
        remedy: "Write it like flask==3.1.0, as `pip freeze` does",
      },
    ]);
  });

  const refused = [
    ["git+https://example.com/flask.git", "must name a project and its version, not an address or a file"],
    ["flask @ https://example.com/flask-3.1.0.whl", "must name a project and its version, not an address or a file"],
    ["./flask", "must name a project and its version, not an address or a file"],
    ["flask-3.1.0-py3-none-any.whl", "must name a project and its version, not an address or a file"],
    ["flask==${VERSION}", "must not depend on environment variables"],
    ["-e .", "must begin with a project, or with an option that tlsup passes on"],
    ["--editable=./flask", "must begin with a project, or with an option that tlsup passes on"],
    ["--pre", "must begin with a project, or with an option that tlsup passes on"],
    ["--trusted-host pypi.example.com", "must begin with a project, or with an option that tlsup passes on"],
    ["--no-index --config-settings x=y", "must begin with a project, or with an option that tlsup passes on"],
    ["-i http://pypi.example.com/simple", "must be an address that begins with https:// and holds no password and no variable"],
    ["-i https://user:word@pypi.example.com/simple", "must be an address that begins with https:// and holds no password and no variable"],
    ["--extra-index-url https://${TOKEN}@pypi.example.com", "must be an address that begins with https:// and holds no password and no variable"],
    ["--find-links http://example.com/wheels", "must be a folder of the application's, or an address that begins with https:// and holds no password"],
    ["--find-links file:///srv/wheels", "must be a folder of the application's, or an address that begins with https:// and holds no password"],
    ["--find-links ../wheels", "must name a folder of the application's folder, by a relative path"],
    ["--find-links /srv/wheels", "must name a folder of the application's folder, by a relative path"],
    ["--find-links wheels", "must name a folder that holds files: wheels is not one"],
    ["--no-binary flask", "must not ask for builds"],
    ["--only-binary :none:", "must not ask for builds"],
    ["--only-binary 'flask'", "must name projects, or :all: or :none:"],
    ["-r", "must name a file of the application's folder, relative to the file that names it"],
    ["-r /etc/passwd", "must name a file of the application's folder, relative to the file that names it"],
    ["-r ../base.txt", "must name a file of the application's folder, relative to the file that names it"],
    ["-r a/../../base.txt", "must name a file of the application's folder, relative to the file that names it"],
    ["-r .env", "must name a file of the application's folder, relative to the file that names it"],
    ["-r https://example.com/base.txt", "must name a file of the application's folder, relative to the file that names it"],
    ["-r ${FILE}", "must name a file of the application's folder, relative to the file that names it"],
    ["-r gone.txt", "must name a file that is there: gone.txt is not a file of the application's folder"],
    ["-c gone.txt", "must name a file that is there: gone.txt is not a file of the application's folder"],
    ["Gunicorn==23.0.0 ; python_version > '3'", "must not name gunicorn"],
    ["-r requirements.txt", "must not include a file that includes it: requirements.txt includes requirements.txt"],
  ] as const;

  test("that are refused are told with what to do", () => {
    expectGolden("refusals/requirements.txt", rulesIn(refused.flatMap(([line]) => reading({ "requirements.txt": line }).faults)));
  });

  test.each(refused)("that are not known to be what was tried are refused: %j", (line, rule) => {
    expect(problemsOf({ "requirements.txt": `\n${line}\n` })).toEqual([
      `${setting} ${rule}: current value is ${JSON.stringify(line)} (requirements.txt, line 2)`,
    ]);
  });

  test("of files that are included are judged like the first one's, each once, in their place", () => {
    const files = {
      "requirements.txt": "-r more/base.txt\n-c more/versions.txt\nflask==3.1.0\n-r more/base.txt",
      "more/base.txt": "-r ../other.txt\nsix==1.16.0\nwheel",
      "more/versions.txt": "jinja2==3.1.4\nmarkupsafe",
      "other.txt": "click==8.1.0",
    };
    const { lines, constraints, faults } = reading(files);
    expect(lines.map(({ text }) => text)).toEqual(["click==8.1.0", "six==1.16.0", "flask==3.1.0"]);
    expect(constraints).toEqual(["jinja2==3.1.4"]);
    expect(faults.map(({ problem }) => problem)).toEqual([
      'must name one version of each requirement: current value is "wheel" (more/base.txt, line 3)',
      'must name one version of each requirement: current value is "markupsafe" (more/versions.txt, line 2)',
    ]);
  });

  test("of a file are found by any way that leads to it within the folder", () => {
    const files = { "requirements.txt": "-r ./more//./base.txt\n-r more/../other.txt", "more/base.txt": "six==1.16.0", "other.txt": "click==8.1.0" };
    expect(reading(files)).toMatchObject({ faults: [], lines: [{ text: "six==1.16.0" }, { text: "click==8.1.0" }] });
  });

  test("of files that include one another are refused, and the circle is told", () => {
    expect(problemsOf({ "requirements.txt": "-r a.txt", "a.txt": "-c b.txt", "b.txt": "\n-r a.txt" })).toEqual([
      `${setting} must not include a file that includes it: a.txt includes b.txt includes a.txt: current value is "-r a.txt" (b.txt, line 2)`,
    ]);
  });

  test("a first file that is not there is named", () => {
    expect(problemsOf({})).toEqual([`${setting} must be a file of the application's folder: current value is "requirements.txt"`]);
  });

  test("all have a hash when one has", () => {
    const rule = "must have a --hash, as other requirements have one";
    expect(reading({ "requirements.txt": `six==1.16.0\nflask==3.1.0 ${hash}` }).faults).toEqual([
      {
        path: setting,
        problem: `${rule}: current value is "six==1.16.0" (requirements.txt, line 1)`,
        remedy: "Write them all with `pip-compile --generate-hashes`, or none",
      },
    ]);
    expect(problemsOf({ "requirements.txt": "six==1.16.0\n--require-hashes" })).toEqual([
      `${setting} ${rule}: current value is "six==1.16.0" (requirements.txt, line 1)`,
    ]);
    expect(problemsOf({ "requirements.txt": `flask==3.1.0 ${hash}\n-c versions.txt`, "versions.txt": "six==1.16.0" })).toEqual([]);
  });

  test("are told by their beginning where they are long: 120 characters, quotes included, and their end is three dots", () => {
    const shown = (length: number): string | undefined => {
      const [problem = ""] = problemsOf({ "requirements.txt": "x".repeat(length) });
      return / current value is (.*) \(requirements\.txt, line 1\)$/.exec(problem)?.[1];
    };
    expect(shown(118)).toBe(`"${"x".repeat(118)}"`);
    expect(shown(119)).toBe(`"${"x".repeat(116)}...`);
  });

  test("may ask for builds where the setting allows them", () => {
    expect(problemsOf({ "requirements.txt": "--no-binary flask,six\n--only-binary :none:" }, true)).toEqual([]);
  });

  test("of a folder of wheels, every file counts, wherever the folder is named from", () => {
    const files = {
      "requirements.txt": "-r more/base.txt",
      "more/base.txt": "--find-links wheels\n--find-links ../other\n--find-links near",
      "wheels/a.whl": "1",
      "wheels/b/c.whl": "2",
      "other/d.whl": "3",
      "more/near/e.whl": "4",
    };
    const { lines, sums, faults } = reading(files);
    expect(faults).toEqual([]);
    expect(lines).toEqual([
      { text: "--find-links", folder: "wheels" },
      { text: "--find-links", folder: "other" },
      { text: "--find-links", folder: "more/near" },
    ]);
    expect(sums).toEqual({ "wheels/a.whl": "1", "wheels/b/c.whl": "2", "other/d.whl": "3", "more/near/e.whl": "4" });
  });

  test("of a folder that is not there, the place beside the file that names it is told", () => {
    const problems = problemsOf({ "requirements.txt": "-r more/base.txt", "more/base.txt": "--find-links gone" });
    expect(problems).toEqual([expect.stringContaining("must name a folder that holds files: more/gone is not one: ")]);
  });

  test("are written for pip with wheels alone unless builds are allowed", () => {
    const read = reading({ "requirements.txt": "--find-links wheels\nflask==3.1.0\n-c c.txt", "c.txt": "six==1.16.0", "wheels/a.whl": "12" });
    expect(renderRequirements(read, { root: "/code", builds: false })).toEqual({
      requirements: "--only-binary :all:\n--find-links /code/wheels\nflask==3.1.0\n",
      constraints: "six==1.16.0\n",
      sums: "12  wheels/a.whl\n",
    });
    expect(renderRequirements(read, { root: "/code", builds: true }).requirements).toBe("--find-links /code/wheels\nflask==3.1.0\n");
  });

  test("whatever the text, it is judged, and pip gets nothing but options and pins", () => {
    const word = fc.constantFrom(
      "flask==1",
      "-r",
      "-c x.txt",
      "--find-links",
      "wheels",
      "--pre",
      "-e",
      "\\",
      "\n",
      "#",
      " ",
      ";",
      "--hash=sha256:",
      "${X}",
      "@",
      "https://a.b/c",
      "--index-url",
      "=",
      "'",
      "\u2028",
      "\r",
      "\0",
      "..",
      "/",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string(), fc.constant(hash))).map((words) => words.join("")),
        fc.boolean(),
        (text, builds) => {
          const { lines, constraints } = reading({ "requirements.txt": text, "x.txt": text, "wheels/a.whl": "1" }, builds);
          const given = [...lines.map((each) => each.text), ...constraints];
          expect(given.filter((line) => !harmless.some((form) => form.test(line)))).toEqual([]);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
