import type { HostSpec } from "../../../../localcloud/hosts/host";
import { type ExpectedHost, reconcileHosts } from "../../../../localcloud/hosts/reconcile";
import { FakeHosts } from "./fake-hosts";

const spec = (id: string): HostSpec => ({ id, hostname: `host-${id}`, system: "debian-12", address: "198.51.100.2", authorizedKeys: [] });
const settings = { addresses: [], limits: { vcpus: 1, memory: 1024 } };
const host = (id: string, running?: boolean): ExpectedHost => ({ spec: spec(id), settings, ...(running !== undefined && { running }) });

let hosts: FakeHosts;
let logged: string[];
const reconcile = (...expected: ExpectedHost[]): Promise<ReadonlySet<string>> =>
  reconcileHosts(hosts, expected, { info: () => undefined, error: (event) => void logged.push(event) });

beforeEach(() => {
  hosts = new FakeHosts();
  logged = [];
});

const present = (id: string, running: boolean): void => void hosts.all.set(id, { spec: spec(id), running, settings: undefined });
const states = (): object => Object.fromEntries([...hosts.all].map(([id, { running }]) => [id, running]));

it("makes what is missing, removes what nobody knows, starts and stops the others", async () => {
  present("stopped", false);
  present("running", true);
  present("stray", true);
  await reconcile(host("stopped", true), host("running", false), host("missing", true));
  expect(states()).toEqual({ stopped: true, running: false, missing: true });
});

it("leaves a host of which is not said whether it runs as it is", async () => {
  present("running", true);
  present("stopped", false);
  await reconcile(host("running"), host("stopped"), host("missing"));
  expect(states()).toEqual({ running: true, stopped: false, missing: false });
});

it("says which hosts are as expected, logs the others and goes on", async () => {
  const start = hosts.start.bind(hosts);
  hosts.start = (id, given) => (id === "bad" ? Promise.reject(new Error("no")) : start(id, given));
  expect([...(await reconcile(host("bad", true), host("good", true)))]).toEqual(["good"]);
  expect(logged).toEqual(["hosts.not-reconciled"]);
});
