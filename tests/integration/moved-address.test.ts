import { cloudflare, makeZone, status } from "../support/local-cloud";
import { localSite, programNamed, Stack } from "../support/program";
import { PythonApplication } from "../support/python-application";
import { vendors } from "../support/vendors";
import { watchVisits } from "../support/visits";

const [name, domain] = ["moving", "www.moving.test"];
const { host, machine } = vendors.digitalocean;

/** The last lines of a program whose every answer takes three seconds. */
const slowly = `import time
inner = application

def application(environ, start_response):
    time.sleep(3)
    return inner(environ, start_response)
`;

/** By these, the edge cannot send a request again over a new connection when one that it kept is cut. */
const withoutKeeping = { kind: "nginx", snippet: "keepalive_timeout 0;" } as const;

/** Machines that are replaced while several visitors are always on their way. */
describe("a reserved address that moves to another machine", () => {
  let zone: string;
  let stack: Stack;
  const python = new PythonApplication();

  const configure = (leaveDataOn?: string): Promise<void> =>
    stack.configure({
      site: localSite(domain, {
        host: { ...host, reservedIp: true },
        server: withoutKeeping,
        application: python.settings("1.0", slowly),
        ...(leaveDataOn !== undefined && { leaveDataOn }),
      }),
      secretEnvironment: { PASSWORD: "secret" },
    });
  const theMachine = async () => (await stack.resources(machine))[0];
  const theRecord = async () => (await cloudflare().dns.records.list({ zone_id: zone, type: "A" })).result[0];

  beforeAll(async () => {
    zone = await makeZone("moving.test");
    stack = await Stack.create(name, programNamed(name));
    await configure();
    await stack.up();
  }, 600_000);
  afterAll(async () => {
    await stack.dispose();
    python.remove();
  }, 600_000);

  async function replaceUndisturbed(): Promise<void> {
    const { id, urn = "" } = (await theMachine()) ?? {};
    await configure(id);
    const answers = await watchVisits(domain, status(), 500, () => stack.up("--replace", urn));
    expect([...answers.keys()]).toEqual([200]);
    expect((await theMachine())?.id).not.toBe(id);
  }

  test("cuts no visit that is on its way, and has its record again", async () => {
    const before = await theRecord();
    await replaceUndisturbed();
    expect(await theRecord()).toMatchObject({ id: before?.id, content: before?.content });
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 600_000);

  test("has its record again when a run was killed before that, and the next one replaces the machine as well", async () => {
    const { id = "", content } = (await theRecord()) ?? {};
    const own = String((await theMachine())?.outputs?.ipv4Address);
    await cloudflare().dns.records.edit(id, { zone_id: zone, name: domain, type: "A", ttl: 1, proxied: true, content: own });
    await replaceUndisturbed();
    expect(await theRecord()).toMatchObject({ id, content });
  }, 600_000);
});
