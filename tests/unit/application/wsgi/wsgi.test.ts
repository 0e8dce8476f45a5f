import { drawPort } from "../../../../components/application/common/application-plan";
import { planWsgi, wsgiSchema, type WsgiApplication } from "../../../../components/application/wsgi/wsgi";
import type { PythonRequirements } from "../../../../components/application/wsgi/requirements";
import { faultsOf } from "../../../../components/shared/validation";

const site = "blog.example.com";
const application: WsgiApplication = { kind: "wsgi", directory: "app", callable: "app:application" };
const tree = { source: "app", digest: "ab".repeat(32), parts: {} };
const flask: PythonRequirements = { lines: [{ text: "flask==3.1.0" }], constraints: [], sums: {} };
const plan = (changes: Partial<WsgiApplication> = {}, requirements?: PythonRequirements, isRunByServer = false) => {
  const folder = { tree, ...(requirements && { requirements }) };
  return planWsgi(site, { ...application, ...changes }, folder, { platform: { release: "debian-12" }, isRunByServer, asset: (path) => `text of ${path}` });
};

describe("an application in Python", () => {
  test("that requires nothing is run by the host's Python, and nothing is installed for it", () => {
    const { packages, preparation, files } = plan();
    expect(packages).toEqual(["gunicorn (>= 20.1)"]);
    expect(preparation).toEqual([]);
    expect(Object.keys(files).filter((path) => path.includes("requirements") || path.includes("install"))).toEqual([]);
    expect(files["application/start/tlsup-blog.example.com.service"]).toContain("ExecStart=/usr/bin/python3 -m gunicorn ");
  });

  test("that requires something is run by the Python of its own environment, which is made before", () => {
    const { packages, preparation, files } = plan({}, flask);
    expect(packages).toEqual(["gunicorn (>= 20.1)", "python3-venv"]);
    expect(preparation).toHaveLength(1);
    const python = "/opt/tlsup/blog.example.com/current/application/virtualenv/bin/python3";
    expect(files["application/start/tlsup-blog.example.com.service"]).toContain(`ExecStart=${python} -m gunicorn `);
    const written = "application/requirements/requirements.txt";
    expect(files[written]).toBe("--only-binary :all:\nflask==3.1.0\n");
    expect(plan({ builds: true }, flask).files[written]).toBe("flask==3.1.0\n");
  });

  test("listens on its port of the loopback address, which its unit holds and the server asks", () => {
    const { ports, content, files } = plan({ port: 8123 });
    expect(ports).toEqual([{ port: 8123, unit: "tlsup-blog.example.com.service" }]);
    expect(content).toEqual({ kind: "upstream", url: "http://127.0.0.1:8123" });
    expect(files["application/gunicorn.conf.py"]).toContain('bind = "127.0.0.1:8123"\n');
    expect(plan().ports).toEqual([{ port: drawPort(site), unit: "tlsup-blog.example.com.service" }]);
  });

  test("that gunicorn serves itself has neither a unit nor a port of its own", () => {
    const { files, links, services, ports, content } = plan({ workers: 3 }, flask, true);
    expect([links, services, ports]).toEqual([{}, [], undefined]);
    expect(Object.keys(files).filter((path) => /\.(service|conf\.py)$/.test(path))).toEqual([]);
    const pythonPath = ["/opt/tlsup/blog.example.com/current/application/code"];
    expect(content).toMatchObject({ kind: "wsgi", callable: "app:application", workers: 3, pythonPath });
  });

  test("has two processes for each processor, and one, unless it says how many", () => {
    const configuration = (changes: Partial<WsgiApplication>): string => plan(changes).files["application/gunicorn.conf.py"]!;
    const workers = (changes: Partial<WsgiApplication>): string | undefined => /^workers = (.*)$/m.exec(configuration(changes))?.[1];
    expect([workers({}), workers({ workers: 3 })]).toEqual(["2 * multiprocessing.cpu_count() + 1", "3"]);
  });
});

test.each([
  [{ workers: 0 }, "must be at least 1"],
  [{ workers: 1 }, undefined],
  [{ workers: 256 }, undefined],
  [{ workers: 257 }, "must be at most 256"],
  [{ workers: 1.5 }, "must be a whole number"],
  [{ port: 1023 }, "must be at least 1024"],
  [{ port: 1024 }, undefined],
  [{ port: 65535 }, undefined],
  [{ port: 65536 }, "must be at most 65535"],
])("an application in Python is judged by its limits: %j", (settings, problem) => {
  const found = faultsOf(wsgiSchema, { ...application, ...settings }, "application").map((fault) => fault.problem.replace(/: current.*/, ""));
  expect(found).toEqual(problem === undefined ? [] : [problem]);
});

test("the port that is drawn for a site is the same for good, and one of ten thousand below those that the kernel gives away", () => {
  // It is in use on hosts: another one for the same site would be a change for each of them.
  expect([drawPort("blog.example.com"), drawPort("shop.example.com")]).toEqual([15_531, 16_098]);
  const drawn = Array.from({ length: 2_000 }, (_, index) => drawPort(`site-${index}.example.com`));
  expect(drawn.filter((port) => port < 10_000 || port > 19_999)).toEqual([]);
  expect([Math.min(...drawn) < 10_050, Math.max(...drawn) > 19_950]).toEqual([true, true]);
  expect(new Set(drawn).size).toBeGreaterThan(1_700);
});
