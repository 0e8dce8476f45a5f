import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onHost } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";

const program = (greeting: string): string => `import { HttpsFleet, SelfSignedCertificate, Vps } from "tlsup";

const vps = (name: string) => new Vps(name, { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
const [red, green] = [vps("red"), vps("green")];
new HttpsFleet("site", {
  domain: "fleet.test",
  hosts: { green: green.access, red: red.access },
  canary: "red",
  certificate: new SelfSignedCertificate("site", { dnsNames: ["fleet.test"] }),
  server: { kind: "nginx" },
  application: { kind: "demo", environment: { GREETING: "${greeting}" } },
  edgeRanges: [],
});

export const addresses = { red: red.address, green: green.address };
`;

/** One site on two hosts, one of which goes first. */
describe("a fleet", () => {
  const folder = repositoryProgram();
  let stack: Stack;
  let addresses: { readonly red: string; readonly green: string };
  const write = (greeting: string): void => {
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), program(greeting));
  };
  const greetings = (): string[] =>
    [addresses.red, addresses.green].map(
      (address) => (JSON.parse(onHost(address, "curl -sk --resolve fleet.test:443:127.0.0.1 https://fleet.test/")) as { greeting: string }).greeting,
    );
  const breakNginx = (address: string): string => onHost(address, "echo 'nonsense;' > /etc/nginx/conf.d/foreign.conf");

  beforeAll(async () => {
    write("one");
    stack = await Stack.create("fleet", folder);
    await stack.up();
    ({ addresses } = (await stack.outputs()) as { addresses: { red: string; green: string } });
  }, 240_000);
  afterAll(() => stack.dispose());

  test("serves the same on each host", () => {
    expect(greetings()).toEqual(["one", "one"]);
  });

  test("leaves every other host alone when the first one fails, and names the one that did", async () => {
    breakNginx(addresses.red);
    write("two");
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(new RegExp(`Cannot activate the release of fleet\\.test on ${addresses.red}: .*foreign\\.conf`));
    expect(greetings()).toEqual(["one", "one"]);
    onHost(addresses.red, "rm /etc/nginx/conf.d/foreign.conf");
  });

  test("keeps what was proven when a later host fails, names it, and goes on there the next time", async () => {
    breakNginx(addresses.green);
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(new RegExp(`Cannot activate the release of fleet\\.test on ${addresses.green}: .*foreign\\.conf`));
    expect(greetings()).toEqual(["two", "one"]);
    onHost(addresses.green, "rm /etc/nginx/conf.d/foreign.conf");
    await stack.up();
    expect(greetings()).toEqual(["two", "two"]);
  }, 180_000);
});
