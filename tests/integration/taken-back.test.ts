import { makeZone } from "../support/local-cloud";
import { localSite, programNamed, Stack } from "../support/program";
import { PythonApplication } from "../support/python-application";
import { vendors } from "../support/vendors";

const name = "back";

test("a move to another vendor whose push fails is taken back: the first machine is the host again, and nothing of the other is left", async () => {
  const { host } = vendors.digitalocean;
  const machinesOf = async () => (await Promise.all(Object.values(vendors).map(({ machine }) => stack.resources(machine)))).flat();
  const left = async () => (await Promise.all(Object.values(vendors).map((vendor) => vendor.names()))).flat().filter((each) => each.includes(` ${name}-`));
  await makeZone("back.test");
  const python = new PythonApplication();
  const stack = await Stack.create(name, programNamed(name));
  const configure = (mark: string, more = {}): Promise<void> =>
    stack.configure({
      site: localSite("www.back.test", { host, application: python.settings("1.0", mark), ...more }),
      secretEnvironment: { PASSWORD: "secret" },
    });
  try {
    await configure("# whole\n");
    await stack.up();
    const [[machine], present] = [await machinesOf(), await left()];
    await configure("raise RuntimeError('broken')\n", { host: vendors.hetzner.host, leaveDataOn: machine?.id });
    expect((await stack.run("up", "--yes", "--skip-preview")).output).toMatch(/Cannot activate the release/);
    expect(await machinesOf()).toHaveLength(2);
    await configure("# mended\n");
    await stack.up();
    expect([(await machinesOf()).map(({ id }) => id), await left()]).toEqual([[machine?.id], present]);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  } finally {
    await stack.dispose();
    python.remove();
  }
}, 600_000);
