import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryProgram, Stack } from "../support/program";

/** The program's server gets a type of another architecture, in a run that ends before it is made, as when the vendor has no more of that type. */
test("a change of architecture that did not get as far as the server is made by the next run, or taken back without another server", async () => {
  const folder = repositoryProgram();
  const write = (size: string): void => {
    rmSync(join(folder, "index.ts"), { force: true });
    writeFileSync(
      join(folder, "index.ts"),
      `import { Vps } from "tlsup";\nnew Vps("arch", { provider: "hetzner", region: "fsn1", size: "${size}", web: { from: "nobody" } });\n`,
    );
  };
  write("cx23");
  const stack = await Stack.create("arch", folder);
  const serverOf = async () => (await stack.resources("hcloud:index/server:Server"))[0];
  const failEarly = async (): Promise<void> => {
    write("cax11");
    const [memory] = await stack.resources("tlsup:index:HostMemory");
    await stack.up("--target", memory?.urn ?? "");
    expect((await stack.resources("tlsup:index:HostMemory"))[0]?.outputs).toMatchObject({ size: "cax11" });
  };
  try {
    await stack.up();
    const first = await serverOf();
    await failEarly();
    write("cx23");
    await stack.up();
    expect(await serverOf()).toMatchObject({ id: first?.id, outputs: { serverType: "cx23", status: "running" } });
    await failEarly();
    await stack.up();
    const second = await serverOf();
    expect(second).toMatchObject({ outputs: { serverType: "cax11", status: "running" } });
    expect(second?.id).not.toBe(first?.id);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  } finally {
    await stack.dispose();
  }
}, 240_000);
